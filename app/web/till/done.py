"""The result of a sale, read from a metre away; for a minute it can be undone."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.ids import ReceiptId
from app.ledger import queries as ledger
from app.programmes import why_not
from app.rewards import queries as rewards
from app.rewards.queries import AwardView
from app.sales import actions as sales
from app.sales.actions import UNDO_FOR
from app.sales.queries import ReceiptRow
from app.web.page import page
from app.web.till import door
from app.web.till.door import blueprint
from app.web.till.forms import TillForm
from app.web.till.receipt import ID, own


@blueprint.get(f"/receipts/<{ID}:receipt_id>/done")
def done(receipt_id: int) -> ResponseReturnValue:
    """Show what was booked; the guest's balance only while it can be undone."""
    return _result(receipt_id, TillForm(formdata=None))


@blueprint.post(f"/receipts/<{ID}:receipt_id>/undo")
def undo(receipt_id: int) -> ResponseReturnValue:
    """Take the cheque back as if it had not been booked."""
    form = TillForm()
    if not form.is_sent():
        return _result(receipt_id, form)

    def action() -> dict[str, int]:
        own(receipt_id)
        undone = sales.undo(receipt_id=ReceiptId(receipt_id), actor=door.actor())
        return {"receipt_id": undone.receipt_id}

    if form.once("undo", receipt_id, action) is None:
        return _result(receipt_id, form)
    return redirect(url_for("till.done", receipt_id=receipt_id), 303)


def _full(row: ReceiptRow) -> list[AwardView]:
    """Rewards of full cards that wait for the guest."""
    waiting = rewards.open_of(row.member_id)
    return [award for award in waiting if award.origin == "stamps"]


def _result(receipt_id: int, form: TillForm) -> ResponseReturnValue:
    found = own(receipt_id)
    row = found.row
    seconds = int((row.recorded_at + UNDO_FOR - clock.now()).total_seconds())
    is_fresh = seconds > 0
    return page(
        "till/done.html",
        status=422 if form.errors else 200,
        form=form,
        receipt=row,
        payments=found.payments,
        discounts=found.discounts,
        name_of=why_not.name_of,
        seconds=seconds,
        balance=ledger.balance(row.card_id) if is_fresh else None,
        full=_full(row) if is_fresh else [],
        error_title=bool(form.errors),
    )
