"""Who brought whom, what it has cost and what friends have bought: for the office."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from app.core import clock, db
from app.core.ids import MemberId
from app.people.models import Member, Person
from app.referrals.models import Referral
from app.sales.models import Receipt

MOST = 5_000
DEEPEST = 5


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What invitations of a period gave away, and what the friends' purchases brought."""

    joined: int
    friends: int
    bringer_points: int
    friend_points: int
    purchases_minor: int


@dataclass(frozen=True, kw_only=True)
class Branch:
    """One guest with those they brought; ``joined_at`` is empty for who came alone."""

    member_id: MemberId
    name: str
    joined_at: datetime | None
    standing: str
    points: int
    first_purchase_minor: int
    friends: list["Branch"] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many came by them, and by those they brought."""
        return sum(1 + each.count for each in self.friends)

    @property
    def paid(self) -> int:
        """How many of their own friends have bought and count."""
        return sum(each.standing in {"pending", "paid"} for each in self.friends)

    @property
    def purchases_minor(self) -> int:
        """What the first purchases of their own friends came to."""
        return sum(each.first_purchase_minor for each in self.friends)


@dataclass(frozen=True)
class Tree:
    """The guests who brought others, the liveliest first."""

    roots: list[Branch]
    is_whole: bool

    def rows(self) -> Iterator[tuple[int, Branch, Branch | None]]:
        """Every branch after the one that it grows from, with its depth."""
        for root in self.roots:
            yield from _rows(root, None, 0)


def _rows(
    branch: Branch, above: Branch | None, depth: int
) -> Iterator[tuple[int, Branch, Branch | None]]:
    yield depth, branch, above
    for each in branch.friends:
        yield from _rows(each, branch, depth + 1)


def cost(since: datetime, until: datetime) -> Cost:
    """Points of friends who bought in a stretch of time; what came back is off."""
    is_given: tuple[ColumnElement[bool], ...] = (
        Referral.state == "given",
        Referral.bought_at >= since,
        Referral.bought_at < until,
    )
    row: Any = (
        db.session()
        .execute(
            select(
                func.count(Referral.id),
                func.coalesce(func.sum(Referral.bringer_points), 0),
                func.coalesce(func.sum(Referral.friend_points), 0),
                func.coalesce(func.sum(Receipt.paid_minor - Receipt.returned_minor), 0),
            )
            .select_from(Referral)
            .outerjoin(Receipt, Receipt.id == Referral.receipt_id)
            .where(*is_given)
        )
        .one()
    )
    joined = db.session().scalar(
        select(func.count(Referral.id)).where(
            Referral.joined_at >= since, Referral.joined_at < until
        )
    )
    return Cost(
        joined=int(joined or 0),
        friends=int(row[0]),
        bringer_points=int(row[1]),
        friend_points=int(row[2]),
        purchases_minor=int(row[3]),
    )


def tree() -> Tree:
    """Who brought whom; of very many invitations the newest."""
    rows = list(_known())
    names: dict[int, str] = {}
    brought: dict[int, list[Any]] = defaultdict(list)
    for row in reversed(rows[:MOST]):
        names |= {row.bringer_id: row.bringer or "", row.friend_id: row.friend or ""}
        brought[row.bringer_id].append(row)
    friends = {row.friend_id for own in brought.values() for row in own}
    tops = [member_id for member_id in brought if member_id not in friends]
    roots = [
        Branch(
            member_id=MemberId(member_id),
            name=names[member_id],
            joined_at=None,
            standing="",
            points=0,
            first_purchase_minor=0,
            friends=_grown(member_id, brought, frozenset({member_id})),
        )
        for member_id in tops
    ]
    roots.sort(key=lambda each: (-each.count, each.member_id))
    return Tree(roots, is_whole=len(rows) <= MOST)


def _grown(
    member_id: int, brought: dict[int, list[Any]], above: frozenset[int]
) -> list[Branch]:
    """Branches; joined memberships could make a ring, which ends where it began."""
    return [
        Branch(
            member_id=MemberId(row.friend_id),
            name=row.friend or "",
            joined_at=row.joined_at,
            standing=_standing(row),
            points=row.bringer_points,
            first_purchase_minor=int(row.bought or 0),
            friends=_grown(row.friend_id, brought, above | {row.friend_id})
            if len(above) < DEEPEST
            else [],
        )
        for row in brought.get(member_id, ())
        if row.friend_id not in above
    ]


def _standing(row: Any) -> str:
    if row.state != "given":
        return str(row.state)
    is_paid = row.available_at is not None and row.available_at <= clock.now()
    return "paid" if is_paid else "pending"


def _known() -> Iterable[Any]:
    bringer, friend = aliased(Member), aliased(Member)
    bringing, coming = aliased(Person), aliased(Person)
    return db.session().execute(
        select(
            func.coalesce(bringer.joined_into_id, bringer.id).label("bringer_id"),
            bringing.name.label("bringer"),
            func.coalesce(friend.joined_into_id, friend.id).label("friend_id"),
            coming.name.label("friend"),
            Referral.joined_at,
            Referral.state,
            Referral.available_at,
            Referral.bringer_points,
            (Receipt.paid_minor - Receipt.returned_minor).label("bought"),
        )
        .select_from(Referral)
        .join(bringer, bringer.id == Referral.referrer_id)
        .join(bringing, bringing.id == bringer.person_id)
        .join(friend, friend.id == Referral.friend_id)
        .join(coming, coming.id == friend.person_id)
        .outerjoin(Receipt, Receipt.id == Referral.receipt_id)
        .where(Referral.state != "ended")
        .order_by(Referral.id.desc())
        .limit(MOST + 1)
    )
