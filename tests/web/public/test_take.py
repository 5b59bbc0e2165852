"""A card taken along by another device: no sign-in, no name, a quarter of an hour."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.cards.erasing import erase
from app.cards.joining import bring_together
from app.core import db, tenancy
from app.core.ids import BusinessId, CardId
from app.people import actions as people
from app.people.models import LoginSession
from app.web import tickets
from app.web.public import take as screen
from passes.testing import open_pkpass
from tests.circles import create_circle
from tests.conftest import ADDRESS, Clock, MakeApp
from tests.page import Client
from tests.web import agents
from tests.web.agents import saying
from tests.world import Holder, World, create_person, issue_card, sell


@pytest.fixture
def at(make_app: MakeApp, world: World) -> Callable[..., Client]:
    """A phone that nobody has signed in with, on a site with these settings."""

    def make(**options: Any) -> Client:
        return Client(make_app(**options), address=ADDRESS, language="en")

    return make


@pytest.fixture
def anna(world: World) -> Holder:
    """Her name is on no page that a link alone opens."""
    person_id = create_person(name="Anna", phone="+79167654321", language="en")
    shop = world.coffee
    return issue_card(shop.business_id, shop.programme_id, person_id=person_id)


def path_to(client: Client, card_id: CardId, business_id: BusinessId) -> str:
    with tenancy.scope(business_id):
        key = client.app.config["SECRET_KEY"]
        return f"/zerno/take/{tickets.issue(card_id, key).token}"


@pytest.fixture
def phone(at: Callable[..., Client]) -> Client:
    """On a site that makes passes."""
    return at(demo=True)


@pytest.fixture
def path(phone: Client, anna: Holder, world: World) -> str:
    """The link on Anna's big screen."""
    return path_to(phone, anna.card_id, world.coffee.business_id)


def test_the_link_shows_the_face_and_nothing_more(
    phone: Client, path: str, anna: Holder, world: World
) -> None:
    sell(world.coffee, anna, amount_minor=184_000)
    page = phone.get(path, headers=saying(agents.IPHONE), status=200)
    assert "92" in " ".join(page.one("div", cls="pass").itertext())
    for personal in ("Anna", "79167654321", "7654321", anna.number):
        assert personal not in page.markup
    assert page.link("Add to Apple Wallet") == f"{path}/card.pkpass"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert len(page.data) < 30_000


def test_it_signs_nobody_in(phone: Client, path: str) -> None:
    before = db.session().query(LoginSession).count()
    phone.get(path, status=200)
    phone.get(f"{path}/card.pkpass", status=200)
    db.session().rollback()
    assert db.session().query(LoginSession).count() == before
    assert phone.get("/zerno/card", status=303).location == "/zerno/join"


def test_the_package_is_the_same_pass_as_in_the_cabinet(
    phone: Client, path: str, anna: Holder
) -> None:
    answer = phone.get(f"{path}/card.pkpass", status=200)
    assert answer.headers["Content-Type"] == "application/vnd.apple.pkpass"
    disposition = 'attachment; filename="card.pkpass"'
    assert answer.headers["Content-Disposition"] == disposition
    assert answer.headers["Cache-Control"] == "no-store"
    owner = phone.another()
    owner.sign_in(anna.person_id)
    own = owner.get("/zerno/card/pass.pkpass", status=200)
    serials = {open_pkpass(a.data).document["serialNumber"] for a in (answer, own)}
    assert len(serials) == 1


def test_android_gets_google_first(
    at: Callable[..., Client], settings: dict[str, Any], anna: Holder, world: World
) -> None:
    phone = at(demo=True, **settings)
    path = path_to(phone, anna.card_id, world.coffee.business_id)
    page = phone.get(path, headers=saying(agents.PIXEL))
    markup = page.markup
    assert markup.index("Save to phone") < markup.index("Add to Apple Wallet")
    waits = page.form(action="/google").submit(status=303)
    assert waits.h1 == "Preparing the card"
    assert waits.path.startswith(f"{path}/google?since=")
    assert waits.headers["Cache-Control"] == "no-store"


