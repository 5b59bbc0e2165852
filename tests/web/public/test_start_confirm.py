"""The link of the letter: a page first, one button, each end of its life a way on."""

from typing import Any

import pytest
from flask import Flask

from app.businesses import queries as businesses
from app.core import db
from tests.conftest import Clock
from tests.onboarding import wishes
from tests.onboarding.test_tariffs import make as make_code
from tests.onboarding.wishes import OTHER_INN, OTHER_OGRN
from tests.page import Client, Page
from tests.web.public.test_start import ADDRESS, rows
from tests.world import World, create_business


@pytest.fixture
def reader(app: Flask) -> Client:
    return Client(app, address=ADDRESS, language="en")


def link(app: Flask, **changes: Any) -> str:
    """Apply; the path that the letter carries."""
    return f"/start/confirm/{wishes.token(app, wishes.apply(app, **changes))}"


def press(page: Page, **values: str) -> Page:
    answer: Page = page.form(id_="confirm").submit(values, follow=False)
    return answer


def slugs() -> list[str]:
    found = [business.slug for business in businesses.businesses()]
    db.session().rollback()
    return found


def test_a_scanner_that_follows_links_opens_nothing(app: Flask, reader: Client) -> None:
    path = link(app)
    for _ in range(3):
        page = reader.get(path, status=200)
    assert "poldnik" in page.text
    assert "3 months" in page.text
    assert slugs() == []
    assert rows()[0].state == "asked"


def test_one_tap_opens_the_business_and_signs_its_owner_in(
    app: Flask, reader: Client
) -> None:
    answer = press(reader.get(link(app), status=200))
    assert (answer.status, answer.location) == (303, "/poldnik/office/start")
    page = answer.follow()
    assert page.h1 in {"First steps", "Первые шаги"}
    assert reader.get("/poldnik/office/team", status=200)
    # Another browser is not signed in by it.
    assert reader.another().get("/poldnik/office/start").status in {302, 303}


def test_a_used_link_leads_on_and_opens_nothing_more(
    app: Flask, reader: Client
) -> None:
    path = link(app)
    first, second = reader.get(path, status=200), reader.another(language="en")
    late = second.get(path, status=200)
    press(first)
    for page in (press(late).follow(), second.get(path, status=200)):
        assert page.h1 == "The business is open"
        assert page.link("Go to the first steps") == "/poldnik/office/start"
    assert second.get("/poldnik/office/start").status in {302, 303}
    assert slugs() == ["poldnik"]


def test_a_link_that_is_over_is_renewed_by_one_button(
    app: Flask, reader: Client, clock: Clock
) -> None:
    path = link(app)
    clock.advance(hours=25)
    page = reader.get(path, status=200)
    assert page.h1 == "This link is no longer valid"
    sent = page.form(action="/again").submit(status=303)
    assert sent.h1 == "Look into your mailbox"
    assert reader.get(path).h1 == "This link is no longer valid"
    newer = f"/start/confirm/{wishes.token(app, rows()[0].id)}"
    assert press(reader.get(newer, status=200)).status == 303
    assert slugs() == ["poldnik"]


def test_an_old_page_that_is_sent_late_says_so(
    app: Flask, reader: Client, clock: Clock
) -> None:
    page = reader.get(link(app), status=200)
    clock.advance(hours=25)
    assert press(page).follow().h1 == "This link is no longer valid"
    assert slugs() == []


@pytest.mark.parametrize("end", ["x", "1-1-" + "a" * 32, "%00", "a" * 3000, "1-1-"])
def test_a_made_up_link_is_not_found(app: Flask, reader: Client, end: str) -> None:
    link(app)
    assert reader.get(f"/start/confirm/{end}").status == 404


def test_what_does_not_fit_is_confirmed_and_waits(app: Flask, reader: Client) -> None:
    numbers = wishes.USUAL.numbers
    doubtful = type(numbers)(
        "RU", OTHER_INN, numbers.register_number, ("kinds_differ",)
    )
    page = reader.get(link(app, numbers=doubtful), status=200)
    assert "a person looks at the numbers" in page.text
    answer = press(page)
    assert answer.location == "/start/sent"
    assert answer.follow().h1 == "A person looks at it now"
    assert slugs() == []
    assert rows()[0].state == "review"


def test_an_address_gone_meanwhile_is_chosen_anew(app: Flask, reader: Client) -> None:
    path = link(app)
    create_business(slug="poldnik", name="Тайна")
    refused = press(reader.get(path, status=200))
    assert refused.status == 422
    assert "address is taken" in refused.text
    assert "Тайна" not in refused.text
    wrong = press(refused, slug="a--b")
    assert wrong.status == 422
    assert wrong.form(id_="confirm").values["slug"] == ["a--b"]
    assert press(wrong, slug="Poldnik-na-uglu").status == 303
    assert set(slugs()) == {"poldnik", "poldnik-na-uglu"}


def test_a_number_gone_meanwhile_is_refused_in_words(
    app: Flask, reader: Client
) -> None:
    path = link(app)
    wishes.found(app, name="Тайна", slug="tayna", email="b@b.example")
    refused = press(reader.get(path, status=200))
    assert refused.status == 422
    assert "is here already" in refused.text
    assert "Тайна" not in refused.text
    assert slugs() == ["tayna"]


def test_the_terms_are_told_before_the_tap(app: Flask, reader: Client) -> None:
    make_code()
    page = reader.get(link(app, promo_code="loyalen2022"), status=200)
    assert "Free of charge12 months" in page.text


def test_a_guest_s_card_comes_along(app: Flask, reader: Client, world: World) -> None:
    reader.get("/zerno/join", status=200).form(action="/join").submit(status=303)
    press(reader.get(link(app), status=200))
    page = reader.get("/", status=200)
    assert page.link("Зерно") == "/zerno/card"
    assert "Кофейня «Полдник»" in page.text


def test_somebody_else_s_session_ends_where_the_owner_s_begins(
    app: Flask, reader: Client, world: World
) -> None:
    reader.sign_in(world.coffee.owner.person_id)
    press(reader.get(link(app), status=200))
    assert reader.get("/poldnik/office/start", status=200)
    assert reader.get("/zerno/office/").status == 403


def test_an_entrepreneur_opens_too(app: Flask, reader: Client) -> None:
    numbers = type(wishes.USUAL.numbers)("RU", OTHER_INN, OTHER_OGRN)
    assert press(reader.get(link(app, numbers=numbers), status=200)).status == 303
