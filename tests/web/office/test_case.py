"""Deciding a check, and looking a second time."""

import pytest

from app.core import tenancy
from app.ledger import queries as ledger
from tests.form import Form
from tests.web.office.checking import all_of
from tests.web.office.conftest import Enter, Office
from tests.world import World


def available(world: World) -> int:
    with tenancy.scope(world.coffee.business_id):
        return ledger.balance(world.coffee.member.card_id).available


@pytest.fixture
def opened(office: Office, world: World) -> int:
    """A check of the member's card with one receipt of 5 points."""
    return all_of(office, world)["case_id"]


def form(office: Office, opened: int) -> Form:
    return office.get(f"cases/{opened}", status=200).form(id_="decide")


def test_all_is_in_order(office: Office, opened: int) -> None:
    page = form(office, opened).submit(
        button="All is in order", reason="Thank you", status=303
    )
    assert "The check is over" in page.text
    assert "not blocked" in page.text


def test_confirmed_appealed_and_turned_round(
    office: Office, enter: Enter, opened: int, world: World
) -> None:
    before = available(world)
    page = form(office, opened).submit(
        button="Take the points back", reason="Not confirmed", status=303
    )
    assert "The points are taken back" in page.text
    assert available(world) == before - 5
    guest = office.client.another(language="en")
    guest.sign_in(world.coffee.member.person_id)
    checks = guest.get("/zerno/card/checks", status=200)
    checks.form(action="/answers").submit(text="Look again", status=303)
    again = office.get(f"cases/{opened}", status=200)
    assert "Look again" in again.text
    other = enter("administrator")
    done = form(other, opened).submit(
        button="Give the points back", reason="You were right", status=303
    )
    assert "The points are back" in done.text
    assert available(world) == before


def test_words_are_needed(office: Office, opened: int) -> None:
    page = form(office, opened).submit(button="All is in order", status=422)
    assert "Write the reason" in page.text


def test_a_decision_is_made_once(office: Office, opened: int) -> None:
    late = form(office, opened)
    form(office, opened).submit(button="All is in order", reason="x", status=303)
    page = late.submit(button="Take the points back", reason="x", status=422)
    assert "This check is over" in page.text


def test_there_is_no_other(office: Office, opened: int) -> None:
    assert office.get("cases/77").status == 404
    assert office.post(f"cases/{opened}", do="burn").status == 404
