"""An invitation that waits: send it again, or take it back."""

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core.errors import NotFound
from app.people import invitations
from app.people.invitations import InvitationView
from app.web import session
from app.web.office.door import blueprint, leads
from app.web.office.forms import OfficeForm
from app.web.office.role_form import limit_words
from app.web.office.team import keep_owners
from app.web.page import page
from app.web.roles import ROLE_NAMES, role_words


class SendAgainForm(OfficeForm):
    """The wish for another letter."""


class WithdrawForm(OfficeForm):
    """The decision to take an invitation back."""


@blueprint.get("/team/invitations/<int:invitation_id>")
@leads
def invitation(invitation_id: int) -> ResponseReturnValue:
    """Who was invited as what, until when."""
    return _show(_found(invitation_id))


@blueprint.post("/team/invitations/<int:invitation_id>/send")
@leads
def send_invitation(invitation_id: int) -> ResponseReturnValue:
    """Send another letter with a new link; the one before opens nothing."""
    found = _found(invitation_id)
    keep_owners(found.role)
    form = SendAgainForm()

    def send() -> dict[str, object]:
        invitations.send_again(invitation_id=invitation_id)
        return {}

    if form.is_sent() and form.send(send, field="idempotency_key") is not None:
        here = url_for("office.invitation", invitation_id=invitation_id, done="sent")
        return redirect(here, 303)
    return _show(found, form)


@blueprint.post("/team/invitations/<int:invitation_id>/withdraw")
@leads
def withdraw_invitation(invitation_id: int) -> ResponseReturnValue:
    """Take it back; the link opens nothing any more."""
    found = _found(invitation_id)
    keep_owners(found.role)
    form = WithdrawForm()

    def withdraw() -> dict[str, object]:
        invitations.withdraw(invitation_id=invitation_id)
        return {}

    if form.is_sent() and form.send(withdraw, field="idempotency_key") is not None:
        return redirect(url_for("office.team", done="withdrawn"), 303)
    return _show(found, form)


def _found(invitation_id: int) -> InvitationView:
    found = invitations.invitation(invitation_id, session.config().secret_key)
    if found is None:
        raise NotFound
    return found


def _show(found: InvitationView, form: OfficeForm | None = None) -> ResponseReturnValue:
    config = session.config()
    send = form if isinstance(form, SendAgainForm) else SendAgainForm(formdata=None)
    withdraw = form if isinstance(form, WithdrawForm) else WithdrawForm(formdata=None)
    link = config.address + invitations.path(g.business.slug, found)
    has_errors = bool(send.errors or withdraw.errors)
    return page(
        "office/invitation.html",
        status=422 if has_errors else 200,
        error_title=has_errors,
        invitation=found,
        role=role_words(ROLE_NAMES)[found.role],
        limits=limit_words(found.limits),
        send=send,
        withdraw=withdraw,
        was_sent=request.method == "GET" and request.args.get("done") == "sent",
        demo_link=link if config.demo else None,
    )
