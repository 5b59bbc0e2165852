"""Two members are one human: look the other up, see what will be, say why (R23, E36)."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.cards import directory, merges
from app.cards.codes import spoken
from app.cards.directory import Holder
from app.cards.merges import Preview
from app.cards.merging import LONGEST_REASON, merge
from app.core.errors import NotFound
from app.core.ids import MemberId
from app.core.locales import mark
from app.people import queries
from app.web.office.door import actor, blueprint, touches_all
from app.web.office.forms import LineField, Needed, OfficeForm
from app.web.office.members import contact
from app.web.page import page

MOST_FOUND = 8


class MergeForm(OfficeForm):
    """Why the two are one."""

    reason = LineField(
        mark("Why you are sure"),
        validators=[
            Needed(
                mark("Write how you made sure, in up to 200 characters."),
                LONGEST_REASON,
            )
        ],
    )


@blueprint.get("/members/<int:member_id>/merge")
@touches_all
def find_twin(member_id: MemberId) -> ResponseReturnValue:
    """Look the other one up by card, phone or name."""
    member = queries.member_by_id(member_id)
    search = request.args.get("q", "").replace("\0", "").strip()
    found = directory.holders(search=search, limit=MOST_FOUND + 1) if search else []
    return page(
        "office/merge.html",
        member=member,
        search=search,
        found=[_line(each) for each in found if each.member_id != member_id],
    )


def _line(holder: Holder) -> dict[str, Any]:
    return {
        "holder": holder,
        "contact": contact(holder),
        "number": spoken(holder.number) if holder.number else "",
    }


@blueprint.route(
    "/members/<int:member_id>/merge/<int:other_id>", methods=["GET", "POST"]
)
@touches_all
def merge_members(member_id: MemberId, other_id: MemberId) -> ResponseReturnValue:
    """What the joined card will hold; a POST with a reason joins."""
    if member_id == other_id:
        raise NotFound
    shown, form = merges.preview(member_id, other_id), MergeForm()
    if form.is_sent():

        def join() -> dict[str, Any]:
            merge_id = merge(
                source_id=shown.source.id,
                target_id=shown.target.id,
                proof="manager",
                actor=actor(),
                reason=form.reason.data,
            )
            return {"merge_id": merge_id}

        if form.send(join, field="reason") is not None:
            return _done(shown.target.id)
    return _show(shown, member_id, form)


def _done(member_id: MemberId) -> ResponseReturnValue:
    return redirect(url_for("office.identity", member_id=member_id, done="merged"), 303)


def _show(shown: Preview, member_id: MemberId, form: MergeForm) -> ResponseReturnValue:
    return page(
        "office/merge_members.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        preview=shown,
        is_swapped=shown.target.id != member_id,
        contacts=[contact(shown.target), contact(shown.source)],
        here=member_id,
    )
