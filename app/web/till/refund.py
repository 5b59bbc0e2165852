"""Goods come back: what it means is shown first, then confirmed."""

from dataclasses import asdict
from typing import NoReturn

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import db, locales
from app.core.errors import Refused
from app.core.ids import ReceiptId
from app.sales import actions as sales
from app.sales.actions import Refunded
from app.sales.queries import LineRow, ReceiptDetail
from app.web import errors
from app.web.page import page
from app.web.till import door
from app.web.till.door import blueprint
from app.web.till.forms import RefundForm
from app.web.till.receipt import ID, own, show

_LONGEST = 4


class _Enough(Exception):
    """The rehearsal is over; what it did is rolled back."""

    def __init__(self, refunded: Refunded) -> None:
        self.refunded = refunded


@blueprint.get(f"/receipts/<{ID}:receipt_id>/refund")
def refund(receipt_id: int) -> ResponseReturnValue:
    """Say what taking these lines back means."""
    found = own(receipt_id)
    if "ticked" in request.args and not request.args.getlist("line"):
        return show(found, locales.gettext("Tick what comes back."))
    return _screen(found, RefundForm(formdata=None))


@blueprint.post(f"/receipts/<{ID}:receipt_id>/refund")
def take_back(receipt_id: int) -> ResponseReturnValue:
    """Do it."""
    form = RefundForm()
    found = own(receipt_id)
    if not form.is_sent():
        return _screen(found, form)
    positions = _positions()

    def action() -> dict[str, int]:
        return asdict(_refund(found, positions, form.reason.data or ""))

    answer = form.once("refund", [receipt_id, positions], action)
    if answer is None:
        return _screen(own(receipt_id), form)
    return redirect(
        url_for(
            "till.refunded", receipt_id=receipt_id, refund_id=answer.body["refund_id"]
        ),
        303,
    )


def _refund(
    found: ReceiptDetail, positions: tuple[int, ...] | None, reason: str
) -> Refunded:
    return sales.refund(
        receipt_id=ReceiptId(found.row.id),
        positions=positions,
        number=None,
        outlet_id=door.outlet().id,
        actor=door.actor(),
        reason=reason,
    )


def _rehearse(found: ReceiptDetail, positions: tuple[int, ...] | None) -> Refunded:
    """What the refund would do, to the kopeck: it is done and rolled back."""
    try:
        with db.writing():
            _stop(_refund(found, positions, ""))
    except _Enough as rehearsed:
        return rehearsed.refunded


def _stop(refunded: Refunded) -> NoReturn:
    raise _Enough(refunded)


def _positions() -> tuple[int, ...] | None:
    """The lines that were ticked; None is all that is left."""
    typed = request.values.getlist("line")
    if not typed or "whole" in request.values:
        return None
    return tuple(
        dict.fromkeys(
            int(text)
            if text.isascii() and text.isdecimal() and len(text) <= _LONGEST
            else 0
            for text in typed
        )
    )


def _chosen(found: ReceiptDetail, positions: tuple[int, ...] | None) -> list[LineRow]:
    return [
        line
        for line in found.lines
        if not line.is_returned and (positions is None or line.position in positions)
    ]


def _screen(found: ReceiptDetail, form: RefundForm) -> ResponseReturnValue:
    positions = _positions()
    preview = None
    try:
        preview = _rehearse(found, positions)
    except Refused as refusal:
        if not form.errors:
            form.form_errors.append(errors.sentence_of(refusal))
    return page(
        "till/refund.html",
        status=422 if form.errors else 200,
        form=form,
        receipt=found,
        lines=_chosen(found, positions),
        positions=positions or (),
        preview=preview,
        error_title=bool(form.errors),
    )
