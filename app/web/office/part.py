"""Taking two joined members apart again, within thirty days (R23)."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.cards import merges
from app.cards.merging import undo
from app.core.ids import MemberId
from app.web.office.door import actor, blueprint, touches_all
from app.web.office.forms import OfficeForm
from app.web.office.members import contact
from app.web.page import page


class PartForm(OfficeForm):
    """The decision to take them apart."""


@blueprint.route(
    "/members/<int:member_id>/merges/<int:merge_id>/undo", methods=["GET", "POST"]
)
@touches_all
def part(member_id: MemberId, merge_id: int) -> ResponseReturnValue:
    """What each will have again; a POST does it."""
    found, form = merges.merge_of(merge_id, member_id), PartForm()
    if form.is_sent():

        def take_apart() -> dict[str, Any]:
            undo(merge_id=merge_id, actor=actor())
            return {}

        if form.send(take_apart, field="idempotency_key") is not None:
            address = url_for(
                "office.identity", member_id=found.target.id, done="parted"
            )
            return redirect(address, 303)
    return page(
        "office/part.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        found=found,
        contacts=[contact(found.target), contact(found.source)],
        here=member_id,
    )
