"""Every read of gifts: the list with what became of each, and one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.core import clock, db
from app.core.ids import CardId, GiftId, GroupId
from app.people.models import Group
from app.rewards.errors import GiftNotFound
from app.rewards.gifts import GIVEN
from app.rewards.models import Award, Gift


@dataclass(frozen=True, slots=True)
class GiftView:
    """A gift and what became of it: how many got it, saw it, fetched it."""

    id: GiftId
    audience: str
    group_id: GroupId | None
    group: str
    card_id: CardId | None
    kind: str
    name: str
    words: str
    discount_minor: int | None
    valid_days: int
    stock: int | None
    created_at: datetime
    ended_at: datetime | None
    given: int
    seen: int
    redeemed: int
    waiting: int

    @property
    def left(self) -> int | None:
        """How many there are still; None when it does not run out."""
        return None if self.stock is None else max(0, self.stock - self.given)


def gifts(limit: int, before: GiftId | None = None) -> list[GiftView]:
    """The business's gifts, the newest first."""
    wanted = _views().order_by(Gift.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(Gift.id < before)
    rows: Iterable[Any] = db.session().execute(wanted)
    return [GiftView(*row) for row in rows]


def gift(gift_id: GiftId) -> GiftView:
    """One gift; raises GiftNotFound, also for another business's."""
    row: Any = db.session().execute(_views().where(Gift.id == gift_id)).one_or_none()
    if row is None:
        raise GiftNotFound
    return GiftView(*row)


def _views() -> Any:
    is_open = (Award.state == "open") & (Award.expires_at > clock.now())
    return (
        select(
            Gift.id,
            Gift.audience,
            Gift.group_id,
            func.coalesce(Group.name, ""),
            Gift.card_id,
            Gift.kind,
            Gift.name,
            Gift.words,
            Gift.discount_minor,
            Gift.valid_days,
            Gift.stock,
            Gift.created_at,
            Gift.ended_at,
            _count(Award.state.in_(GIVEN)),
            _count(Award.seen_at.is_not(None)),
            _count(Award.state == "redeemed"),
            _count(is_open),
        )
        .select_from(Gift)
        .outerjoin(Group, Group.id == Gift.group_id)
    )


def _count(rule: Any) -> Any:
    return (
        select(func.count(Award.id))
        .where(Award.business_id == Gift.business_id, Award.gift_id == Gift.id, rule)
        .correlate(Gift)
        .scalar_subquery()
    )
