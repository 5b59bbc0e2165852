"""Finds what could be taken off a cheque: few statements, whatever there is.

Everything comes in the order of promotions, in which their rows are locked.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from app.businesses.models import Business
from app.core import clock, db, tenancy
from app.core.ids import MemberId, OutletId, PromotionId
from app.offers import passwords, spelling
from app.offers.models import (
    OfferCode,
    OfferGrant,
    OfferUse,
    Promotion,
    PromotionGroup,
    PromotionOutlet,
)
from app.offers.rules import Terms
from app.people.models import GroupMember
from app.programmes.stored import part_from_json

USABLE = ("free", "returned")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A promotion at one outlet, for one guest."""

    id: PromotionId
    name: str
    way: str
    rotation: str
    secret: str
    is_running: bool
    terms: Terms
    is_here: bool
    is_theirs: bool


@dataclass(frozen=True)
class FoundCode:
    """A typed code that leads to a promotion; ``id`` of a single-use one."""

    typed: str
    promotion_id: PromotionId
    id: int | None
    is_usable: bool


@dataclass(frozen=True)
class FoundGrant:
    """A personal offer, of this guest or presented by its code."""

    id: int
    promotion_id: PromotionId
    member_id: MemberId
    code: str
    is_open: bool


def codes(typed: Iterable[str]) -> list[FoundCode]:
    """The codes among what was typed that this business has."""
    known = {spelling.normal(text): text for text in typed}
    known.pop("", None)
    if not known:
        return []
    rows: Any = db.session().execute(
        select(OfferCode.code, OfferCode.promotion_id, OfferCode.id, OfferCode.state)
        .where(OfferCode.code.in_(known))
        .order_by(OfferCode.promotion_id, OfferCode.id)
    )
    return [
        FoundCode(
            known[row.code],
            PromotionId(row.promotion_id),
            None if row.state == "shared" else row.id,
            row.state == "shared" or row.state in USABLE,
        )
        for row in rows
    ]


def grants(member_id: MemberId, typed: Iterable[str]) -> list[FoundGrant]:
    """The guest's own offers, and whosever was presented by its code."""
    known = [code for code in map(spelling.normal, typed) if spelling.is_sound(code)]
    rows: Any = db.session().execute(
        select(
            OfferGrant.id,
            OfferGrant.promotion_id,
            OfferGrant.member_id,
            OfferGrant.code,
            and_(OfferGrant.withdrawn_at.is_(None), OfferGrant.ends_at > clock.now()),
        )
        .where(or_(OfferGrant.member_id == member_id, OfferGrant.code.in_(known)))
        .order_by(OfferGrant.promotion_id, OfferGrant.id)
    )
    return [FoundGrant(*row) for row in rows]


def promotions(
    ids: Sequence[PromotionId], outlet_id: OutletId, member_id: MemberId
) -> dict[PromotionId, Found]:
    """The running ones without a code or with a password, and those of ``ids``."""
    row = Promotion
    rows: Any = db.session().execute(
        select(
            row.id,
            row.name,
            row.way,
            row.rotation,
            row.secret,
            row.state == "active",
            row.terms,
            _is_at(outlet_id),
            _is_for(member_id),
        )
        .where(
            or_(
                and_(row.state == "active", row.way.in_(("open", "password"))),
                row.id.in_(ids),
            )
        )
        .order_by(row.id)
    )
    return {
        PromotionId(own.id): Found(
            id=PromotionId(own[0]),
            name=own[1],
            way=own[2],
            rotation=own[3],
            secret=own[4],
            is_running=bool(own[5]),
            terms=terms_of(own[6]),
            is_here=bool(own[7]),
            is_theirs=bool(own[8]),
        )
        for own in rows
    }


def uses(
    found: Iterable[Found], member_id: MemberId
) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """How often limited promotions were used by a guest, and in all."""
    limited = [own for own in found if own.terms.is_limited]
    mine = _counted(
        [own.id for own in limited if own.terms.per_person is not None],
        OfferUse.member_id == member_id,
    )
    return mine, _counted([own.id for own in limited if own.terms.total is not None])


def counted(promotion_id: PromotionId, member_id: MemberId) -> tuple[int, int]:
    """How often one promotion was used by a guest, and in all."""
    mine = _counted([promotion_id], OfferUse.member_id == member_id)
    return mine.get(promotion_id, 0), _counted([promotion_id]).get(promotion_id, 0)


def passwords_now(
    found: Iterable[Found], day: date, secret_key: str
) -> dict[str, Found]:
    """The passwords of a local day in their one spelling, and whose they are."""
    shown = [own for own in found if own.way == "password"]
    if not shown:
        return {}
    language = business_language()
    return {
        spelling.normal(
            passwords.password(
                secret_key, own.secret, passwords.period_of(own.rotation, day), language
            )
        ): own
        for own in shown
    }


def business_language() -> str:
    """The language that passwords of the business in scope are made of."""
    asked = select(Business.language).where(Business.id == tenancy.current())
    return str(db.session().scalar(asked))


def terms_of(data: Mapping[str, Any]) -> Terms:
    """The terms as they are stored; the same ones are read once."""
    return _terms(json.dumps(data, sort_keys=True))


@lru_cache(maxsize=256)
def _terms(text: str) -> Terms:
    return part_from_json(Terms, json.loads(text))


def _is_at(outlet_id: OutletId) -> Any:
    places = PromotionOutlet.__table__.alias()
    of_it = (
        places.c.business_id == Promotion.business_id,
        places.c.promotion_id == Promotion.id,
    )
    return or_(
        ~exists().where(*of_it),
        exists().where(*of_it, places.c.outlet_id == outlet_id),
    )


def _is_for(member_id: MemberId) -> Any:
    links, entries = PromotionGroup.__table__.alias(), GroupMember.__table__.alias()
    of_it = (
        links.c.business_id == Promotion.business_id,
        links.c.promotion_id == Promotion.id,
    )
    return or_(
        ~exists().where(*of_it),
        exists().where(
            *of_it,
            entries.c.business_id == Promotion.business_id,
            entries.c.group_id == links.c.group_id,
            entries.c.member_id == member_id,
        ),
    )


def _counted(ids: Sequence[int], *more: Any) -> dict[int, int]:
    if not ids:
        return {}
    rows = db.session().execute(
        select(OfferUse.promotion_id, func.count())
        .where(OfferUse.promotion_id.in_(ids), OfferUse.freed_at.is_(None), *more)
        .group_by(OfferUse.promotion_id)
    )
    return {row[0]: row[1] for row in rows}
