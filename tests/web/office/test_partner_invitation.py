"""The code on the screen: shown while it works, withdrawn, never another's."""

from flask import Flask

from app.coalitions import pairing
from app.core import clock as app_clock
from tests.coalitions.alliance import terms
from tests.coalitions.pages import both
from tests.conftest import Clock
from tests.web.office.conftest import Office
from tests.world import World


def invited(app: Flask, world: World) -> int:
    coffee, books = both(world)
    return coffee.do(
        pairing.invite,
        offered=terms(coffee, books),
        starts_on=app_clock.today("Europe/Moscow"),
        secret_key=app.extensions["tessera_config"].secret_key,
    )


def test_the_code_is_shown_until_it_is_withdrawn(
    app: Flask, office: Office, world: World
) -> None:
    place = f"partners/invitations/{invited(app, world)}"
    page = office.get(place, status=200)
    assert "What you offer" in page.text
    page.form(action="withdrawal").submit(status=303, follow=False)
    assert "does not work any more" in office.get(place).text


def test_a_code_lives_for_a_day(
    app: Flask, office: Office, world: World, clock: Clock
) -> None:
    place = f"partners/invitations/{invited(app, world)}"
    clock.advance(hours=24)
    assert "does not work any more" in office.get(place).text


def test_nobody_elses(app: Flask, office: Office, world: World) -> None:
    coffee, books = both(world)
    other = books.do(
        pairing.invite,
        offered=terms(books, coffee),
        starts_on=app_clock.today("Europe/London"),
        secret_key=app.extensions["tessera_config"].secret_key,
    )
    office.get(f"partners/invitations/{other}", status=404)
