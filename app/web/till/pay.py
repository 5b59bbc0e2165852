"""A cheque that a certificate pays, in part or in whole."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core.ids import OutletId
from app.instruments import paying, queries
from app.instruments.queries import Held
from app.sales import actions as sales
from app.sales.actions import Line, Sale
from app.web.till import door, guest
from app.web.till.door import blueprint
from app.web.till.guest import Guest
from app.web.till.instrument import put_away, show
from app.web.till.pay_form import PayForm


@blueprint.post("/instrument/cheques")
def pay() -> ResponseReturnValue:
    """Book the cheque: what is left on the certificate, the rest in money."""
    shown = guest.present()
    if shown is None:
        return put_away()
    form = PayForm()
    if not form.is_sent():
        return show(shown, paying=form)
    held, total = queries.held(shown.card_id), form.total_minor

    def action() -> dict[str, int]:
        return {"receipt_id": sales.book(_sale(shown, held, total)).receipt_id}

    answer = form.once("pay", [shown.card_id, total], action)
    if answer is None:
        return show(shown, paying=form)
    guest.close()
    receipt_id = int(answer.body["receipt_id"])
    return redirect(url_for("till.done", receipt_id=receipt_id), 303)


def _sale(shown: Guest, held: Held, total: int) -> Sale:
    return Sale(
        outlet_id=OutletId(shown.outlet_id),
        card_id=shown.card_id,
        number=None,
        lines=(Line(amount_minor=total),),
        points=paying.share_of(held, total),
        source="till",
        actor=door.actor(),
        code_is_rotating=shown.is_rotating,
    )
