"""The sign-up form: checked at once and on sending, everything typed kept."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import db
from app.onboarding import actions
from app.onboarding.models import Application
from tests.conftest import MakeApp
from tests.onboarding import wishes
from tests.onboarding.test_tariffs import make as make_code
from tests.onboarding.wishes import INN, OGRN, OTHER_INN, OTHER_OGRN
from tests.page import Client, Page
from tests.world import create_business

ADDRESS = "https://tessera.test"
GOOD = {
    "name": "Полдник",
    "trade": "cafe",
    "inn": INN,
    "ogrn": OGRN,
    "email": "owner@poldnik.example",
}


@pytest.fixture
def reader(app: Flask) -> Client:
    """A stranger's browser in English, so that words can be looked for."""
    return Client(app, address=ADDRESS, language="en")


def send(browser: Client, **values: Any) -> Page:
    """Fill the form in and send it."""
    form = browser.get("/start", status=200).form(id_="start")
    return form.submit(follow=False, **(GOOD | values))


def rows() -> list[Application]:
    found = list(db.session().scalars(select(Application).order_by(Application.id)))
    db.session().expunge_all()
    db.session().rollback()
    return found


def test_the_start_page_leads_here(reader: Client) -> None:
    page = reader.get("/", status=200).click("Open your business")
    assert page.path == "/start"
    assert page.h1 == "Open your business"


def test_who_is_signed_in_finds_the_way_too(app: Flask, reader: Client) -> None:
    reader.sign_in(wishes.found(app).person_id)
    page = reader.get("/", status=200)
    assert page.one("a", href="/start")
    assert reader.get("/start", status=200).forms()


def test_five_fields_are_enough(reader: Client) -> None:
    answer = send(reader)
    assert (answer.status, answer.location) == (303, "/start/sent")
    (row,) = rows()
    assert (row.slug, row.state, row.doubts) == ("poldnik", "asked", [])
    assert (row.language, row.country, row.tax_number) == ("en", "RU", INN)


def test_numbers_are_read_as_people_type_them(reader: Client) -> None:
    send(reader, inn=" 7707-083 893 ", ogrn="1 027 700 132 195")
    (row,) = rows()
    assert (row.tax_number, row.register_number) == (INN, OGRN)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Write a name"),
        ("name", "x" * 61, "Write a name"),
        ("name", "\u202e\u200b\u0007", "Write a name"),
        ("inn", "7707083894", "This is no INN"),
        ("inn", "", "Write the INN: 10 or 12 digits"),
        ("inn", "\u0000", "Write the INN: 10 or 12 digits"),
        ("inn", "<script>alert(1)</script>", "This is no INN"),
        ("ogrn", "1027700132196", "This is no OGRN"),
        ("ogrn", "9" * 5000, "This is no OGRN"),
        ("email", "owner", "Write an e-mail address"),
        ("email", "a@b.example\r\nBcc: c@d.example", "Write an e-mail address"),
        ("email", f"{'x' * 300}@b.example", "Write an e-mail address"),
        ("slug", "p--q", "Two dashes in a row"),
        ("slug", "xn--80ak6aa92e", "Two dashes in a row"),
        ("slug", "../../etc", "Choose an address of 3 to 40"),
        ("slug", "platform", "belongs to the site itself"),
        ("slug", "p1atform", "belongs to the site itself"),
        ("promo_code", "nothing2022", "This code does not work"),
        ("promo_code", "x" * 5000, "This code does not work"),
        ("promo_code", "' OR 1=1 --", "This code does not work"),
    ],
)
def test_wrong_input_is_named_and_everything_typed_stays(
    reader: Client, field: str, value: str, words: str
) -> None:
    page = send(reader, **{field: value})
    assert page.status == 422
    assert page.title.startswith("Error:")
    form = page.form(id_="start")
    assert words in form.errors
    assert page.all("a", href=f"#{field}")
    typed = form.values
    kept = {k: v for k, v in GOOD.items() if k != field}
    assert {k: typed[k] for k in kept} == {k: [v] for k, v in kept.items()}
    assert rows() == []


def test_every_mistake_is_named_at_once(reader: Client) -> None:
    page = send(reader, inn="1", ogrn="2", email="3", name="", slug="-")
    for field in ("inn", "ogrn", "email", "name", "slug"):
        assert page.all("a", href=f"#{field}")


def test_a_trade_that_is_none_is_refused(reader: Client) -> None:
    form = reader.get("/start", status=200).form(id_="start")
    page = form.submit(GOOD | {"trade": "casino"}, follow=False, status=422)
    assert page.all("a", href="#trade")


def test_an_address_of_another_is_refused_without_naming_it(reader: Client) -> None:
    create_business(slug="poldnik", name="Тайное общество")
    taken = send(reader, slug="Poldnik")
    alike = send(reader, slug="p0ldnik")
    for page, words in ((taken, "address is taken"), (alike, "looks too much like")):
        assert page.status == 422
        assert words in page.text
        assert "Тайное" not in page.text
    assert send(reader, slug="poldnik-2").status == 303


def test_a_name_of_no_letters_asks_for_an_address(reader: Client) -> None:
    page = send(reader, name="茶")
    assert page.status == 422
    assert "Choose an address" in page.text
    assert send(reader, name="茶", slug="chaynaya").status == 303


