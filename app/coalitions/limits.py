"""How far partners' points go: by guest, by day, by what their issuer owes (R19)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, cast, func, select

from app.coalitions import deposits, errors
from app.coalitions.models import PactClaim, PactStatement
from app.coalitions.running import Running
from app.coalitions.terms import HUNDREDTHS, Cover
from app.core import db, locales
from app.core.errors import Refused
from app.core.ids import BusinessId, CardId
from app.core.prepared import Prepared
from app.core.types import Day, Int

_claims, _statements = PactClaim.__table__.c, PactStatement.__table__.c


def _sum_of(column: Any, *which: Any) -> Any:
    """A sum over the issuer's rows of one contract."""
    total: Any = select(cast(func.coalesce(func.sum(column), 0), Int)).where(
        _claims.business_id == bindparam("side"), *which
    )
    return total.scalar_subquery()


_OF_PACT = _claims.pact_id == bindparam("pact")
_SETTLED = (
    select(func.max(_statements.month))
    .where(
        _statements.pact_id == bindparam("pact"), _statements.settled_at.is_not(None)
    )
    .scalar_subquery()
)
_STANDING = Prepared(
    select(
        _sum_of(
            _claims.points,
            _OF_PACT,
            _claims.day == bindparam("day", type_=Day),
            _claims.card_id.is_not(None),
        ).label("of_day"),
        _sum_of(
            _claims.points,
            _claims.card_id == bindparam("card"),
            _claims.day == bindparam("day", type_=Day),
        ).label("of_card"),
        _SETTLED.label("settled"),
    )
)
_OPEN = Prepared(
    select(
        _sum_of(
            _claims.amount, _OF_PACT, _claims.day >= bindparam("since", type_=Day)
        ).label("amount")
    )
)
_EVER = date(1970, 1, 1)


@dataclass(frozen=True)
class Room:
    """How many more points may be spent now, and what is said to one more."""

    points: int
    refusal: Refused


def room(pact: Running, card_id: CardId) -> Room:
    """How far a partner's card may go here today, whatever stands on it."""
    spent = _STANDING.run(
        {
            "side": pact.other_id,
            "pact": pact.id,
            "card": card_id,
            "day": pact.today,
        }
    ).one_or_none()
    until = locales.day(pact.today + timedelta(days=1))
    # The issuer's rows: what it issued is negative.
    rooms = [
        Room(
            pact.terms.member_day_points + spent.of_card,
            errors.PartnerMemberLimit(until=until),
        ),
        Room(pact.terms.day_points + spent.of_day, errors.PartnerDayLimit(until=until)),
    ]
    if pact.terms.cover is Cover.POOL:
        left = deposits.left(pact.id, pact.other_id)
        rooms.append(Room(left // pact.theirs.price, errors.PartnerPoolEmpty()))
    else:
        since = _EVER if spent.settled is None else _next_month(spent.settled)
        left = pact.theirs.credit_minor * HUNDREDTHS + _open(
            pact.id, pact.other_id, since
        )
        rooms.append(Room(left // pact.theirs.price, errors.PartnerCreditUsed()))
    return min(rooms, key=lambda each: each.points)


def check(pact: Running, card_id: CardId, points: int) -> None:
    """Refuse points beyond a limit of the contract, under its lock.

    Raises PartnerMemberLimit, PartnerDayLimit, PartnerCreditUsed, PartnerPoolEmpty.
    """
    left = room(pact, card_id)
    if points > left.points:
        raise left.refusal


def _open(pact_id: int, side_id: BusinessId, since: date) -> int:
    values = {"side": side_id, "pact": pact_id, "since": since}
    return int(_OPEN.run(values).scalar())


def balance(pact_id: int, side_id: BusinessId) -> int:
    """What a side is owed under a contract and not settled yet; negative: it owes.

    In hundredths of a minor unit. Months are settled in order, so all that is open lies
    behind the last settled one.
    """
    settled = db.session().scalar(
        select(func.max(PactStatement.month)).where(
            PactStatement.pact_id == pact_id, PactStatement.settled_at.is_not(None)
        )
    )
    since = _EVER if settled is None else _next_month(settled)
    return _open(pact_id, side_id, since)


def _next_month(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
