"""Leaving: on this device or everywhere, after a word about what will happen."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import db
from app.core.locales import gettext as _
from app.people import actions as people
from app.people import queries
from app.web import clearing, session
from app.web.cabinet.door import blueprint, card, holder
from app.web.forms import Form
from app.web.page import page


class SignOutForm(Form):
    """Nothing but the decision, made by a button."""


@blueprint.get("/sign-out")
def sign_out() -> ResponseReturnValue:
    """What signing out means for this card."""
    return _shown(SignOutForm())


@blueprint.post("/sign-out")
def leave() -> ResponseReturnValue:
    """End this browser's session, or all; nothing of the card stays on the device."""
    form = SignOutForm()
    where = request.form.get("where")
    if not form.is_sent() or where not in {"here", "everywhere"}:
        form.form_errors.append(_("Use one of the buttons below."))
        return _shown(form, status=422)
    if where == "everywhere":
        with db.writing():
            people.close_all_sessions(person_id=holder().person_id)
    session.sign_out()
    answer: Response = redirect(url_for("public.join"), 303)  # type: ignore[assignment]
    clearing.forget(answer)
    return answer


def _shown(form: SignOutForm, status: int = 200) -> ResponseReturnValue:
    return page(
        "cabinet/sign_out.html",
        status=status,
        error_title=bool(form.errors),
        form=form,
        is_protected=card().is_protected,
        devices=len(queries.devices(holder().person_id)),
    )
