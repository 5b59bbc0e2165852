"""What a promotion brought: cheques, guests, money off, and the average cheque."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import cast, func, select

from app.core import db
from app.core.ids import PromotionId
from app.core.money import divide_half_up
from app.core.types import Int
from app.offers.models import OfferUse
from app.sales.models import Receipt


@dataclass(frozen=True)
class PromotionFigures:
    """Cheques that a promotion took part in, cancelled ones left out; minor units."""

    receipts: int
    members: int
    off_minor: int
    paid_minor: int

    @property
    def average_minor(self) -> int:
        """The average cheque, as it was paid; 0 without any."""
        if not self.receipts:
            return 0
        return divide_half_up(self.paid_minor, self.receipts)


def of(promotion_id: PromotionId) -> PromotionFigures:
    """The figures of one promotion. One statement."""
    row: Any = (
        db.session()
        .execute(
            select(
                func.count(OfferUse.id),
                func.count(OfferUse.member_id.distinct()),
                cast(func.coalesce(func.sum(OfferUse.discount_minor), 0), Int),
                cast(func.coalesce(func.sum(Receipt.paid_minor), 0), Int),
            )
            .join(Receipt, Receipt.id == OfferUse.receipt_id)
            .where(OfferUse.promotion_id == promotion_id, OfferUse.freed_at.is_(None))
        )
        .one()
    )
    return PromotionFigures(*row)
