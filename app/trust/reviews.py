"""Earned points that wait for a look: they are released, or declined with a reason.

They stand on the card from the first moment as points on hold; releasing only lets them
be used earlier, declining takes back what is left of them. Where nobody decides, they
are the guest's when the time is over (R17, E35).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.businesses import queries as businesses
from app.businesses.models import Outlet
from app.cards import actions as cards
from app.cards.queries import with_joined
from app.core import audit, clock, db
from app.core.errors import NotFound
from app.core.ids import CardId, OutletId, ReceiptId, RuleVersionId, StaffId
from app.ledger import actions as ledger
from app.ledger.actions import Cause
from app.programmes import lifetime
from app.programmes import queries as programmes
from app.sales.actions import Booked
from app.sales.models import Receipt
from app.trust import takings
from app.trust.errors import ReasonNeeded, ReviewOver
from app.trust.models import Review


@dataclass(frozen=True, kw_only=True)
class ReviewRow:
    """Points that wait, or were decided upon, with the receipt that earned them."""

    id: int
    card_id: CardId
    receipt_id: int
    reasons: tuple[str, ...]
    amount: int
    state: str
    opened_at: datetime
    decide_by: datetime
    decided_by: StaffId | None
    decided_at: datetime | None
    decision: str
    number: str
    outlet: str
    actor: str
    occurred_at: datetime
    total_minor: int

    @property
    def is_waiting(self) -> bool:
        """Whether somebody can still decide."""
        return self.state == "waiting" and self.decide_by > clock.now()


def open_review(
    *,
    card_id: CardId,
    booked: Booked,
    reasons: list[str],
    decide_by: datetime,
) -> None:
    """Put what a cheque has just earned into the queue."""
    db.session().add(
        Review(
            card_id=card_id,
            receipt_id=booked.receipt_id,
            reasons=list(dict.fromkeys(reasons)),
            amount=booked.earned_points,
            opened_at=clock.now(),
            decide_by=decide_by,
        )
    )
    db.session().flush()


def release(*, review_id: int, staff_id: StaffId, reason: str = "") -> int:
    """Let the points be used now; how many were still waiting. Raises ReviewOver."""
    review = _decide(review_id, staff_id, "released", reason)
    receipt = _receipt(review)
    card = cards.touch(CardId(review.card_id))
    freed = ledger.free(
        card_id=card.id,
        cause=_cause(review, receipt, staff_id, "review_released"),
        receipt_id=receipt.id,
        available_at=_usable_at(receipt),
    )
    _told(card.id, review, "review.released", freed)
    return freed


def decline(*, review_id: int, staff_id: StaffId, reason: str) -> int:
    """Take back what is left of the points, with a reason; how many.

    The receipt counts them as taken back, so that a return of its goods does not take
    them twice (R6). Raises ReasonNeeded, ReviewOver.
    """
    if not reason.strip():
        raise ReasonNeeded
    review = _decide(review_id, staff_id, "declined", reason)
    receipt = _receipt(review)
    card = cards.touch(CardId(review.card_id))
    taken = takings.take_back(
        card_id=card.id,
        receipt_id=ReceiptId(receipt.id),
        cause=_cause(review, receipt, staff_id, "review_declined"),
    )
    left = taken.amount if taken else 0
    _told(card.id, review, "review.declined", left)
    return left


def review(review_id: int) -> ReviewRow:
    """One purchase whose points wait or waited; raises NotFound."""
    rows = _rows(_rows_query().where(Review.id == review_id))
    if not rows:
        raise NotFound
    return rows[0]


def waiting() -> list[ReviewRow]:
    """What waits, the most urgent first."""
    return _rows(_rows_query().where(*_is_waiting()).order_by(Review.decide_by))


def decided(limit: int) -> list[ReviewRow]:
    """What is decided, or was left to the guest, newest first."""
    is_over = (Review.state != "waiting") | (Review.decide_by <= clock.now())
    return _rows(_rows_query().where(is_over).order_by(Review.id.desc()).limit(limit))


def count_waiting() -> int:
    """How many wait."""
    found = db.session().scalar(
        select(func.count(Review.id))
        .select_from(Review)
        .join(Receipt, Receipt.id == Review.receipt_id)
        .where(*_is_waiting())
    )
    return int(found or 0)


def waiting_of(card_id: CardId) -> list[ReviewRow]:
    """What waits on a card and on those that were joined into it."""
    mine = Review.card_id.in_(with_joined(card_id))
    return _rows(_rows_query().where(mine, *_is_waiting()).order_by(Review.decide_by))


def of_card(card_id: CardId, limit: int = 20) -> list[ReviewRow]:
    """What was ever looked at on a card, newest first."""
    mine = Review.card_id.in_(with_joined(card_id))
    return _rows(_rows_query().where(mine).order_by(Review.id.desc()).limit(limit))


def _is_waiting() -> tuple[Any, ...]:
    return (
        Review.state == "waiting",
        Review.decide_by > clock.now(),
        Receipt.undone_at.is_(None),
    )


def _decide(review_id: int, staff_id: StaffId, state: str, reason: str) -> Review:
    review = db.session().scalar(
        select(Review)
        .where(Review.id == review_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if review is None:
        raise NotFound
    if review.state != "waiting" or review.decide_by <= clock.now():
        raise ReviewOver
    review.state, review.decision = state, reason.strip()
    review.decided_by, review.decided_at = staff_id, clock.now()
    db.session().flush()
    return review


def _receipt(review: Review) -> Receipt:
    receipt = db.session().get_one(Receipt, review.receipt_id, populate_existing=True)
    if receipt.undone_at is not None:
        raise ReviewOver
    return receipt


def _usable_at(receipt: Receipt) -> datetime:
    """From when the rules alone would let the points be used."""
    version = programmes.version(RuleVersionId(receipt.rule_version_id))
    zone = businesses.outlet(OutletId(receipt.outlet_id)).zone
    return lifetime.available_at(receipt.occurred_at, zone, version.rules)


def _cause(review: Review, receipt: Receipt, staff_id: StaffId, reason: str) -> Cause:
    return Cause(
        key=f"review:{review.id}:{review.state}",
        actor=f"staff:{staff_id}",
        reason=reason,
        occurred_at=clock.now(),
        # What only frees points is nothing that an undo of the receipt turns round.
        receipt_id=receipt.id if review.state == "declined" else None,
        rule_version_id=receipt.rule_version_id,
    )


def _told(card_id: CardId, review: Review, act: str, points: int) -> None:
    cards.show_change(card_id)
    audit.note(act, subject=f"receipt:{review.receipt_id}", points=points)


def _rows_query() -> Any:
    return (
        select(Review, Receipt, Outlet.name)
        .join(Receipt, Receipt.id == Review.receipt_id)
        .join(Outlet, Outlet.id == Receipt.outlet_id)
    )


def _rows(query: Any) -> list[ReviewRow]:
    return [_row(*each) for each in db.session().execute(query)]


def _row(review: Review, receipt: Receipt, outlet: str) -> ReviewRow:
    return ReviewRow(
        id=review.id,
        card_id=CardId(review.card_id),
        receipt_id=review.receipt_id,
        reasons=tuple(review.reasons),
        amount=review.amount,
        state="lapsed" if _is_lapsed(review) else review.state,
        opened_at=review.opened_at,
        decide_by=review.decide_by,
        decided_by=None if review.decided_by is None else StaffId(review.decided_by),
        decided_at=review.decided_at,
        decision=review.decision,
        number=receipt.number,
        outlet=outlet,
        actor=receipt.actor,
        occurred_at=receipt.occurred_at,
        total_minor=receipt.total_minor,
    )


def _is_lapsed(review: Review) -> bool:
    return review.state == "waiting" and review.decide_by <= clock.now()
