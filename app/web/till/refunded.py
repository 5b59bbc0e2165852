"""The result of a refund."""

from flask.typing import ResponseReturnValue

from app.sales.errors import ReceiptNotFound
from app.web.page import page
from app.web.till.door import blueprint
from app.web.till.receipt import ID, own


@blueprint.get(f"/receipts/<{ID}:receipt_id>/refunds/<{ID}:refund_id>")
def refunded(receipt_id: int, refund_id: int) -> ResponseReturnValue:
    """Show what to give back."""
    found = own(receipt_id)
    refund = next((r for r in found.refunds if r.id == refund_id), None)
    if refund is None:
        raise ReceiptNotFound
    return page("till/refunded.html", receipt=found.row, refund=refund)
