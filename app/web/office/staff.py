"""One colleague: another role, or out of the team."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from app.core.ids import StaffId
from app.core.locales import mark
from app.people import actions, queries
from app.people.errors import PersonNotFound
from app.people.queries import StaffView
from app.web import guards
from app.web.office.door import blueprint, manages
from app.web.office.forms import OfficeForm
from app.web.office.team import (
    ROLE_NAMES,
    ROLE_RIGHTS,
    can_change,
    keep_owners,
    role_words,
    roles_to_give,
)
from app.web.page import page


class RoleForm(OfficeForm):
    """A role."""

    role = RadioField(mark("Role"), choices=ROLE_NAMES)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.role.choices = roles_to_give()


class EndForm(OfficeForm):
    """The decision to take somebody out of the team."""


@blueprint.route("/team/<int:staff_id>", methods=["GET", "POST"])
@manages
def staff(staff_id: StaffId) -> ResponseReturnValue:
    """A colleague with their role."""
    found = _colleague(staff_id)
    form = RoleForm(data={"role": found.role})
    if request.method == "POST":
        keep_owners(found.role)
    if form.is_sent():

        def change() -> dict[str, object]:
            actions.change_role(staff_id=staff_id, role=form.role.data)
            return {}

        if form.send(change, field="role") is not None:
            return redirect(url_for("office.team", done="changed"), 303)
    return _show(found, form)


@blueprint.post("/team/<int:staff_id>/end")
@manages
def end_staff(staff_id: StaffId) -> ResponseReturnValue:
    """Take a colleague out of the team; their sessions end at once."""
    found = _colleague(staff_id)
    keep_owners(found.role)
    form = EndForm()

    def end() -> dict[str, object]:
        actions.end_staff(staff_id=staff_id)
        return {}

    if form.is_sent() and form.send(end, field="idempotency_key") is not None:
        return redirect(url_for("office.team", done="ended"), 303)
    return _show(found, RoleForm(formdata=None, data={"role": found.role}), form)


def _colleague(staff_id: StaffId) -> StaffView:
    for each in queries.staff():
        if each.id == staff_id:
            return each
    raise PersonNotFound


def _show(
    found: StaffView, form: RoleForm, end_form: EndForm | None = None
) -> ResponseReturnValue:
    end_form = end_form or EndForm(formdata=None)
    has_errors = bool(form.errors or end_form.errors)
    return page(
        "office/staff.html",
        status=422 if has_errors else 200,
        error_title=has_errors,
        colleague=found,
        form=form,
        end_form=end_form,
        rights=role_words(ROLE_RIGHTS),
        can_change=can_change(found.role),
        is_me=found.id == guards.staff().id,
    )
