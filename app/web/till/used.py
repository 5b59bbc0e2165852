"""Come in: the result of a scan, read from a metre away; for some minutes undone."""

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.instruments import actions, attendance, queries
from app.instruments.attendance import UseFacts
from app.instruments.errors import UseNotFound
from app.instruments.faces import face
from app.instruments.using import undo_minutes
from app.web.page import page
from app.web.till import door
from app.web.till.door import blueprint
from app.web.till.forms import TillForm
from app.web.till.receipt import ID


@blueprint.get(f"/uses/<{ID}:use_id>")
def used(use_id: int) -> ResponseReturnValue:
    """Say who was let in, and what is left."""
    return _result(_own(use_id), TillForm(formdata=None))


@blueprint.post(f"/uses/<{ID}:use_id>/undo")
def undo_use(use_id: int) -> ResponseReturnValue:
    """Take the visit back."""
    form, found = TillForm(), _own(use_id)
    if not form.is_sent():
        return _result(found, form)

    def action() -> dict[str, int]:
        return {"card_id": actions.undo(use_id=use_id, actor=door.actor())}

    if form.once("undo-use", use_id, action) is None:
        return _result(found, form)
    return redirect(url_for("till.used", use_id=use_id), 303)


def _own(use_id: int) -> UseFacts:
    found = attendance.use(use_id)
    if found.use.outlet_id != door.outlet().id:
        raise UseNotFound
    return found


def _result(found: UseFacts, form: TillForm) -> ResponseReturnValue:
    held = queries.held(found.card_id)
    minutes = (clock.now() - found.use.used_at).total_seconds() / 60
    return page(
        "till/used.html",
        status=422 if form.errors else 200,
        form=form,
        use=found.use,
        held=held,
        face=face(held, currency=g.business.currency),
        is_again="again" in request.args,
        is_undone=found.use.state == "cancelled",
        can_undo=found.use.state == "counted" and minutes <= undo_minutes(held),
        error_title=bool(form.errors),
    )
