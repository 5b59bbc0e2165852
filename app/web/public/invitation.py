"""An invitation into a team: what it offers, and taking it."""

from flask import Response, g, redirect, url_for
from werkzeug import Response as Answer

from app.core import db
from app.people import actions as people
from app.people import invitations, queries
from app.people.errors import AlreadyStaff, InvitationOver
from app.people.invitations import InvitationView
from app.web import session
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.page import page
from app.web.public import arrival
from app.web.roles import ROLE_NAMES, ROLE_RIGHTS, role_words


def invitation(invitation_id: int, token: str) -> Response | Answer:
    """Show an invitation; taking it proves the address and signs in."""
    try:
        found = invitations.opened(invitation_id, token, session.config().secret_key)
    except InvitationOver:
        if _is_in_already():
            return redirect(url_for("office.today"), 303)
        raise
    form = Form()
    if not form.is_sent():
        return _show(found, form)
    try:
        with db.writing():
            person_id = invitations.accept(
                invitation_id=invitation_id,
                token=token,
                secret_key=session.config().secret_key,
            )
            arrival.bring_along(person_id)
    except AlreadyStaff as refusal:
        form.form_errors.append(sentence_of(refusal))
        return _show(found, form)
    session.sign_in(person_id, is_staff_sign_in=True)
    endpoint = "till.home" if found.role == "cashier" else "office.today"
    return redirect(url_for(endpoint), 303)


def _is_in_already() -> bool:
    """Whether this browser took it a moment ago (a second tap, the way back)."""
    visitor = session.visitor()
    if visitor is None or not visitor.is_staff_sign_in:
        return False
    return queries.staff_of(visitor.person_id, g.business.id) is not None


def _show(found: InvitationView, form: Form) -> Response:
    return page(
        "public/invitation.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        invitation=found,
        address=invitations.path(g.business.slug, found),
        role=role_words(ROLE_NAMES)[found.role],
        right=role_words(ROLE_RIGHTS)[found.role],
        is_new=people.owner_of("email", found.email) is None,
    )
