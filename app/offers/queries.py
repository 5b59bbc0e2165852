"""Every read of promotions and personal offers that a screen needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from app.core import clock, db
from app.core.ids import GroupId, MemberId, OutletId, PostId, PromotionId
from app.offers import looking, passwords
from app.offers.errors import PromotionNotFound
from app.offers.models import (
    OfferGrant,
    OfferUse,
    Promotion,
    PromotionGroup,
    PromotionOutlet,
)
from app.offers.rules import Terms


@dataclass(frozen=True)
class PromotionView:
    """A promotion as the office lists it."""

    id: PromotionId
    name: str
    note: str
    way: str
    rotation: str
    word: str
    state: str
    terms: Terms
    post_id: PostId | None
    created_at: datetime

    @property
    def is_over(self) -> bool:
        """Whether it will give nothing any more."""
        return self.state == "ended"


@dataclass(frozen=True)
class Audience:
    """Where a promotion holds and for whom; empty: everywhere, for all."""

    outlet_ids: frozenset[OutletId]
    group_ids: frozenset[GroupId]

    def is_for(self, group_ids: Iterable[GroupId]) -> bool:
        """Whether it is for a member of these groups."""
        return not self.group_ids or not self.group_ids.isdisjoint(group_ids)

    def is_at(self, outlet_id: OutletId) -> bool:
        """Whether it holds at an outlet."""
        return not self.outlet_ids or outlet_id in self.outlet_ids


@dataclass(frozen=True)
class Uses:
    """How often a promotion was used, by how many, and what it took off."""

    count: int = 0
    members: int = 0
    minor: int = 0


@dataclass(frozen=True)
class GrantView:
    """A personal offer as its guest and the office see it."""

    id: int
    promotion_id: PromotionId
    member_id: MemberId
    name: str
    note: str
    code: str
    reason: str
    ends_at: datetime
    is_running: bool
    withdrawn_at: datetime | None
    used_at: datetime | None
    terms: Terms

    @property
    def state(self) -> str:
        """``used``, ``withdrawn``, ``over``, ``paused`` or ``open``."""
        if self.used_at is not None:
            return "used"
        if self.withdrawn_at is not None:
            return "withdrawn"
        if self.ends_at <= clock.now():
            return "over"
        return "open" if self.is_running else "paused"


_PROMOTION = select(
    Promotion.id,
    Promotion.name,
    Promotion.note,
    Promotion.way,
    Promotion.rotation,
    Promotion.word,
    Promotion.state,
    Promotion.terms,
    Promotion.post_id,
    Promotion.created_at,
)
_ORDER = {"active": 0, "draft": 1, "paused": 1, "ended": 2}


def promotions() -> list[PromotionView]:
    """All promotions: those that run, those that wait, those that are over."""
    found = _views(_PROMOTION.order_by(Promotion.id.desc()))
    return sorted(found, key=lambda own: _ORDER[own.state])


def promotion(promotion_id: PromotionId) -> PromotionView:
    """One promotion; raises PromotionNotFound, also for another business's."""
    found = _views(_PROMOTION.where(Promotion.id == promotion_id))
    if not found:
        raise PromotionNotFound
    return found[0]


def running(*ways: str) -> list[PromotionView]:
    """The promotions of some ways that have begun and have not been paused or ended."""
    return _views(
        _PROMOTION.where(Promotion.state == "active", Promotion.way.in_(ways)).order_by(
            Promotion.id.desc()
        )
    )


def public(today: date) -> list[PromotionView]:
    """What is open to whoever has a card, whatever their groups, and not over yet."""
    known = audiences()
    return [
        own
        for own in running("open")
        if not known.get(own.id, EVERYBODY).group_ids
        and not (own.terms.window.last_day and own.terms.window.last_day < today)
    ]


