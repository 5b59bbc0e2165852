"""Events that tickets are sold for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core import audit, clock, db, money, tenancy
from app.core.ids import ProgrammeId
from app.instruments import errors
from app.instruments.models import TicketEvent
from app.programmes import queries as programmes

LONGEST_NAME = 80
LONGEST_PLACE = 120
LONGEST_GATE = 40
MAX_GATES = 20
MAX_CAPACITY = 100_000


@dataclass(frozen=True, kw_only=True)
class Event:
    """What an event is: ``gates`` are the names of its entrances."""

    name: str
    place: str
    zone: str
    starts_at: datetime
    capacity: int
    price_minor: int
    gates: Sequence[str] = ()


def add_event(*, programme_id: ProgrammeId, told: Event) -> int:
    """Put an event on sale; its id. Raises BadEvent, NotOnSale, ProgrammeNotFound."""
    programme = programmes.programme(programme_id)
    if programme.kind != "ticket":
        raise errors.NotOnSale
    _check(told)
    row = TicketEvent(
        business_id=tenancy.current(),
        programme_id=programme_id,
        name=told.name,
        place=told.place,
        zone=told.zone,
        starts_at=told.starts_at,
        gates=list(told.gates),
        capacity=told.capacity,
        price_minor=told.price_minor,
        made_at=clock.now(),
    )
    db.session().add(row)
    db.session().flush()
    audit.note(
        "ticket.event_added",
        subject=f"programme:{programme_id}",
        name=row.name,
        capacity=row.capacity,
        price_minor=row.price_minor,
    )
    return row.id


def _check(told: Event) -> None:
    is_named = 1 <= len(told.name) <= LONGEST_NAME and len(told.place) <= LONGEST_PLACE
    gates = tuple(told.gates)
    is_gated = len(gates) <= MAX_GATES and len(set(gates)) == len(gates)
    is_short = all(1 <= len(gate) <= LONGEST_GATE for gate in gates)
    is_priced = 0 <= told.price_minor <= money.MAX_MINOR
    is_sized = 1 <= told.capacity <= MAX_CAPACITY
    is_ahead = told.starts_at > clock.now()
    if not all((is_named, is_gated, is_short, is_priced, is_sized, is_ahead)):
        raise errors.BadEvent
