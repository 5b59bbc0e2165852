"""A month with a partner: read, disputed, accepted, settled, taken along."""

from datetime import date

from app.coalitions import statements
from tests.coalitions.pages import Partnership, make_statements, partners
from tests.conftest import Clock
from tests.web.office.conftest import Office
from tests.world import World


def month(world: World, clock: Clock) -> Partnership:
    made = partners(world)
    made.coffee.give(100)
    made.books.give(500)
    made.coffee.sell(900_00, partner=500_00)
    made.books.sell(777_00, partner=100_00)
    clock.advance(days=20)
    make_statements()
    return made


def test_totals_and_days_without_guests(
    office: Office, world: World, clock: Clock
) -> None:
    made = month(world, clock)
    place = f"partners/{made.pact_id}/statements/2026-03"
    page = office.get(place, status=200)
    assert "320" in page.text
    assert "777" not in page.text
    assert office.get(f"{place}/statement.pdf").data.startswith(b"%PDF-")
    csv = office.get(f"{place}/file.csv").data.decode("utf-8-sig")
    assert "80.00" in csv
    assert "400.00" in csv


def test_a_dispute_is_written_and_taken_back(
    office: Office, world: World, clock: Clock
) -> None:
    made = month(world, clock)
    place = f"partners/{made.pact_id}/statements/2026-03"
    form = office.get(place).form(action="dispute")
    empty = form.submit(words="", status=422)
    assert "Write up to 500 characters about it." in empty.text
    form = office.get(place).form(action="dispute")
    page = form.submit(words="The 17th is wrong", status=303)
    assert "The 17th is wrong" in page.text
    page = page.form(action="steps").submit(status=303)
    assert "You accepted it." in page.text


def test_who_is_paid_settles_the_month(
    office: Office, world: World, clock: Clock
) -> None:
    made = month(world, clock)
    place = f"partners/{made.pact_id}/statements/2026-03"
    for each in (made.coffee, made.books):
        each.do(statements.accept, pact_id=made.pact_id, month=date(2026, 3, 1))
    form = office.get(place).form(action="settlement")
    page = form.submit(number="42", paid_on="2026-04-15", status=303)
    assert "Paid by document 42" in page.text


def test_strange_months_are_not_found(
    office: Office, world: World, clock: Clock
) -> None:
    made = month(world, clock)
    for name in ("2026-02", "2026-13", "x", "0000-00", "2026-3"):
        office.get(f"partners/{made.pact_id}/statements/{name}", status=404)
