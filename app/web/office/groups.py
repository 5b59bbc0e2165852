"""Groups of members: the list, and one more."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core.locales import mark
from app.people import audiences, groups
from app.web.office.door import blueprint, touches_all
from app.web.office.forms import LineField, Needed, OfficeForm
from app.web.page import page


class GroupForm(OfficeForm):
    """What a group is called."""

    name = LineField(
        mark("Name of the group"),
        validators=[
            Needed(mark("Write a name of up to 60 characters."), groups.MAX_NAME)
        ],
    )


@blueprint.route("/groups", methods=["GET", "POST"], endpoint="groups")
@touches_all
def all_groups() -> ResponseReturnValue:
    """Every group with how many are in it; make one."""
    form = GroupForm()
    if form.is_sent():

        def make() -> dict[str, Any]:
            return {"group_id": groups.create(name=form.name.data)}

        answer = form.send(make, field="name")
        if answer is not None:
            group_id = answer.body["group_id"]
            return redirect(
                url_for("office.group", group_id=group_id, done="made"), 303
            )
    return page(
        "office/groups.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        groups=audiences.groups(),
    )
