"""Using a partner's code: neutral answers, one contract, throttled."""

from flask import Flask

from app.coalitions import pairing
from app.core import clock
from tests.coalitions.alliance import terms
from tests.coalitions.pages import both
from tests.web.office.conftest import Office
from tests.world import World


def code_of_books(app: Flask, world: World) -> str:
    coffee, books = both(world)
    secret = app.extensions["tessera_config"].secret_key
    invitation_id = books.do(
        pairing.invite,
        offered=terms(books, coffee),
        starts_on=clock.today("Europe/London"),
        secret_key=secret,
    )
    return books.ask(pairing.invitation, invitation_id, secret).code


def test_the_terms_are_shown_and_agreed_to(
    app: Flask, office: Office, world: World
) -> None:
    code = code_of_books(app, world)
    page = office.get(f"partners/accept?code={code.lower()}", status=200)
    assert "Margin Books offers you a partnership" in page.text
    done = page.form(action="partners/accept").submit(status=303)
    assert "the other side now confirms" in done.text.lower()
    assert "Nothing is spent until the other side confirms." in done.text
    again = office.get(f"partners/accept?code={code}", status=422)
    assert "This code does not work." in again.text


def test_wrong_codes_get_one_answer_and_are_counted(office: Office) -> None:
    for tried in ("AAAA BBBB CCCC DDDD", "1", "’;--", "é" * 70):
        page = office.get(f"partners/accept?code={tried}", status=422)
        assert "This code does not work." in page.text
    for _ in range(6):
        office.get("partners/accept?code=AAAA", status=422)
    office.get("partners/accept?code=AAAA", status=429)


def test_own_code_is_no_partner(app: Flask, office: Office, world: World) -> None:
    coffee, books = both(world)
    secret = app.extensions["tessera_config"].secret_key
    invitation_id = coffee.do(
        pairing.invite,
        offered=terms(coffee, books),
        starts_on=clock.today("Europe/Moscow"),
        secret_key=secret,
    )
    code = coffee.ask(pairing.invitation, invitation_id, secret).code
    page = office.get(f"partners/accept?code={code}")
    refused = page.form(action="partners/accept").submit(status=422)
    assert "This is your own code." in refused.text
