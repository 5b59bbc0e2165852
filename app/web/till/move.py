"""A cheque that went onto the previous guest's card goes to the right one."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core.errors import NotFound, Refused
from app.core.ids import CardId, ReceiptId
from app.trust import moves
from app.web import errors, guards, lookups
from app.web.page import page
from app.web.till import cards, door
from app.web.till.door import blueprint
from app.web.till.forms import ScanForm
from app.web.till.receipt import ID, own


@blueprint.route(f"/receipts/<{ID}:receipt_id>/move", methods=["GET", "POST"])
def move(receipt_id: int) -> ResponseReturnValue:
    """Scan the right card; the cheque follows it."""
    found = own(receipt_id)
    form = ScanForm()
    if form.is_sent():
        card_id = _scanned(form)
        done = _moved(receipt_id, card_id, form) if card_id else None
        if done is not None:
            return redirect(done, 303)
    return page(
        "till/move.html",
        status=422 if form.errors else 200,
        form=form,
        receipt=found.row,
        error_title=bool(form.errors),
    )


def _scanned(form: ScanForm) -> CardId | None:
    try:
        guest = lookups.guest(form.code.data or "", door.actor())
        return cards.weigh(guest).card.card_id
    except (NotFound, Refused) as refusal:
        form.refuse("code", errors.sentence_of(refusal))
        return None


def _moved(receipt_id: int, card_id: CardId, form: ScanForm) -> str | None:
    def action() -> dict[str, int | None]:
        own(receipt_id)
        made = moves.move(
            receipt_id=ReceiptId(receipt_id),
            card_id=card_id,
            staff_id=guards.staff().id,
        )
        return {"receipt_id": made.receipt_id}

    answer = form.once("move", [receipt_id, card_id], action)
    if answer is None:
        return None
    new_id = answer.body["receipt_id"]
    if new_id is None:
        return url_for("till.receipt", receipt_id=receipt_id, done="asked")
    return url_for("till.receipt", receipt_id=new_id, done="moved")
