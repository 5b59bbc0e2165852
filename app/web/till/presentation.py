"""Showing the card without a purchase: a donation is made for it (R20)."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.charity import actions as charity
from app.charity import queries
from app.core.ids import OutletId
from app.web.page import page
from app.web.till import door, guest
from app.web.till.door import blueprint
from app.web.till.forms import TillForm
from app.web.till.guest import CardPutAway


class PresentForm(TillForm):
    """Nothing to fill in: the card lies open."""


@blueprint.post("/presentations")
def present() -> ResponseReturnValue:
    """Give for the card that lies open, and put it away."""
    form = PresentForm()
    try:
        shown = guest.read(request.form.get("guest", ""))
    except CardPutAway:
        guest.close()
        return redirect(url_for("till.home") + "?put-away=1", 303)
    if not form.is_sent():
        return _show(form)

    def action() -> dict[str, int]:
        key = f"{shown.card_id}:{shown.opened_at}"
        given = charity.present(
            card_id=shown.card_id,
            outlet_id=OutletId(shown.outlet_id),
            actor=door.actor(),
            key=key,
        )
        return {"id": given}

    if form.once("present", [shown.card_id, shown.opened_at], action) is None:
        return _show(form)
    guest.close()
    return redirect(url_for("till.presentation"), 303)


@blueprint.get("/presentations")
def presentation() -> ResponseReturnValue:
    """What was given, from a metre away."""
    return _show(PresentForm(formdata=None))


def _show(form: PresentForm) -> ResponseReturnValue:
    return page(
        "till/presentation.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        charity=queries.running(),
    )
