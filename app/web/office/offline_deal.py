"""A cheque of a till without a network that was not booked smoothly: book it, or close it."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core.errors import NotFound
from app.sales.offline import queries, reviewing
from app.trust import deals as trust
from app.web import deals, guards
from app.web.errors import sentence_of
from app.web.office.door import blueprint, touches_all
from app.web.office.forms import OfficeForm
from app.web.page import page


@blueprint.get("/devices/deals/<int:deal_id>")
@touches_all
def offline_deal(deal_id: int) -> ResponseReturnValue:
    """What happened and what can be done."""
    return _shown(deal_id, OfficeForm(formdata=None))


@blueprint.post("/devices/deals/<int:deal_id>/book")
@touches_all
def book_offline_deal(deal_id: int) -> ResponseReturnValue:
    """Book it after all, as of now."""
    form = OfficeForm()

    def book() -> dict[str, Any]:
        trust.book(deal_id=deal_id, staff_id=guards.staff().id)
        return {}

    return _decided(deal_id, form, book, "booked")


@blueprint.post("/devices/deals/<int:deal_id>/close")
@touches_all
def close_offline_deal(deal_id: int) -> ResponseReturnValue:
    """Take it off the list."""
    form = OfficeForm()

    def close() -> dict[str, Any]:
        reviewing.close(deal_id=deal_id, staff_id=guards.staff().id)
        return {}

    return _decided(deal_id, form, close, "closed")


def _decided(
    deal_id: int, form: OfficeForm, action: Any, done: str
) -> ResponseReturnValue:
    queries.deal(deal_id)
    try:
        is_done = (
            form.is_sent() and form.send(action, field="idempotency_key") is not None
        )
    except NotFound as missing:
        form.decline("idempotency_key", sentence_of(missing))
        is_done = False
    if is_done:
        return redirect(url_for("office.devices", done=done), 303)
    return _shown(deal_id, form)


def _shown(deal_id: int, form: OfficeForm) -> ResponseReturnValue:
    deal = queries.deal(deal_id)
    return page(
        "office/offline_deal.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        deal=deal,
        why=deals.said_of(deal),
        can_book=deal.needs_look
        and deal.state != "booked"
        and deal.reason not in {"bad_signature", "unreadable"},
    )
