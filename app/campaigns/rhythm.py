"""Who stays away longer than is usual for them: the lost rule.

With three purchases or more the usual gap is the median of one's own; a member is at
risk after twice, lost after three times as long. With fewer, the 75th and the 90th
percentile of all gaps of the business stand in. Never before the floor of days.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    case,
    cast,
    func,
    or_,
    select,
    type_coerce,
)

from app.cards.models import Card
from app.core import db
from app.core.types import Instant
from app.people.models import Member
from app.sales.models import Receipt

FLOOR: Final = timedelta(days=45)
ENOUGH_PURCHASES: Final = 3
_TIMES: Final = {"at_risk": 2, "lost": 3}
_SHARES: Final = {"at_risk": 75, "lost": 90}
_MOST_GAPS: Final = 20_000
_ONE_VISIT_SECONDS: Final = 6 * 60 * 60
"""Cheques closer together are one visit."""


def stands(standing: str, at: datetime) -> ColumnElement[bool]:
    """Whether the member of a statement is at risk, or lost, at an instant."""
    is_away = _is_away(standing, at)
    return and_(is_away, ~_is_away("lost", at)) if standing == "at_risk" else is_away


def _is_away(standing: str, at: datetime) -> ColumnElement[bool]:
    floor = int(FLOOR.total_seconds())
    usual = _business_gap(_SHARES[standing], at)
    own = _median() * _TIMES[standing]
    silence = int(at.timestamp()) - _seconds(_last())
    allowed = case(
        (_purchases() >= ENOUGH_PURCHASES, func.coalesce(own, usual)), else_=usual
    )
    # Of who never bought the silence is NULL, and NULL is longer than nothing.
    return and_(silence > floor, silence > allowed)


def _seconds(instant: Any) -> ColumnElement[int]:
    if db.is_sqlite():
        return type_coerce(instant, BigInteger) // 10**6
    return cast(func.extract("epoch", instant), BigInteger)


def _mine(*columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(Receipt)
        .join(Card, Card.id == Receipt.card_id)
        .where(Card.member_id == Member.id, Receipt.undone_at.is_(None))
        .correlate(Member)
    )


def _last() -> Any:
    return _mine(func.max(Receipt.occurred_at, type_=Instant)).scalar_subquery()


def _purchases() -> Any:
    return _mine(func.count()).scalar_subquery()


def _gap() -> Any:
    order = Receipt.occurred_at
    return _seconds(order) - _seconds(
        func.lag(order, type_=Instant).over(order_by=order)
    )


def _median() -> Any:
    gaps = _mine(_gap().label("gap")).subquery()
    own = gaps.c.gap
    ranked = (
        select(
            own,
            func.row_number().over(order_by=own).label("place"),
            func.count().over().label("count"),
        )
        .where(own >= _ONE_VISIT_SECONDS)
        .subquery()
    )
    middle = or_(
        ranked.c.place * 2 == ranked.c.count,
        ranked.c.place * 2 == ranked.c.count + 1,
        ranked.c.place * 2 == ranked.c.count + 2,
    )
    return select(func.avg(ranked.c.gap)).where(middle).scalar_subquery()


def _business_gap(share: int, at: datetime) -> int:
    """A percentile of the business's gaps of a year, in seconds; the latest receipts."""
    order = Receipt.occurred_at
    before = func.lag(order, type_=Instant).over(
        partition_by=Card.member_id, order_by=order
    )
    newest = (
        select((_seconds(order) - _seconds(before)).label("gap"))
        .select_from(Receipt)
        .join(Card, Card.id == Receipt.card_id)
        .where(order >= at - timedelta(days=365), Receipt.undone_at.is_(None))
        .order_by(order.desc())
        .limit(_MOST_GAPS)
        .subquery()
    )
    gaps = db.session().scalars(
        select(newest.c.gap)
        .where(newest.c.gap >= _ONE_VISIT_SECONDS)
        .order_by(newest.c.gap)
    )
    found = list(gaps)
    if not found:
        return int(FLOOR.total_seconds())
    return int(found[min(len(found) - 1, len(found) * share // 100)])
