"""What staff did in a stretch of time, as the signals read it: rows, no judgement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from app.businesses import hours
from app.businesses import queries as businesses
from app.businesses.hours import Hours
from app.cards.models import Card
from app.core import clock, db
from app.people.models import Member, Person, Staff
from app.sales.claim_models import UnclaimedReceipt
from app.sales.models import Receipt, Refund
from app.trust.limits import limits
from app.trust.models import Adjustment, Move, SaleTrace
from app.trust.signals import Deed, Signal, signals

MOST_ROWS = 100_000
_NIGHT_ENDS = 6
_MARGIN = timedelta(hours=1)
_TYPED = ("number", "phone")


@dataclass(frozen=True)
class _Place:
    """When an outlet is usually open."""

    zone: str
    hours: Hours | None

    def is_night(self, at: datetime) -> bool:
        """Before six in the morning; with known hours: an hour from any opening."""
        if self.hours is None:
            day = clock.local_date(at, self.zone)
            return at < clock.day_start(day, self.zone) + timedelta(hours=_NIGHT_ENDS)
        near = (at - _MARGIN, at, at + _MARGIN)
        return not any(
            hours.state(self.hours, each, self.zone).is_open for each in near
        )


def radar(days: int) -> list[Signal]:
    """What stands out in the last ``days``, the most telling first."""
    since = clock.now() - timedelta(days=days)
    return signals(deeds(since), limits().single)


def deeds(since: datetime) -> list[Deed]:
    """All that staff did since then."""
    places = {
        int(each.id): _Place(each.zone, each.hours) for each in businesses.outlets()
    }
    found = [*_sales(since, places), *_refunds(since, places), *_changes(since)]
    found += [*_moves(since), *_claims(since)]
    return found


def _receipts(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Receipt)
        .order_by(Receipt.id.desc())
        .limit(MOST_ROWS)
    )


def _sales(since: datetime, places: dict[int, _Place]) -> Iterator[Deed]:
    own = _owners()
    rows = db.session().execute(
        _receipts(
            Receipt.id,
            Receipt.actor,
            Receipt.card_id,
            Receipt.occurred_at,
            Receipt.outlet_id,
            Receipt.undone_at,
            Member.person_id,
            Person.phone,
            Person.email,
            SaleTrace.entry,
            Move.id,
        )
        .join(Card, Card.id == Receipt.card_id)
        .join(Member, Member.id == Card.member_id)
        .join(Person, Person.id == Member.person_id)
        .outerjoin(SaleTrace, SaleTrace.receipt_id == Receipt.id)
        .outerjoin(Move, Move.receipt_id == Receipt.id)
        .where(
            Receipt.occurred_at >= since,
            Receipt.source.in_(("till", "demo")),
            Receipt.actor.startswith("staff:"),
        )
    )
    for row in rows:
        place = places[row.outlet_id]
        identities = {row.person_id, row.phone, row.email} - {None}
        if row.undone_at is not None and row[-1] is not None:
            continue
        yield Deed(
            kind="sale" if row.undone_at is None else "undo",
            actor=row.actor,
            receipt_id=row.id,
            card_id=row.card_id,
            day=clock.local_date(row.occurred_at, place.zone),
            is_night=place.is_night(row.occurred_at),
            is_own=bool(own.get(row.actor, set()) & identities),
            is_typed=None if row.entry is None else row.entry in _TYPED,
        )


def _owners() -> dict[str, set[object]]:
    """Who each of the team is: the person, and the contact the team knows."""
    rows = db.session().execute(select(Staff.id, Staff.person_id, Staff.contact))
    return {
        f"staff:{row.id}": {row.person_id, *((row.contact,) if row.contact else ())}
        for row in rows
    }


def _refunds(since: datetime, places: dict[int, _Place]) -> Iterator[Deed]:
    spent = Receipt.__table__.alias()
    was_spent = (
        select(spent.c.id)
        .where(
            spent.c.business_id == Receipt.business_id,
            spent.c.card_id == Receipt.card_id,
            spent.c.points_spent > 0,
            spent.c.undone_at.is_(None),
            spent.c.occurred_at > Receipt.occurred_at,
            spent.c.occurred_at < Refund.occurred_at,
        )
        .exists()
    )
    rows = db.session().execute(
        _receipts(
            Refund.receipt_id,
            Refund.actor,
            Receipt.card_id,
            Refund.occurred_at,
            Receipt.outlet_id,
            Refund.points_clawed,
            was_spent,
        )
        .join(Refund, Refund.receipt_id == Receipt.id)
        .where(Refund.occurred_at >= since, Refund.actor.startswith("staff:"))
    )
    for row in rows:
        yield Deed(
            kind="refund",
            actor=row.actor,
            receipt_id=row.receipt_id,
            card_id=row.card_id,
            day=clock.local_date(row.occurred_at, places[row.outlet_id].zone),
            is_after_spend=bool(row[-1]) and row.points_clawed > 0,
        )


def _changes(since: datetime) -> Iterator[Deed]:
    rows = db.session().execute(
        select(
            Adjustment.asked_by,
            Adjustment.card_id,
            Adjustment.asked_at,
            Adjustment.amount,
        ).where(
            Adjustment.asked_at >= since,
            or_(Adjustment.posting_id.is_not(None), Adjustment.approval_id.is_(None)),
        )
    )
    for row in rows:
        yield Deed(
            kind="adjust",
            actor=f"staff:{row.asked_by}",
            receipt_id=0,
            card_id=row.card_id,
            day=row.asked_at.date(),
            amount=row.amount,
        )


def _moves(since: datetime) -> Iterator[Deed]:
    rows = db.session().execute(
        select(Move.actor, Move.moved_to_id, Receipt.card_id, Move.moved_at)
        .join(Receipt, Receipt.id == Move.moved_to_id)
        .where(Move.moved_at >= since)
    )
    for row in rows:
        yield Deed(
            kind="move",
            actor=row.actor,
            receipt_id=row.moved_to_id,
            card_id=row.card_id,
            day=row.moved_at.date(),
        )


def _claims(since: datetime) -> Iterator[Deed]:
    rows = db.session().execute(
        select(
            UnclaimedReceipt.actor,
            UnclaimedReceipt.receipt_id,
            Receipt.card_id,
            UnclaimedReceipt.claimed_at,
        )
        .join(Receipt, Receipt.id == UnclaimedReceipt.receipt_id)
        .where(
            UnclaimedReceipt.claimed_at >= since,
            UnclaimedReceipt.actor.startswith("staff:"),
        )
    )
    for row in rows:
        yield Deed(
            kind="claim",
            actor=row.actor,
            receipt_id=row.receipt_id,
            card_id=row.card_id,
            day=row.claimed_at.date(),
        )
