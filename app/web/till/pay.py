"""A cheque that a certificate pays, in part or in whole."""

from dataclasses import replace

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.cards.actions import touch
from app.core.errors import NotFound, Refused
from app.core.ids import CardId, OutletId
from app.instruments import paying, queries
from app.sales import actions as sales
from app.sales import queries as receipts
from app.sales.actions import Line, Sale
from app.trust import selling
from app.trust.selling import Shown
from app.web import errors, lookups
from app.web.till import cards, door, guest
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
    try:
        card_id = _own_card(form)
    except (NotFound, Refused) as refusal:
        form.refuse("card", errors.sentence_of(refusal))
        return show(shown, paying=form)

    def action() -> dict[str, int]:
        sale = _sale(shown, card_id, form.total_minor)
        how = Shown(entry=shown.entry, device=door.device())
        return {"receipt_id": selling.book(sale, how).receipt_id}

    answer = form.once("pay", [shown.card_id, card_id, form.total_minor], action)
    if answer is None:
        return show(shown, paying=form)
    guest.close()
    receipt_id = int(answer.body["receipt_id"])
    return redirect(url_for("till.done", receipt_id=receipt_id), 303)


def _own_card(form: PayForm) -> CardId | None:
    """The guest's card that the cheque is booked on; None: the certificate's own."""
    if not form.card.data:
        return None
    found = lookups.guest(form.card.data, door.actor())
    return cards.weigh(found).card.card_id


def _sale(shown: Guest, card_id: CardId | None, total: int) -> Sale:
    """The cheque, paid as far as the certificate goes; it is locked before it is read."""
    touch(shown.card_id)
    held = queries.held(shown.card_id)
    paying.check_certificate(held)
    plain = Sale(
        outlet_id=OutletId(shown.outlet_id),
        card_id=card_id or shown.card_id,
        number=None,
        lines=(Line(amount_minor=total),),
        source="till",
        actor=door.actor(),
        code_is_rotating=shown.is_rotating,
    )
    # Discounts come first: the certificate pays for what they leave.
    left = receipts.quote(plain).paid_minor
    if card_id is None:
        return replace(plain, points=paying.share_of(held, left))
    paid = sales.certificate_payment(held, left)
    return replace(plain, payments=(paid,) if paid else ())
