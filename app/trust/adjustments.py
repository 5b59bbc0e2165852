"""Changes of a balance by hand: alone up to a limit, above it with a second person.

A change is never edited or deleted: it is undone by a reversal, once (R13, R16; E34).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.businesses import queries as businesses
from app.cards import actions as cards
from app.cards.models import Card
from app.core import audit, clock, db, outbox, tenancy
from app.core.errors import NotFound
from app.core.ids import CardId, StaffId
from app.ledger import actions as ledger
from app.ledger.actions import MAX_POINTS, Cause, Posted
from app.ledger.errors import BadAmount
from app.people.models import Staff
from app.programmes import queries as programmes
from app.programmes.models import Programme
from app.sales.errors import CardClosed
from app.sales.words import CORRECTIONS
from app.trust import approvals
from app.trust import own as own_cards
from app.trust.approvals import Asked
from app.trust.errors import CannotUndo, OverDailyLimit
from app.trust.events import BalanceAdjusted
from app.trust.limits import limits
from app.trust.models import Adjustment, Approval
from app.trust.rules import fits_the_day, is_alone_enough, weight

KIND = "adjustment"
_MISTAKE = "till_mistake"


@dataclass(frozen=True, kw_only=True)
class Adjusted:
    """What became of a wish: posted at once, or waiting for a second person."""

    adjustment_id: int
    is_posted: bool


@dataclass(frozen=True, kw_only=True)
class AdjustmentRow:
    """A change by hand as the office shows it."""

    id: int
    card_id: CardId
    amount: int
    reason: str
    note: str
    asked_by: StaffId
    asked_at: datetime
    posting_id: int | None
    undone_id: int | None
    state: str

    @property
    def can_undo(self) -> bool:
        """Whether it counts and can be taken back."""
        return self.posting_id is not None and self.undone_id is None


def adjust(
    *,
    card_id: CardId,
    amount: int,
    reason: str,
    note: str,
    staff_id: StaffId,
    last_day: date | None = None,
) -> Adjusted:
    """Change a balance by ``amount``, below zero to take (R16, E34).

    ``last_day`` is through when a credit is valid; None: it does not end. Above the
    limit of one person it waits for a second one. Only a mistake at the till may leave
    a debt (R8).

    Raises:
        OverDailyLimit: the actor has changed too much today.
        BadAmount, BadLife, NotEnoughPoints: as the ledger says.
        CardNotFound, CardClosed, OwnCard.
    """
    if reason not in CORRECTIONS:
        raise NotFound
    if not 1 <= abs(amount) <= MAX_POINTS:
        raise BadAmount
    own, zone = limits(), businesses.by_id(tenancy.current()).zone
    before = _changed_today(staff_id, zone)
    card = cards.touch(card_id)
    counted = weight(amount, programmes.unit_of(card.programme_id))
    if not fits_the_day(counted, before, own):
        raise OverDailyLimit(before=before, limit=own.daily)
    if card.state != "active":
        raise CardClosed
    own_cards.check(f"staff:{staff_id}", card.member_id)
    row = Adjustment(
        card_id=card.id,
        amount=amount,
        reason=reason,
        note=note.strip(),
        expires_at=clock.day_end(last_day, zone) if last_day and amount > 0 else None,
        asked_by=staff_id,
        asked_at=clock.now(),
    )
    db.session().add(row)
    db.session().flush()
    audit.note("balance.asked", subject=f"card:{card.id}", points=amount, reason=reason)
    if is_alone_enough(counted, own):
        _post(row, staff_id)
        return Adjusted(adjustment_id=row.id, is_posted=True)
    row.approval_id = approvals.ask(
        kind=KIND,
        payload={"adjustment_id": row.id, "points": amount, "reason": reason},
        card_id=card.id,
        asked_by=staff_id,
    )
    db.session().flush()
    return Adjusted(adjustment_id=row.id, is_posted=False)


def undo(*, adjustment_id: int, staff_id: StaffId) -> Posted:
    """Take a change back by a reversal of its posting; once (R13).

    Raises CannotUndo, and NotFound for another business's.
    """
    found = db.session().get(Adjustment, adjustment_id)
    if found is None:
        raise NotFound
    card = cards.touch(CardId(found.card_id))
    db.session().refresh(found, with_for_update=True)
    if found.posting_id is None or found.undone_id is not None:
        raise CannotUndo
    posted = ledger.reverse(
        posting_id=found.posting_id,
        card_id=card.id,
        cause=Cause(
            key=f"adjust:{found.id}:undo",
            actor=f"staff:{staff_id}",
            reason="correction_undone",
            occurred_at=clock.now(),
        ),
    )
    found.undone_id = posted.posting_id
    db.session().flush()
    audit.note("balance.undone", subject=f"card:{card.id}", points=found.amount)
    _tell(card.id, found.id)
    return posted


def rows_of(card_id: CardId, limit: int = 50) -> list[AdjustmentRow]:
    """The changes of a card by hand, newest first."""
    found = db.session().execute(
        select(Adjustment, Approval.state, Approval.expires_at)
        .outerjoin(Approval, Approval.id == Adjustment.approval_id)
        .where(Adjustment.card_id == card_id)
        .order_by(Adjustment.id.desc())
        .limit(limit)
    )
    return [_row(*each) for each in found]


def adjustment(adjustment_id: int) -> AdjustmentRow:
    """One change by hand; raises NotFound."""
    found = (
        db.session()
        .execute(
            select(Adjustment, Approval.state, Approval.expires_at)
            .outerjoin(Approval, Approval.id == Adjustment.approval_id)
            .where(Adjustment.id == adjustment_id)
        )
        .one_or_none()
    )
    if found is None:
        raise NotFound
    return _row(*found)


def _row(row: Adjustment, asked: str | None, ends_at: datetime | None) -> AdjustmentRow:
    return AdjustmentRow(
        id=row.id,
        card_id=CardId(row.card_id),
        amount=row.amount,
        reason=row.reason,
        note=row.note,
        asked_by=StaffId(row.asked_by),
        asked_at=row.asked_at,
        posting_id=row.posting_id,
        undone_id=row.undone_id,
        state=_state(row, asked, ends_at),
    )


def _state(row: Adjustment, asked: str | None, ends_at: datetime | None) -> str:
    if row.undone_id is not None:
        return "undone"
    if row.posting_id is not None:
        return "posted"
    if asked == "waiting" and ends_at is not None and ends_at > clock.now():
        return "waiting"
    return "declined"


def changed_today(staff_id: StaffId) -> int:
    """How much somebody has changed by hand today, or asked for."""
    zone = businesses.by_id(tenancy.current()).zone
    return _sum_since(staff_id, clock.day_start(clock.today(zone), zone))


def _changed_today(staff_id: StaffId, zone: str) -> int:
    """The same under the actor's lock, so that two changes at once take turns."""
    db.session().execute(select(Staff.id).where(Staff.id == staff_id).with_for_update())
    return _sum_since(staff_id, clock.day_start(clock.today(zone), zone))


