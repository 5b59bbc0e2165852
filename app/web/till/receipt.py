"""One receipt of this outlet: its lines, what came back, and the way to a refund."""

from flask import Response
from flask.typing import ResponseReturnValue

from app.core.ids import ReceiptId
from app.programmes import queries as programmes
from app.programmes import why_not
from app.sales import lifted
from app.sales import queries as receipts
from app.sales.errors import ReceiptNotFound
from app.sales.queries import ReceiptDetail
from app.trust import moves
from app.web import measures
from app.web.page import page
from app.web.till import door
from app.web.till.door import blueprint

ID = f"int(max={2**63 - 1})"


def own(receipt_id: int) -> ReceiptDetail:
    """A receipt of this outlet; raises ReceiptNotFound."""
    found = receipts.receipt(ReceiptId(receipt_id))
    if found.row.outlet_id != door.outlet().id:
        raise ReceiptNotFound
    measures.speak_of(found.row.unit)
    return found


@blueprint.get(f"/receipts/<{ID}:receipt_id>")
def receipt(receipt_id: int) -> ResponseReturnValue:
    """Show it."""
    return show(own(receipt_id))


def show(found: ReceiptDetail, problem: str = "") -> Response:
    """The page; ``problem`` says what was wrong with what was ticked."""
    return page(
        "till/receipt.html",
        status=422 if problem else 200,
        receipt=found,
        problem=problem,
        name_of=why_not.name_of,
        lifted=lifted.names(found, programmes.version(found.row.rule_version_id).rules),
        moved_to=moves.moved_from(found.row.id),
        can_move=moves.can_move(found),
        error_title=bool(problem),
    )
