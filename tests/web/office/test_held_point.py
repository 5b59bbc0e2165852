"""One purchase whose points wait: released, or taken back with a reason."""

import pytest

from app.core import tenancy
from app.ledger import queries as ledger
from app.ledger.queries import Balance
from tests.form import Form
from tests.web.office.checking import all_of
from tests.web.office.conftest import Office
from tests.world import World


def balance(world: World) -> Balance:
    with tenancy.scope(world.coffee.business_id):
        return ledger.balance(world.coffee.member.card_id)


@pytest.fixture
def held(office: Office, world: World) -> int:
    """The fourth purchase of the day."""
    return all_of(office, world)["review_id"]


def form(office: Office, held: int) -> Form:
    return office.get(f"held-points/{held}", status=200).form(id_="decide")


def test_released_points_can_be_used(office: Office, held: int, world: World) -> None:
    assert (balance(world).available, balance(world).pending) == (115, 5)
    page = form(office, held).submit(button="Release the points", status=303)
    assert "The points are released" in page.text
    assert (balance(world).available, balance(world).pending) == (120, 0)


def test_taking_back_needs_words(office: Office, held: int, world: World) -> None:
    page = form(office, held).submit(button="Take the points back", status=422)
    assert "Write the reason" in page.text
    page.form(id_="decide").submit(
        button="Take the points back", reason="Not a guest", status=303
    )
    assert (balance(world).available, balance(world).pending) == (115, 0)
    assert "Not a guest" in office.get(f"held-points/{held}").text


def test_deciding_twice_is_told(office: Office, held: int) -> None:
    late = form(office, held)
    form(office, held).submit(button="Release the points", status=303)
    page = late.submit(button="Take the points back", reason="x", status=422)
    assert "decided upon already" in page.text


def test_a_check_can_be_opened_from_here(office: Office, held: int) -> None:
    page = office.get(f"held-points/{held}", status=200)
    opened = page.click("Open a check of the card", status=200)
    assert opened.h1 == "Check a card"
    assert opened.all("input", type="checkbox", name="receipts", checked="")


def test_there_is_no_other(office: Office, held: int) -> None:
    assert office.get("held-points/77").status == 404
    assert office.post(f"held-points/{held}", do="burn").status == 404
