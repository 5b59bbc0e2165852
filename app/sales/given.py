"""Promotions and personal offers as a source of discounts (R11)."""

from collections.abc import Iterable

from sqlalchemy import bindparam, exists, select

from app.cards.models import Card
from app.core import tenancy
from app.core.prepared import Prepared
from app.offers import redeeming
from app.programmes.discounts import Discount
from app.programmes.offered import Offered
from app.sales.models import Receipt

_BEFORE = Prepared(
    select(
        exists().where(
            Card.business_id == bindparam("business"),
            Card.member_id == bindparam("member"),
            Receipt.business_id == Card.business_id,
            Receipt.card_id == Card.id,
            Receipt.undone_at.is_(None),
        )
    )
)


def of_offers(offered: Offered) -> Iterable[Discount]:
    """What promotions give to this guest, here and now."""

    def has_bought() -> bool:
        values = {"business": tenancy.current(), "member": offered.member_id}
        return bool(_BEFORE.run(values).scalar())

    return redeeming.discounts(offered, has_bought)
