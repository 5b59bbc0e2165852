"""The team: who works here in which role, and invitations."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import locales
from app.core.errors import Forbidden
from app.core.locales import mark
from app.people import actions, addresses, invitations, limits, queries
from app.people.addresses import Address
from app.people.errors import NoMail
from app.people.models import ROLES
from app.people.rights import RIGHTS, may_give
from app.web import guards, session
from app.web.office.door import blueprint, leads
from app.web.office.forms import AtMost, LineField, Needed
from app.web.office.role_form import LimitedRoleForm, limit_words
from app.web.page import page
from app.web.roles import ROLE_NAMES, ROLE_RIGHTS, right_words, role_words


class OwnersOnly(Forbidden):
    """Only an owner makes or removes an owner."""

    code = "owners_only"
    sentence = "Only an owner can decide who is an owner."


class InviteForm(LimitedRoleForm):
    """A contact that the person signs in with, a role and its limits."""

    contact = LineField(
        mark("Mobile phone or e-mail"),
        validators=[Needed(mark("Write a phone number or an e-mail address."), 254)],
    )
    name = LineField(mark("Name, as the team calls them"), validators=[AtMost(80)])


@blueprint.route("/team", methods=["GET", "POST"])
@leads
def team() -> ResponseReturnValue:
    """Everybody who works here; invite another."""
    form = InviteForm(data={"role": "cashier"}, roles=roles_to_give())
    if form.is_sent():
        answer = form.send(lambda: _invite(form), field="contact")
        if answer is not None:
            return redirect(url_for("office.team", done=answer.body["done"]), 303)
    config = session.config()
    return page(
        "office/team.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        team=[_line(each) for each in queries.staff()],
        pending=invitations.pending(config.secret_key),
        roles=role_words(ROLE_NAMES),
        rights=role_words(ROLE_RIGHTS),
        table=_table(),
        me=guards.staff().id,
        sign_in_link=config.address + url_for("public.sign_in"),
    )


def can_change(role: str) -> bool:
    """Whether who is at work may give or take this role."""
    return may_give(guards.staff().role, role)


def keep_owners(role: str) -> None:
    """Refuse a change of owners by somebody who is none; raises OwnersOnly."""
    if not can_change(role):
        raise OwnersOnly


def roles_to_give() -> dict[str, str]:
    """The roles that who is at work may give, named in the reader's language."""
    return {r: name for r, name in role_words(ROLE_NAMES).items() if can_change(r)}


def _line(colleague: queries.StaffView) -> dict[str, Any]:
    is_limited = colleague.is_limited_to_groups or colleague.is_limited_to_outlets
    own = limits.limits_of(colleague.id) if is_limited else limits.NO_LIMITS
    return {"staff": colleague, "limits": limit_words(own)}


def _table() -> list[tuple[str, list[tuple[str, bool]]]]:
    """What each role may do: rights with a mark for every role."""
    return [
        (words, [(role, right in RIGHTS[role]) for role in ROLES])
        for right, words in right_words().items()
    ]


def _invite(form: InviteForm) -> dict[str, Any]:
    channel = "email" if "@" in form.contact.data else "phone"
    config = session.config()
    address = addresses.parse(channel, form.contact.data, config.country)
    if address.channel == "phone":
        return _add(form, address)
    if not (config.demo or config.smtp_url):
        raise NoMail
    invitations.invite(
        email=address.value,
        name=form.name.data or "",
        role=form.role.data,
        limits_=form.limits(),
        language=locales.language(),
        invited_by=guards.staff().id,
    )
    return {"done": "invited"}


def _add(form: InviteForm, address: Address) -> dict[str, Any]:
    """By phone nobody gets a letter: they are in, and prove the number by signing in."""
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
    limits.set_limits(staff_id=staff_id, limits=form.limits())
    return {"done": "added"}