def test_a_number_that_is_here_is_refused_without_saying_whose(
    app: Flask, reader: Client
) -> None:
    wishes.found(app, name="Тайное общество", slug="tayna")
    page = send(reader)
    assert page.status == 422
    assert "with this number is here already" in page.text
    assert "Тайное" not in page.text


def test_kinds_that_differ_go_on_to_a_person(reader: Client) -> None:
    assert send(reader, ogrn=OTHER_OGRN).status == 303
    assert rows()[0].doubts == ["kinds_differ"]


def test_a_business_from_abroad_leaves_inn_empty(reader: Client) -> None:
    abroad = {"country": "KZ", "inn": "", "ogrn": ""}
    refused = send(reader, foreign_number="?", **abroad)
    assert refused.status == 422
    assert "registration number" in refused.text
    assert send(reader, foreign_number="123 456 789", **abroad).status == 303
    (row,) = rows()
    assert (row.country, row.tax_number) == ("KZ", "123456789")
    assert row.doubts == ["foreign"]


def test_a_foreign_number_needs_its_country(reader: Client) -> None:
    page = send(reader, foreign_number="123456789", inn="", ogrn="")
    assert page.status == 422
    assert "Choose the country" in page.text


@pytest.mark.parametrize("htmx", [True, False])
def test_what_is_typed_is_checked_at_once(
    app: Flask, reader: Client, *, htmx: bool
) -> None:
    form = reader.get("/start", status=200).form(id_="start")

    def check(**values: str) -> str:
        data = form.values | {"do": "check"} | values
        page = reader.post("/start", data, htmx=htmx, status=200)
        assert page.is_fragment is htmx
        return str(page.text)

    assert "INN of a company" in check(inn=INN)
    assert "This is no INN" in check(inn="7707083894")
    assert "OGRNIP of an entrepreneur" in check(ogrn=OTHER_OGRN)
    assert "person will look at it" in check(inn=INN, ogrn=OTHER_OGRN)
    assert "tessera.test/sukhari-i-co/" in check(name="Сухари и Co")
    assert "belongs to the site itself" in check(slug="start")
    wishes.found(app)
    assert "is here already" in check(inn=INN, ogrn=OGRN)
    assert rows()[-1].state == "founded"


def test_a_working_code_is_kept(reader: Client) -> None:
    make_code()
    assert send(reader, promo_code="LOYALEN2022").status == 303
    assert rows()[0].promo_code == "loyalen2022"


def test_codes_cannot_be_guessed(reader: Client) -> None:
    make_code()
    for number in range(actions.CODE_IP.count):
        assert send(reader, promo_code=f"guess{number}").status == 422
    page = send(reader, promo_code="guess")
    assert page.status == 429
    assert int(page.headers["Retry-After"]) > 0
    # The sign-up itself goes on without one.
    assert send(reader).status == 303


def test_one_address_cannot_apply_without_end(reader: Client) -> None:
    for number in range(actions.APPLY_IP.count):
        send(reader.another(), email=f"a{number}@b{number}.example")
    page = send(reader.another(language="en"), email="z@z.example")
    assert page.status == 429
    assert page.form(id_="start").values["inn"] == [INN]
    assert len(rows()) == actions.APPLY_IP.count


def test_a_double_tap_is_one_application(reader: Client) -> None:
    form = reader.get("/start", status=200).form(id_="start")
    for _ in range(2):
        form.submit(GOOD, follow=False, status=303)
    assert len(rows()) == 1


def test_what_was_written_can_be_corrected(reader: Client) -> None:
    send(reader)
    values = reader.get("/start", status=200).form(id_="start").values
    assert {name: values[name] for name in GOOD} == {n: [v] for n, v in GOOD.items()}
    assert send(reader, email="other@poldnik.example").status == 303
    assert [row.email for row in rows()][-1] == "other@poldnik.example"
    abroad = reader.another(language="en")
    send(abroad, country="KZ", foreign_number="ABC123", inn="", ogrn="")
    values = abroad.get("/start", status=200).form(id_="start").values
    assert (values["country"], values["inn"]) == (["KZ"], [""])


def test_an_entrepreneur_signs_up_in_russian(app: Flask) -> None:
    russian = Client(app, address=ADDRESS, language="ru")
    assert send(russian, inn=OTHER_INN, ogrn=OTHER_OGRN).status == 303
    assert "owner@poldnik.example" in russian.get("/start/sent", status=200).text


def test_where_sign_up_is_closed_nobody_enters(make_app: MakeApp, app: Flask) -> None:
    closed = Client(make_app(sign_up=False), address=ADDRESS, language="en")
    assert closed.get("/start").status == 404
    assert "/start" not in closed.get("/", status=200).markup
    silent = Client(make_app(smtp_url=""), address=ADDRESS, language="en")
    silent.get("/start", status=503)


def test_an_empty_form_asks_only_for_what_is_needed(reader: Client) -> None:
    page = send(reader, name="", inn="", ogrn="", email="")
    assert page.status == 422
    told = [link.get("href") for link in page.one("div", cls="errors").iter("a")]
    assert told == ["#name", "#inn", "#ogrn", "#email"]
    assert "do not fit together" not in page.text
    assert "Write the OGRN or OGRNIP: 13 or 15 digits." in page.text
