"""Who has brought so many friends that the next ones bring more (row 6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.core import clock, db
from app.core.ids import MemberId
from app.programmes.referral import Referral as Terms
from app.referrals import sides
from app.referrals.models import Referral


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a member is: ``name`` is empty where the business chose none."""

    name: str
    paid: int
    friends: int
    days: int
    points: int

    @property
    def is_reached(self) -> bool:
        """Whether the next friend already brings more."""
        return self.paid >= self.friends

    @property
    def missing(self) -> int:
        """How many friends are still to come."""
        return max(0, self.friends - self.paid)


def progress(member_id: MemberId, terms: Terms) -> Progress | None:
    """Where a member stands now; None where a card promises no such thing."""
    own = terms.ambassador
    if own is None:
        return None
    mine = sides.side(member_id).member_ids
    return Progress(
        name=own.name,
        paid=_paid(mine, clock.now(), own.days),
        friends=own.friends,
        days=own.days,
        points=own.bringer_points,
    )


def promised(row: Referral, terms: Terms, bought_at: datetime) -> int:
    """What the bringer gets for this friend, by who was paid for before (E25)."""
    own = terms.ambassador
    if own is None:
        return terms.bringer_points
    mine = sides.side(row.referrer_id).member_ids
    paid = _paid(mine, bought_at, own.days, but=row.id)
    return own.bringer_points if paid >= own.friends else terms.bringer_points


def _paid(member_ids: Sequence[int], at: datetime, days: int, but: int = 0) -> int:
    """Friends whose purchase and hold both ended in the days up to ``at``."""
    found = db.session().scalar(
        select(func.count(Referral.id)).where(
            Referral.referrer_id.in_(member_ids),
            Referral.id != but,
            Referral.state == "given",
            Referral.available_at <= at,
            Referral.available_at > at - timedelta(days=days),
        )
    )
    return int(found or 0)