def of_post(post_id: PostId) -> PromotionView | None:
    """The running promotion that a post carries."""
    found = _views(
        _PROMOTION.where(
            Promotion.post_id == post_id, Promotion.state == "active"
        ).order_by(Promotion.id.desc())
    )
    return found[0] if found else None


def audiences() -> dict[PromotionId, Audience]:
    """Where each promotion holds and for whom. Two statements."""
    outlets: dict[int, set[OutletId]] = {}
    groups: dict[int, set[GroupId]] = {}
    session = db.session()
    for promotion_id, outlet_id in session.execute(
        select(PromotionOutlet.promotion_id, PromotionOutlet.outlet_id)
    ):
        outlets.setdefault(promotion_id, set()).add(OutletId(outlet_id))
    for promotion_id, group_id in session.execute(
        select(PromotionGroup.promotion_id, PromotionGroup.group_id)
    ):
        groups.setdefault(promotion_id, set()).add(GroupId(group_id))
    return {
        PromotionId(own): Audience(
            frozenset(outlets.get(own, ())), frozenset(groups.get(own, ()))
        )
        for own in {*outlets, *groups}
    }


EVERYBODY = Audience(frozenset(), frozenset())


def audience(promotion_id: PromotionId) -> Audience:
    """Where one promotion holds and for whom."""
    return audiences().get(promotion_id, EVERYBODY)


def uses() -> dict[PromotionId, Uses]:
    """How often each promotion was used, cancelled cheques left out."""
    rows = db.session().execute(
        select(
            OfferUse.promotion_id,
            func.count(),
            func.count(OfferUse.member_id.distinct()),
            func.sum(OfferUse.discount_minor),
        )
        .where(OfferUse.freed_at.is_(None))
        .group_by(OfferUse.promotion_id)
    )
    return {PromotionId(row[0]): Uses(row[1], row[2], int(row[3] or 0)) for row in rows}


def given(promotion_id: PromotionId) -> int:
    """To how many guests a personal offer was given."""
    asked = select(func.count()).where(OfferGrant.promotion_id == promotion_id)
    return int(db.session().execute(asked).scalar_one())


def password_of(promotion_id: PromotionId, day: date) -> str:
    """The password of a local day, for staff to read out; raises PromotionNotFound."""
    row: Any = (
        db.session()
        .execute(
            select(Promotion.secret, Promotion.rotation).where(
                Promotion.id == promotion_id
            )
        )
        .one_or_none()
    )
    if row is None:
        raise PromotionNotFound
    return passwords.password(
        db.settings().secret_key,
        row.secret,
        passwords.period_of(row.rotation, day),
        looking.business_language(),
    )


def offers_of(member_id: MemberId) -> list[GrantView]:
    """The personal offers of a guest, newest first."""
    return _grants(
        _grant().where(OfferGrant.member_id == member_id).order_by(OfferGrant.id.desc())
    )


def _grant() -> Any:
    asked: Any = (
        select(
            OfferGrant.id,
            OfferGrant.promotion_id,
            OfferGrant.member_id,
            Promotion.name,
            Promotion.note,
            OfferGrant.code,
            OfferGrant.reason,
            OfferGrant.ends_at,
            Promotion.state == "active",
            OfferGrant.withdrawn_at,
            OfferUse.used_at,
            Promotion.terms,
        )
        .join(Promotion, Promotion.id == OfferGrant.promotion_id)
        .outerjoin(
            OfferUse,
            (OfferUse.grant_id == OfferGrant.id) & OfferUse.freed_at.is_(None),
        )
    )
    return asked


def _grants(statement: Any) -> list[GrantView]:
    rows: Iterable[Any] = db.session().execute(statement)
    return [GrantView(*(*row[:11], looking.terms_of(row.terms))) for row in rows]


def _views(statement: Select[Any]) -> list[PromotionView]:
    rows: Iterable[Any] = db.session().execute(statement)
    return [
        PromotionView(
            *(*row[:7], looking.terms_of(row.terms), row.post_id, row.created_at)
        )
        for row in rows
    ]