def _sum_since(staff_id: StaffId, start: datetime) -> int:
    """What was declined, or ended undecided, does not count; what was undone does."""
    is_wanted = (
        Approval.id.is_(None)
        | (Approval.state == "approved")
        | ((Approval.state == "waiting") & (Approval.expires_at > clock.now()))
    )
    rows = db.session().execute(
        select(Adjustment.amount, Programme.unit)
        .select_from(Adjustment)
        .join(Card, Card.id == Adjustment.card_id)
        .join(Programme, Programme.id == Card.programme_id)
        .outerjoin(Approval, Approval.id == Adjustment.approval_id)
        .where(Adjustment.asked_by == staff_id, Adjustment.asked_at >= start, is_wanted)
    )
    return sum(weight(amount, unit) for amount, unit in rows)


def _post(row: Adjustment, staff_id: StaffId) -> None:
    now = clock.now()
    cause = Cause(
        key=f"adjust:{row.id}",
        actor=f"staff:{staff_id}",
        reason=row.reason,
        occurred_at=now,
    )
    if row.amount > 0:
        posted = ledger.credit(
            card_id=row.card_id,
            cause=cause,
            amount=row.amount,
            available_at=now,
            expires_at=row.expires_at,
            kind="adjust",
        )
    else:
        posted = ledger.debit(
            card_id=row.card_id,
            cause=cause,
            amount=-row.amount,
            may_owe=row.reason == _MISTAKE,
        )
    row.posting_id = posted.posting_id
    db.session().flush()
    audit.note(
        "balance.adjusted",
        subject=f"card:{row.card_id}",
        points=row.amount,
        reason=row.reason,
    )
    _tell(CardId(row.card_id), row.id)


def _tell(card_id: CardId, adjustment_id: int) -> None:
    cards.show_change(card_id)
    outbox.record(
        BalanceAdjusted(
            business_id=tenancy.current(), card_id=card_id, adjustment_id=adjustment_id
        )
    )


def _approved(asked: Asked) -> None:
    """A second person agreed: post it on the card, or the one it was joined into."""
    row = db.session().get_one(Adjustment, asked.payload["adjustment_id"])
    card = cards.touch(CardId(row.card_id))
    if card.state != "active":
        raise CardClosed
    row.card_id = card.id
    _post(row, asked.asked_by)


approvals.carry_out(KIND, _approved)
