"""Tickets: one admission to one event (R22, row 100; E21)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import ClassVar

from app.core.locales import mark
from app.programmes.kinds.kind import Kind, Knob, Wheel
from app.programmes.kinds.sold import NOTHING_EARNED, SoldRules, check_flag
from app.programmes.rules import Bounds

AFTER_START = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class TicketRules(SoldRules):
    """Rules of tickets; place, time and price stand with each event.

    Attributes:
        is_transferable: a ticket may go over to another person once.
        refund_hours: it can be paid back until so many hours before the event.
        opens_minutes: the gates open so long before the event.
    """

    is_transferable: bool = True
    refund_hours: int = 24
    opens_minutes: int = 120

    fixed: ClassVar[Mapping[str, object]] = NOTHING_EARNED
    bounds: ClassVar[Bounds] = MappingProxyType(
        {
            **SoldRules.bounds,
            "refund_hours": (0, 24 * 365),
            "opens_minutes": (0, 24 * 60),
        }
    )

    def __post_init__(self) -> None:
        """Raises InvalidRules."""
        super().__post_init__()
        check_flag("is_transferable", self.is_transferable)

    def opens_at(self, starts_at: datetime) -> datetime:
        """When the gates open."""
        return starts_at - timedelta(minutes=self.opens_minutes)

    def closes_at(self, starts_at: datetime) -> datetime:
        """When nobody is admitted any more."""
        return starts_at + AFTER_START

    def can_refund(self, starts_at: datetime, at: datetime) -> bool:
        """Whether it can still be paid back."""
        return at <= starts_at - timedelta(hours=self.refund_hours)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A scan that let somebody in: when, by the gate's own clock, and where."""

    at: datetime
    gate: str
    id: int = 0


@dataclass(frozen=True, kw_only=True)
class Admission:
    """Who came in with a ticket: the first one counts, the others are looked into."""

    admitted: Entry
    flagged: tuple[Entry, ...]


def settle(entries: Iterable[Entry]) -> Admission:
    """Of gates that knew nothing of each other, the earliest wins (E21).

    At the same instant the one that was told of first. Raises ValueError without any.
    """
    first, *others = sorted(entries, key=lambda entry: (entry.at, entry.id))
    return Admission(admitted=first, flagged=tuple(others))


TICKET = Kind(
    name="ticket",
    unit="admission",
    rules=TicketRules,
    title=mark("Ticket"),
    purpose=mark("One admission to one event, by one scan at the gate."),
    guest=mark("The event, its place and time, and when the doors open."),
    art="ticket",
    parts=(),
    knobs=(
        Knob(
            name="is_transferable",
            label=mark("A ticket may go to another person once"),
            wheel=Wheel.FLAG,
        ),
        Knob(
            name="refund_hours",
            label=mark("Paid back until so many hours before the event"),
        ),
        Knob(
            name="opens_minutes",
            label=mark("Entrances open so many minutes before"),
        ),
    ),
    is_sold=True,
)
