"""Promotions for tests: made and begun in one line."""

from datetime import timedelta
from typing import Any

from app.core import clock, db, tenancy
from app.core.ids import BusinessId, MemberId, PromotionId
from app.offers import actions, codes, grants, making
from app.offers.actions import Wish
from app.offers.grants import Gift
from app.offers.rules import Terms

FIFTEEN = Terms(
    share_basis_points=15_00, max_minor=500_00, min_minor=1500_00, per_person=1
)
"""15 %, at most 500, from 1,500, once for each guest (E23)."""


def promote(
    business_id: BusinessId,
    way: str = "word",
    terms: Terms = FIFTEEN,
    *,
    is_begun: bool = True,
    **wish: Any,
) -> PromotionId:
    """A promotion that runs."""
    if way == "word":
        wish.setdefault("word", "MAY15")
    wish.setdefault("name", "Spring")
    with tenancy.scope(business_id), db.writing():
        promotion_id = actions.create(way=way, wish=Wish(terms=terms, **wish))
        if is_begun:
            actions.begin(promotion_id=promotion_id)
    return promotion_id


def order(
    business_id: BusinessId, promotion_id: PromotionId, count: int, prefix: str = ""
) -> int:
    """An order of codes that no worker has seen yet."""
    with tenancy.scope(business_id), db.writing():
        return codes.order(
            promotion_id=promotion_id, count=count, prefix=prefix, staff_id=None
        )


def work() -> int:
    """Let the maker do all there is; how many codes it made."""
    made = 0
    while part := making.send(db.settings()):
        made += part
    return made


def drawn(business_id: BusinessId, promotion_id: PromotionId) -> list[str]:
    """The codes of a promotion."""
    with tenancy.scope(business_id):
        found = [each.code for each in codes.page(promotion_id, limit=10_000)]
        db.session().rollback()
    return found


def give(
    business_id: BusinessId,
    promotion_id: PromotionId,
    *member_ids: MemberId,
    days: int = 14,
    reason: str = "",
) -> int:
    """Give a personal offer."""
    gift = Gift(
        promotion_id=promotion_id,
        ends_at=clock.now() + timedelta(days=days),
        reason=reason,
    )
    with tenancy.scope(business_id), db.writing():
        return grants.give(gift=gift, member_ids=member_ids)
