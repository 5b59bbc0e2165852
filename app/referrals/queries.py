"""How invitations stand: for who sent them, for who came, and for the office."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import aliased

from app.core import clock, db
from app.core.ids import MemberId
from app.core.locales import mark
from app.people.models import Member, Person
from app.referrals import sides
from app.referrals.errors import NoReferral
from app.referrals.models import Referral

REASONS: Mapping[str, str] = {
    "device": mark("joined in a browser that was another guest's before"),
    "chain": mark("the one who invited had joined by an invitation hours before"),
    "burst": mark("many joined by this invitation within an hour"),
    "contact": mark("the same contact as the one who invited"),
    "team": mark("one of the two works here"),
    "person": mark("both turned out to be one guest"),
}
MOST_SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class Side:
    """One side's view of an invitation: the other's name, and what it brings them.

    ``standing`` is waiting, pending, paid, full (no room in the month), held, void,
    declined or ended.
    """

    id: int
    name: str
    joined_at: datetime
    standing: str
    points: int
    available_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Line:
    """An invitation in the office, with both sides."""

    id: int
    bringer_id: MemberId
    bringer: str
    friend_id: MemberId
    friend: str
    joined_at: datetime
    standing: str
    reasons: tuple[str, ...]
    bringer_points: int
    friend_points: int
    available_at: datetime | None
    decided_by: int | None

    @property
    def is_same_person(self) -> bool:
        """Whether nothing can be given, whoever decides."""
        return "person" in self.reasons


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many invitations stand how."""

    joined: int
    waiting: int
    pending: int
    paid: int
    held: int


def brought_by(member_id: MemberId) -> list[Side]:
    """Those who came by a member's link, newest first."""
    mine = sides.side(member_id).member_ids
    rows = db.session().execute(
        select(Referral, Person.name)
        .join(Member, Member.id == Referral.friend_id)
        .join(Person, Person.id == Member.person_id)
        .where(Referral.referrer_id.in_(mine))
        .order_by(Referral.id.desc())
        .limit(MOST_SHOWN)
    )
    return [_side(row, name, row.bringer_points) for row, name in rows]


def brought(member_id: MemberId) -> Side | None:
    """By whom a member came, if by anybody."""
    mine = sides.side(member_id).member_ids
    found = db.session().execute(
        select(Referral, Person.name)
        .join(Member, Member.id == Referral.referrer_id)
        .join(Person, Person.id == Member.person_id)
        .where(Referral.friend_id.in_(mine))
        .order_by(Referral.joined_at, Referral.id)
        .limit(1)
    )
    row = found.one_or_none()
    return None if row is None else _side(row[0], row[1], row[0].friend_points)


def held() -> list[Line]:
    """Those that wait for a decision, oldest first."""
    return _lines((Referral.state == "held",), (Referral.id,))


def latest(limit: int = MOST_SHOWN) -> list[Line]:
    """All others, newest first."""
    return _lines((Referral.state != "held",), (Referral.id.desc(),), limit)


def line(referral_id: int) -> Line:
    """One invitation; raises NoReferral."""
    found = _lines((Referral.id == referral_id,), (Referral.id,))
    if not found:
        raise NoReferral
    return found[0]


def counts() -> Counts:
    """How many there are in all, and how they stand."""
    is_paid = Referral.available_at <= clock.now()
    is_given = Referral.state == "given"
    row = (
        db.session()
        .execute(
            select(
                func.count(Referral.id),
                _how_many(Referral.state == "waiting"),
                _how_many(and_(is_given, ~is_paid)),
                _how_many(and_(is_given, is_paid)),
                _how_many(Referral.state == "held"),
            )
        )
        .one()
    )
    return Counts(
        joined=row[0], waiting=row[1], pending=row[2], paid=row[3], held=row[4]
    )


def _how_many(which: Any) -> Any:
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)


def _lines(
    which: Sequence[Any], order: Sequence[Any], limit: int | None = None
) -> list[Line]:
    bringer, friend = aliased(Member), aliased(Member)
    bringing, coming = aliased(Person), aliased(Person)
    rows = db.session().execute(
        select(
            Referral,
            func.coalesce(bringer.joined_into_id, bringer.id),
            bringing.name,
            func.coalesce(friend.joined_into_id, friend.id),
            coming.name,
        )
        .join(bringer, bringer.id == Referral.referrer_id)
        .join(bringing, bringing.id == bringer.person_id)
        .join(friend, friend.id == Referral.friend_id)
        .join(coming, coming.id == friend.person_id)
        .where(*which)
        .order_by(*order)
        .limit(limit)
    )
    return [_line(*row) for row in rows]


def _line(
    row: Referral,
    bringer_id: int,
    bringer: str | None,
    friend_id: int,
    friend: str | None,
) -> Line:
    return Line(
        id=row.id,
        bringer_id=MemberId(bringer_id),
        bringer=bringer or "",
        friend_id=MemberId(friend_id),
        friend=friend or "",
        joined_at=row.joined_at,
        standing=_standing(row),
        reasons=tuple(row.reasons),
        bringer_points=row.bringer_points,
        friend_points=row.friend_points,
        available_at=row.available_at,
        decided_by=row.decided_by,
    )


def _side(row: Referral, name: str | None, points: int) -> Side:
    standing = _standing(row)
    if standing in {"pending", "paid"} and not points:
        standing = "full"
    return Side(
        id=row.id,
        name=name or "",
        joined_at=row.joined_at,
        standing=standing,
        points=points,
        available_at=row.available_at,
    )


def _standing(row: Referral) -> str:
    if row.state != "given":
        return row.state
    is_paid = row.available_at is not None and row.available_at <= clock.now()
    return "paid" if is_paid else "pending"
