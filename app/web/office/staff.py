"""One colleague: another role, limits, a lost second factor, or out of the team."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core.ids import StaffId
from app.people import actions, factors, invitations, limits, queries
from app.people.errors import PersonNotFound
from app.people.queries import StaffView
from app.people.rights import Right
from app.web import guards
from app.web.office.door import blueprint, leads, owns
from app.web.office.forms import OfficeForm
from app.web.office.role_form import LimitedRoleForm
from app.web.office.team import can_change, keep_owners, roles_to_give
from app.web.page import page
from app.web.roles import ROLE_RIGHTS, role_words


class EndForm(OfficeForm):
    """The decision to take somebody out of the team."""


class ResetForm(OfficeForm):
    """The decision to let somebody enrol a second factor anew."""


@blueprint.route("/team/<int:staff_id>", methods=["GET", "POST"])
@leads
def staff(staff_id: StaffId) -> ResponseReturnValue:
    """A colleague with their role and limits."""
    found = _colleague(staff_id)
    form = _role_form(found)
    if request.method == "POST":
        keep_owners(found.role)
    if form.is_sent():

        def change() -> dict[str, object]:
            _change(found, form)
            return {}

        if form.send(change, field="role") is not None:
            return redirect(url_for("office.team", done="changed"), 303)
    return _show(found, form)


@blueprint.post("/team/<int:staff_id>/end")
@leads
def end_staff(staff_id: StaffId) -> ResponseReturnValue:
    """Take a colleague out of the team; their sessions end at once."""
    found = _colleague(staff_id)
    keep_owners(found.role)
    form = EndForm()

    def end() -> dict[str, object]:
        actions.end_staff(staff_id=staff_id)
        # Nobody comes back through a letter to an address of their own.
        invitations.withdraw_of(staff_id=staff_id)
        return {}

    if form.is_sent() and form.send(end, field="idempotency_key") is not None:
        return redirect(url_for("office.team", done="ended"), 303)
    return _show(found, _as_it_is(found), form)


@blueprint.post("/team/<int:staff_id>/second-factor")
@owns
def reset_second_factor(staff_id: StaffId) -> ResponseReturnValue:
    """Remove a colleague's second factor, who lost it; they are told."""
    found = _colleague(staff_id)
    form = ResetForm()

    def reset() -> dict[str, object]:
        factors.reset(staff_id=staff_id)
        return {}

    if found.id == guards.staff().id:
        raise PersonNotFound
    if form.is_sent() and form.send(reset, field="idempotency_key") is not None:
        return redirect(url_for("office.team", done="reset"), 303)
    return _show(found, _as_it_is(found), form)


def _change(found: StaffView, form: LimitedRoleForm) -> None:
    role, own = form.role.data, form.limits()
    actions.change_role(staff_id=found.id, role=role)
    limits.set_limits(staff_id=found.id, limits=own)
    invitations.withdraw_of(staff_id=found.id, role=None if own.groups else role)


def _colleague(staff_id: StaffId) -> StaffView:
    for each in queries.staff():
        if each.id == staff_id:
            return each
    raise PersonNotFound


def _values(found: StaffView) -> dict[str, object]:
    own = limits.limits_of(found.id)
    return {"role": found.role, **limits.plain(own)}


def _role_form(found: StaffView) -> LimitedRoleForm:
    return LimitedRoleForm(data=_values(found), roles=roles_to_give())


def _as_it_is(found: StaffView) -> LimitedRoleForm:
    return LimitedRoleForm(formdata=None, data=_values(found), roles=roles_to_give())


def _show(
    found: StaffView, form: LimitedRoleForm, other: OfficeForm | None = None
) -> ResponseReturnValue:
    end_form = other if isinstance(other, EndForm) else EndForm(formdata=None)
    reset_form = other if isinstance(other, ResetForm) else ResetForm(formdata=None)
    has_errors = bool(form.errors or end_form.errors or reset_form.errors)
    is_me = found.id == guards.staff().id
    return page(
        "office/staff.html",
        status=422 if has_errors else 200,
        error_title=has_errors,
        colleague=found,
        form=form,
        end_form=end_form,
        reset_form=reset_form,
        rights=role_words(ROLE_RIGHTS),
        can_change=can_change(found.role),
        is_me=is_me,
        can_reset=guards.has(Right.OWN) and not is_me and _has_factor(found),
    )


def _has_factor(found: StaffView) -> bool:
    return factors.factors(found.person_id).has_any
