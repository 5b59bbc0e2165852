"""One of everything that waits for a decision about a guest, for tests of addresses."""

from app.core import db, tenancy
from app.core.ids import ReceiptId, StaffId
from app.sales.actions import Line, Sale
from app.trust import adjustments, approvals, cases, reviews, selling
from app.trust.selling import Shown
from tests.world import Holder, Shop


def waiting(shop: Shop, holder: Holder) -> dict[str, int]:
    """Ids by the names that addresses have for them."""
    staff_id = StaffId(shop.owner.staff_id)
    with tenancy.scope(shop.business_id), db.writing():
        given = adjustments.adjust(
            card_id=holder.card_id,
            amount=100,
            reason="goodwill",
            note="",
            staff_id=staff_id,
        )
        adjustments.adjust(
            card_id=holder.card_id,
            amount=600,
            reason="goodwill",
            note="",
            staff_id=staff_id,
        )
        asked = approvals.waiting()[-1]
        booked = [selling.book(_sale(shop, holder), _SHOWN) for _ in range(4)]
        review = reviews.waiting_of(holder.card_id)[-1]
        case_id = cases.open_case(
            card_id=holder.card_id,
            reason="unusual",
            text="Please tell us more.",
            receipts=[ReceiptId(booked[0].receipt_id)],
            is_blocking=True,
            days=5,
            staff_id=staff_id,
        )
    return {
        "adjustment_id": given.adjustment_id,
        "approval_id": asked.id,
        "review_id": review.id,
        "case_id": case_id,
    }


_SHOWN = Shown(entry="code", device="till")


def _sale(shop: Shop, holder: Holder) -> Sale:
    return Sale(
        outlet_id=shop.outlet_id,
        card_id=holder.card_id,
        number=None,
        lines=(Line(amount_minor=100_00),),
        source="till",
        actor=shop.cashier.actor,
    )