def test_it_ends_after_a_quarter_of_an_hour(
    phone: Client, path: str, clock: Clock
) -> None:
    clock.advance(minutes=16)
    for address in (path, f"{path}/card.pkpass", f"{path}/google"):
        page = phone.get(address, status=410)
        assert "run out" in page.text


def test_it_opens_nothing_elsewhere(phone: Client, path: str) -> None:
    assert phone.get(path.replace("zerno", "margin")).status == 404
    for wrong in (path[:-1], path + "x", "/zerno/take/1-99999999", "/zerno/take/x"):
        assert phone.get(wrong).status == 404
        assert phone.get(f"{wrong}/card.pkpass").status == 404


def test_guessing_is_limited(
    phone: Client, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "GUESSES", screen.Limit("guesses_test", 2, 3600))
    wrong = f"{path}x"
    assert [phone.get(wrong).status for _ in range(3)] == [404, 404, 429]
    assert phone.get(path).status == 200


def test_taking_is_limited(
    phone: Client, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "TAKEN", screen.Limit("taken_test", 1, 3600))
    package = f"{path}/card.pkpass"
    assert [phone.get(package).status for _ in range(2)] == [200, 429]


def test_an_erased_person_has_no_card_to_take(
    phone: Client, path: str, anna: Holder
) -> None:
    with db.writing():
        erase(person_id=anna.person_id, actor="holder")
    assert phone.get(path).status == 404
    assert phone.get(f"{path}/card.pkpass").status == 404


def test_a_card_that_was_joined_meanwhile_is_the_other_one(
    phone: Client, world: World, anna: Holder
) -> None:
    shop = world.coffee
    old = issue_card(shop.business_id, shop.programme_id)
    path = path_to(phone, old.card_id, shop.business_id)
    with db.writing():
        bring_together(source_id=old.person_id, target_id=anna.person_id)
    pass_ = open_pkpass(phone.get(f"{path}/card.pkpass", status=200).data)
    assert pass_.document["barcodes"][-1]["message"] == f"T{anna.number}"
    assert not pass_.document.get("voided")


def test_a_broken_certificate_leaves_a_word_and_the_page(
    at: Callable[..., Client], anna: Holder, world: World, tmp_path: Path
) -> None:
    for name in ("certificate.pem", "key.pem", "wwdr.pem"):
        (tmp_path / name).write_text("no certificate")
    phone = at(
        apple_certificate=str(tmp_path / "certificate.pem"),
        apple_key=str(tmp_path / "key.pem"),
        apple_intermediate=str(tmp_path / "wwdr.pem"),
    )
    path = path_to(phone, anna.card_id, world.coffee.business_id)
    page = phone.get(f"{path}/card.pkpass", status=503)
    assert "cannot be made now" in page.text
    assert "There is no wallet for this phone here" in page.text


def test_without_accounts_it_says_where_the_card_works(
    at: Callable[..., Client], anna: Holder, world: World
) -> None:
    phone = at()
    path = path_to(phone, anna.card_id, world.coffee.business_id)
    assert "There is no wallet for this phone here" in phone.get(path).text
    assert phone.get(f"{path}/card.pkpass").status == 404


def test_inside_telegram_the_way_out_is_the_link_itself(
    phone: Client, path: str
) -> None:
    page = phone.get(path, headers=saying(agents.TELEGRAM_IOS), status=200)
    assert "You are inside Telegram" in page.text
    assert f"{ADDRESS}{path}" in page.text


def test_a_name_that_changes_never_shows(
    phone: Client, path: str, anna: Holder
) -> None:
    with db.writing():
        people.rename(person_id=anna.person_id, name="Zoe")
    assert "Zoe" not in phone.get(path).markup


def test_of_several_cards_it_is_the_one_that_the_link_is_for(
    phone: Client, anna: Holder, world: World
) -> None:
    circle = create_circle(world.coffee)
    circle.enter(anna.member_id)
    card_id = circle.card(anna.member_id)
    sell(world.coffee, replace(anna, card_id=card_id), amount_minor=7000_00)
    link = path_to(phone, card_id, world.coffee.business_id)
    assert "700" in phone.get(link, status=200).text
