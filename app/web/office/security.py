"""One's own sign-in: passkeys, the app, recovery codes, devices."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import db
from app.core.ids import PersonId
from app.people import actions, factors, passkeys, queries
from app.people.errors import LastFactor
from app.web import guards, session
from app.web.errors import sentence_of
from app.web.office.door import blueprint
from app.web.office.forms import OfficeForm
from app.web.page import page
from app.web.session import Visitor


class SecurityForm(OfficeForm):
    """A decision about one's own sign-in."""


@blueprint.get("/security")
def security() -> ResponseReturnValue:
    """What one signs in with and where one is signed in."""
    return _show(SecurityForm(formdata=None))


@blueprint.post("/security/app/remove")
def remove_app() -> ResponseReturnValue:
    """Ask the authenticator app no more."""
    form = SecurityForm()
    if not form.is_sent():
        return _show(form)
    if (answer := shown_first()) is not None:
        return answer
    try:
        with db.writing():
            factors.remove_app(person_id=_me())
    except LastFactor as refusal:
        form.form_errors.append(sentence_of(refusal))
        return _show(form)
    return redirect(url_for("office.security", done="app-removed"), 303)


@blueprint.post("/security/devices/<int:session_id>/end")
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign one device out; somebody else's is left alone, this one has its page."""
    form = SecurityForm()
    if not form.is_sent():
        return _show(form)
    visitor = session.visitor()
    if visitor is not None and visitor.session_id == session_id:
        return redirect(url_for("public.sign_out"), 303)
    with db.writing():
        actions.close_session(session_id=session_id, person_id=_me())
    return redirect(url_for("office.security", done="ended"), 303)


@blueprint.post("/security/devices/end-others")
def end_other_sessions() -> ResponseReturnValue:
    """Sign every other device out."""
    form = SecurityForm()
    visitor = session.visitor()
    if not form.is_sent() or visitor is None:
        return _show(form)
    with db.writing():
        actions.close_all_sessions(person_id=_me(), except_id=visitor.session_id)
    return redirect(url_for("office.security", done="others-ended"), 303)


def shown_first() -> ResponseReturnValue | None:
    """Lead who has a second factor but has not shown it here to do that first."""
    visitor = session.visitor()
    has_shown = isinstance(visitor, Visitor) and visitor.has_second_factor
    if has_shown or not factors.factors(_me()).has_any:
        return None
    here = url_for("office.security")
    return redirect(url_for("public.second_factor", next=here), 303)


def _me() -> PersonId:
    return guards.staff().person_id


def _show(form: SecurityForm) -> ResponseReturnValue:
    visitor = session.visitor()
    return page(
        "office/security.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        passkeys=passkeys.passkeys(_me()),
        factors=factors.factors(_me()),
        is_needed=factors.is_needed(guards.staff().role),
        devices=queries.devices(_me()),
        this_device=visitor.session_id if visitor else None,
        here=url_for("office.security"),
        done=request.args.get("done") if request.method == "GET" else None,
    )
