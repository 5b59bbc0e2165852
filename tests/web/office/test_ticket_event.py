"""Putting an event on sale."""

import pytest

from app.core import db, tenancy
from app.instruments import queries
from app.instruments.queries import EventView
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import VisitRules
from tests.instruments.shelf import Shelf
from tests.web.office.conftest import Office
from tests.world import World

GOOD = {
    "name": "Concert",
    "place": "Courtyard",
    "day": "2026-04-01",
    "time": "19:00",
    "capacity": "40",
    "price": "800",
    "gates": "Main\nBack",
}


@pytest.fixture
def programme_id(world: World) -> int:
    """Tickets of the coffee shop."""
    return Shelf(world.coffee).offer(TicketRules())


def events(world: World) -> list[EventView]:
    with tenancy.scope(world.coffee.business_id):
        found = queries.events()
        db.session().rollback()
    return found


def test_an_event_is_on_sale(office: Office, world: World, programme_id: int) -> None:
    path = f"instruments/{programme_id}/events"
    form = office.get(path, status=200).form(action=path)
    for _ in range(2):
        page = form.submit(GOOD, status=303)
    assert "The event is on sale" in page.text
    (event,) = events(world)
    assert event.starts_at.isoformat() == "2026-04-01T16:00:00+00:00"
    assert (event.gates, event.capacity) == (("Main", "Back"), 40)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 81),
        ("day", "2026-03-01"),
        ("day", "soon"),
        ("time", "25:00"),
        ("time", ""),
        ("capacity", "0"),
        ("price", "-1"),
        ("gates", "x" * 41),
    ],
)
def test_a_slip_keeps_what_was_typed(
    office: Office, world: World, programme_id: int, field: str, value: str
) -> None:
    path = f"instruments/{programme_id}/events"
    form = office.get(path, status=200).form(action=path)
    page = form.submit({**GOOD, field: value}, status=422)
    assert page.form(action=path).values[field] == [value]
    assert events(world) == []


def test_only_tickets_have_events(office: Office, world: World) -> None:
    passes = Shelf(world.coffee).offer(VisitRules())
    foreign = Shelf(world.books).offer(TicketRules())
    for programme_id in (passes, foreign):
        office.get(f"instruments/{programme_id}/events", status=404)
