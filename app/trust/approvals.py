"""The second person: whatever is too much for one waits for another (R16).

One idea for every kind: who needs it calls ``ask`` with a payload, and names in
``carry_out`` what happens once another person agrees. An owner or an administrator
decides, never the one who asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.cards.models import Card
from app.core import audit, clock, db
from app.core.ids import CardId, MemberId, StaffId
from app.trust import own
from app.trust.errors import (
    ApprovalNotFound,
    ApprovalOver,
    ReasonNeeded,
    SecondPersonNeeded,
)
from app.trust.models import Approval

LIFE = timedelta(days=14)
Carry = Callable[["Asked"], None]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request as it stands."""

    id: int
    kind: str
    card_id: CardId | None
    payload: Mapping[str, Any]
    state: str
    asked_by: StaffId
    asked_at: datetime
    expires_at: datetime
    decided_by: StaffId | None
    decided_at: datetime | None
    decision: str

    @property
    def is_waiting(self) -> bool:
        """Whether somebody can still decide."""
        return self.state == "waiting" and self.expires_at > clock.now()

    @property
    def shown_state(self) -> str:
        """The state, or ``over`` where nobody decided in time."""
        return "over" if self.state == "waiting" and not self.is_waiting else self.state


_carriers: dict[str, Carry] = {}


def carry_out(kind: str, carry: Carry) -> None:
    """What happens when a request of this kind is approved, in that transaction."""
    _carriers[kind] = carry


def ask(
    *,
    kind: str,
    payload: Mapping[str, Any],
    card_id: CardId | None,
    asked_by: StaffId,
) -> int:
    """Let something wait for a second person for 14 days; the request's id."""
    now = clock.now()
    row = Approval(
        kind=kind,
        card_id=card_id,
        payload=dict(payload),
        asked_by=asked_by,
        asked_at=now,
        expires_at=now + LIFE,
    )
    db.session().add(row)
    db.session().flush()
    audit.note("approval.asked", subject=f"approval:{row.id}", kind=kind)
    return row.id


def approve(*, approval_id: int, staff_id: StaffId, reason: str = "") -> None:
    """Agree: what was asked for happens now.

    Raises ApprovalNotFound, ApprovalOver, SecondPersonNeeded, OwnCard for who would
    agree to something on a card of their own, and what carrying it out raises: then
    nothing is decided.
    """
    row = _decide(approval_id, staff_id, "approved", reason)
    if row.card_id is not None:
        holder = db.session().get_one(Card, row.card_id).member_id
        own.check(f"staff:{staff_id}", MemberId(holder))
    _carriers[row.kind](_asked(row))


def decline(*, approval_id: int, staff_id: StaffId, reason: str) -> None:
    """Refuse, with a reason that the asker reads.

    Raises ReasonNeeded, ApprovalNotFound, ApprovalOver, SecondPersonNeeded.
    """
    if not reason.strip():
        raise ReasonNeeded
    _decide(approval_id, staff_id, "declined", reason)


def _decide(approval_id: int, staff_id: StaffId, state: str, reason: str) -> Approval:
    row = db.session().scalar(
        select(Approval)
        .where(Approval.id == approval_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise ApprovalNotFound
    if not _asked(row).is_waiting:
        raise ApprovalOver
    if row.asked_by == staff_id:
        raise SecondPersonNeeded
    row.state, row.decision = state, reason.strip()
    row.decided_by, row.decided_at = staff_id, clock.now()
    db.session().flush()
    audit.note(f"approval.{state}", subject=f"approval:{row.id}", kind=row.kind)
    return row


def approval(approval_id: int) -> Asked:
    """One request; raises ApprovalNotFound."""
    row = db.session().get(Approval, approval_id, populate_existing=True)
    if row is None:
        raise ApprovalNotFound
    return _asked(row)


def waiting() -> list[Asked]:
    """What waits for a decision, oldest first."""
    rows = db.session().scalars(_waiting(select(Approval)).order_by(Approval.id))
    return [_asked(row) for row in rows]


def decided(limit: int) -> list[Asked]:
    """What is decided or over, newest first."""
    is_over = (Approval.state != "waiting") | (Approval.expires_at <= clock.now())
    rows = db.session().scalars(
        select(Approval).where(is_over).order_by(Approval.id.desc()).limit(limit)
    )
    return [_asked(row) for row in rows]


def count_waiting() -> int:
    """How many wait for a decision."""
    found = db.session().scalar(
        _waiting(select(func.count(Approval.id)).select_from(Approval))
    )
    return int(found or 0)


def _waiting(query: Any) -> Any:
    return query.where(Approval.state == "waiting", Approval.expires_at > clock.now())


def _asked(row: Approval) -> Asked:
    return Asked(
        id=row.id,
        kind=row.kind,
        card_id=None if row.card_id is None else CardId(row.card_id),
        payload=row.payload,
        state=row.state,
        asked_by=StaffId(row.asked_by),
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        decided_by=None if row.decided_by is None else StaffId(row.decided_by),
        decided_at=row.decided_at,
        decision=row.decision,
    )
