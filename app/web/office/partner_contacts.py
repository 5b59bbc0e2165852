"""Contacts that a partner's guests let us have, and the file of them (row 74)."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.coalitions import contacts, pacts
from app.coalitions.contacts import SharedContact
from app.core import db
from app.core.locales import gettext as _
from app.exchange.tables import Column, Kind, Table
from app.web import files
from app.web.office.door import blueprint, touches_all
from app.web.office.steps import StepForm
from app.web.page import page


@blueprint.get("/partners/<int:pact_id>/contacts")
@touches_all
def partner_contacts(pact_id: int) -> ResponseReturnValue:
    """Who allowed it, masked; the file is asked for by a button and recorded."""
    return _show(pact_id, StepForm(formdata=None))


@blueprint.post("/partners/<int:pact_id>/contacts.<any(csv,xlsx):ending>")
@touches_all
def take_contacts(pact_id: int, ending: str) -> ResponseReturnValue:
    """The file; whoever is in it can see in their cabinet that they were."""
    form = StepForm()
    if not form.is_sent():
        return _show(pact_id, form)
    with db.writing():
        found = contacts.hand_over(pact_id=pact_id)
    if not found:
        return redirect(url_for("office.partner_contacts", pact_id=pact_id), 303)
    return files.download(_table(found), ending, f"partner-{pact_id}-contacts")


def _show(pact_id: int, form: StepForm) -> ResponseReturnValue:
    found = pacts.partner(pact_id)
    is_running = found.now is not None
    return page(
        "office/partner_contacts.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors) and request.method == "POST",
        partner=found,
        contacts=contacts.allowed(found.pact) if is_running else [],
        is_running=is_running,
        form=form,
    )


def _table(found: list[SharedContact]) -> Table:
    return Table(
        _("Contacts"),
        (
            Column(_("Name"), width=24),
            Column(_("Phone"), width=18),
            Column(_("E-mail"), width=28),
            Column(_("Allowed on"), Kind.MOMENT),
        ),
        [(each.name, each.phone, each.email, each.given_at) for each in found],
    )
