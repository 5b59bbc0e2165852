"""One receipt of the guest, line by line."""

from flask.typing import ResponseReturnValue

from app.core import locales
from app.core.ids import ReceiptId
from app.programmes import queries as programmes
from app.programmes import why_not
from app.reviews import queries as reviews
from app.sales import lifted
from app.sales import queries as sales
from app.sales.errors import ReceiptNotFound
from app.web import measures
from app.web.cabinet.door import blueprint, card
from app.web.page import page


@blueprint.get("/receipts/<int:receipt_id>")
def receipt(receipt_id: int) -> ResponseReturnValue:
    """What was bought, what was paid and how, what came back."""
    found = sales.receipt(ReceiptId(receipt_id))
    # By member, not by card: a card that was joined into this one brought its receipts.
    if found.row.member_id != card().member_id:
        raise ReceiptNotFound
    measures.speak_of(found.row.unit)
    return page(
        "cabinet/receipt.html",
        receipt=found.row,
        lines=found.lines,
        refunds=found.refunds,
        payments=found.payments,
        discounts=found.discounts,
        name_of=why_not.name_of,
        lifted=lifted.names(found, programmes.version(found.row.rule_version_id).rules),
        quantity=locales.quantity,
        can_review=found.can_refund,
        review=reviews.of_receipt(receipt_id, card().member_id),
    )
