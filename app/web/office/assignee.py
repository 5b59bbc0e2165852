"""Who answers one line of the inbox: a colleague, or whoever comes first."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from app.core.ids import StaffId
from app.core.locales import gettext as _
from app.core.locales import mark
from app.inbox import assigning
from app.inbox.sources import registry
from app.web import guards
from app.web.office.door import blueprint, reads, sources
from app.web.office.forms import OfficeForm
from app.web.office.inbox import ONE_OF_KIND
from app.web.page import page

NOBODY = "0"
PATH = "/inbox/<any(call_back, application, comment, chat, review):kind>/<int:item_id>/assignee"


class AssigneeForm(OfficeForm):
    """One of the team, or nobody."""

    staff = RadioField(mark("Who answers"))


@blueprint.route(PATH, methods=["GET", "POST"])
@reads
def assignee(kind: str, item_id: int) -> ResponseReturnValue:
    """Choose them."""
    source, me = registry.source_of(kind, sources()), guards.staff()
    present = source.assignee(kind, item_id)
    form = AssigneeForm(data={"staff": str(present or NOBODY)})
    names = {me.id: me.name, **source.able(kind, item_id)}
    form.staff.choices = [(NOBODY, _("Nobody yet: whoever comes first"))] + [
        (str(staff_id), name) for staff_id, name in names.items()
    ]

    def hand_over() -> dict[str, Any]:
        chosen = StaffId(int(form.staff.data)) if form.staff.data != NOBODY else None
        assigning.hand_over(
            source=source, kind=kind, item_id=item_id, staff_id=chosen, me=me.id
        )
        return {}

    if form.is_sent() and form.send(hand_over, field="staff") is not None:
        return redirect(url_for("office.inbox", done="handed"), 303)
    return page(
        "office/assignee.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        kind=kind,
        item_id=item_id,
        words=ONE_OF_KIND[kind],
    )
