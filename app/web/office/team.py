"""The team: who works here in which role, and invitations."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from app.core import locales
from app.core.errors import Forbidden
from app.core.locales import mark
from app.people import actions, addresses, queries
from app.people.models import ROLES
from app.web import guards, session
from app.web.office.door import blueprint, manages
from app.web.office.forms import AtMost, LineField, Needed, OfficeForm
from app.web.page import page

ROLE_NAMES = {
    "owner": mark("Owner"),
    "administrator": mark("Administrator"),
    "moderator": mark("Moderator"),
    "cashier": mark("Cashier"),
}
ROLE_RIGHTS = {
    "owner": mark("everything, and who else is an owner"),
    "administrator": mark("everything but owners"),
    "moderator": mark("sees the day and the members, changes nothing"),
    "cashier": mark("books purchases and returns at the till"),
}


class OwnersOnly(Forbidden):
    """Only an owner makes or removes an owner."""

    code = "owners_only"
    sentence = "Only an owner can decide who is an owner."


class InviteForm(OfficeForm):
    """A contact that the person signs in with, and a role."""

    contact = LineField(
        mark("Mobile phone or e-mail"),
        validators=[Needed(mark("Write a phone number or an e-mail address."), 254)],
    )
    name = LineField(mark("Name, as the team calls them"), validators=[AtMost(80)])
    role = SelectField(mark("Role"), choices=ROLE_NAMES)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.role.choices = roles_to_give()


@blueprint.route("/team", methods=["GET", "POST"])
@manages
def team() -> ResponseReturnValue:
    """Everybody who works here; invite another."""
    form = InviteForm(data={"role": "cashier"})
    if form.is_sent() and form.send(lambda: _invite(form), field="contact"):
        return redirect(url_for("office.team", done="invited"), 303)
    return page(
        "office/team.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        team=queries.staff(),
        roles=role_words(ROLE_NAMES),
        rights=role_words(ROLE_RIGHTS),
        me=guards.staff().id,
        sign_in_link=session.config().address + url_for("public.sign_in"),
    )


def can_change(role: str) -> bool:
    """Whether who is at work may give or take this role."""
    return role != "owner" or guards.staff().role == "owner"


def keep_owners(role: str) -> None:
    """Refuse a change of owners by somebody who is none; raises OwnersOnly."""
    if not can_change(role):
        raise OwnersOnly


def roles_to_give() -> dict[str, str]:
    """The roles that who is at work may give, named in the reader's language."""
    return {r: name for r, name in role_words(ROLE_NAMES).items() if can_change(r)}


def role_words(words: dict[str, str]) -> dict[str, str]:
    """Names or rights of the roles in the reader's language."""
    return {role: locales.gettext(words[role]) for role in ROLES}


def _invite(form: InviteForm) -> dict[str, Any]:
    channel = "email" if "@" in form.contact.data else "phone"
    address = addresses.parse(channel, form.contact.data, session.config().country)
    person_id = actions.claim_address(
        person_id=None,
        channel=address.channel,
        address=address.value,
        language=locales.language(),
    )
    staff_id = actions.add_staff(
        person_id=person_id,
        role=form.role.data,
        name=form.name.data or "",
        contact=address.value,
    )
    return {"staff_id": staff_id}
