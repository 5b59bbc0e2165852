"""Gates without a network that let the same ticket in: a pure rule (R22, E21)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Admission:
    """A gate let a ticket in.

    Attributes:
        ticket: which ticket.
        gate: where, in words for the staff.
        at: when, by the corrected time of the gate.
        key: what tells two scans apart, such as device and sequence.
    """

    ticket: str
    gate: str
    at: datetime
    key: str


@dataclass(frozen=True)
class Doubled:
    """An admission that came second; ``first`` is the one that counts."""

    admission: Admission
    first: Admission


@dataclass(frozen=True)
class Settled:
    """The admissions that count, by ticket, and those that staff should look at."""

    counted: tuple[Admission, ...]
    flagged: tuple[Doubled, ...]


def settle(admissions: Iterable[Admission]) -> Settled:
    """The earliest admission of each ticket counts, every other one is flagged.

    The order of arrival does not matter, nor do repeats of one scan: the same key
    counts once. Of two at the same instant the lower key wins, everywhere alike.
    """
    scans = {each.key: each for each in admissions}
    first: dict[str, Admission] = {}
    flagged: list[Doubled] = []
    for each in sorted(scans.values(), key=lambda scan: (scan.at, scan.key)):
        winner = first.setdefault(each.ticket, each)
        if winner is not each:
            flagged.append(Doubled(each, winner))
    return Settled(tuple(first.values()), tuple(flagged))
