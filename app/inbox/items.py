"""What an inbox holds, what may be asked of it, and what a source must answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import ScalarSelect

from app.core import clock
from app.core.ids import OutletId, StaffId
from app.people.rights import Right

STATES = ("open", "new", "working", "done")


@dataclass(frozen=True)
class Wanted:
    """What a list shows; ``kind`` is empty for all of them.

    ``staff_id`` asks for what somebody took on, ``is_free`` for what nobody did.
    """

    kind: str = ""
    state: str = "open"
    staff_id: StaffId | None = None
    is_free: bool = False
    outlet_id: OutletId | None = None
    is_overdue: bool = False
    number: int = 1


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line: ``about`` is the vacancy, the post or the outlet; ``stars`` a rating."""

    kind: str
    id: int
    name: str
    about: str | None
    text: str
    state: str
    created_at: datetime
    due_at: datetime
    assigned_to: StaffId | None
    stars: int | None = None
    is_reported: bool = False

    @property
    def is_overdue(self) -> bool:
        """Whether its deadline passed without an answer."""
        return self.state != "done" and self.due_at < clock.now()


@dataclass(frozen=True)
class Unanswered:
    """How many wait, how many of them too long, and since when the oldest does."""

    count: int
    overdue: int
    oldest: datetime | None


class Source(Protocol):
    """Where something comes from that waits for an answer.

    Every question is about the business in scope, and about the guests that whoever
    asks may see.
    """

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it holds."""
        ...

    @property
    def right(self) -> Right:
        """Who may look at it."""
        ...

    def listed(self, wanted: Wanted, limit: int) -> Sequence[Item]:
        """At most ``limit`` of what is wanted: by deadline, the closed by the newest."""
        ...

    def count(self) -> ScalarSelect[int]:
        """How many wait, as a part of a statement."""
        ...

    def unanswered(self) -> Unanswered:
        """How many wait, and how long."""
        ...

    def assignee(self, kind: str, item_id: int) -> StaffId | None:
        """Who took it on; raises NotFound."""
        ...

    def able(self, kind: str, item_id: int) -> Mapping[StaffId, str]:
        """Who of the present team may answer it, and what they are called."""
        ...

    def assign(
        self, kind: str, item_id: int, staff_id: StaffId | None, *, me: StaffId
    ) -> None:
        """Let somebody take it on, or nobody, on behalf of ``me``.

        Runs inside ``writing()``.
        """
        ...
