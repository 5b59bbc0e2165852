"""One group: who is in it, its cards, its link; renamed, closed, opened again."""

from collections.abc import Callable
from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.cards import audiences as entering
from app.cards import directory
from app.cards.codes import spoken
from app.core.errors import NotFound
from app.core.ids import GroupId, MemberId
from app.people import audiences, groups
from app.people.audiences import GroupView
from app.programmes import audiences as programme_audiences
from app.programmes import queries as programmes
from app.web import domains
from app.web.office import cursor
from app.web.office.door import blueprint, touches_all
from app.web.office.groups import GroupForm
from app.web.office.members import contact
from app.web.office.steps import StepForm
from app.web.page import page

PAGE = 25
_LONGEST_ID = 18


@blueprint.route("/groups/<int:group_id>", methods=["GET", "POST"])
@touches_all
def group(group_id: GroupId) -> ResponseReturnValue:
    """A group with its members; a POST renames it."""
    found = audiences.group(group_id)
    form = GroupForm(data={"name": found.name})
    if form.is_sent():

        def rename() -> dict[str, Any]:
            groups.rename(group_id=group_id, name=form.name.data)
            return {}

        if form.send(rename, field="name") is not None:
            return _back(group_id, "renamed")
    return _show(found, form)


@blueprint.post("/groups/<int:group_id>/steps")
@touches_all
def group_step(group_id: GroupId) -> ResponseReturnValue:
    """Close or open it, make or end its link, have its cards issued."""
    found, form = audiences.group(group_id), StepForm()
    step = request.form.get("do", "")
    if step not in _STEPS:
        raise NotFound

    def take() -> dict[str, Any]:
        _STEPS[step](group_id=group_id)
        return {}

    if form.is_sent() and form.once(step, take) is not None:
        return _back(group_id, step)
    return _show(found, GroupForm(formdata=None, data={"name": found.name}), form)


@blueprint.post("/groups/<int:group_id>/leavers")
@touches_all
def leave_group(group_id: GroupId) -> ResponseReturnValue:
    """Let the ticked members leave; their cards stay with them."""
    found, form = audiences.group(group_id), StepForm()
    leavers = ticked()

    def leave() -> dict[str, Any]:
        gone = entering.leave(group_id=group_id, member_ids=leavers)
        return {"count": len(gone)}

    answer = form.once(leavers, leave) if form.is_sent() else None
    if answer is not None:
        return _back(group_id, "left", answer.body["count"])
    return _show(found, GroupForm(formdata=None, data={"name": found.name}), form)


def ticked() -> list[MemberId]:
    """The members whose boxes were ticked; what cannot be an id is nobody's."""
    return [
        MemberId(int(value))
        for value in request.form.getlist("member")
        if value.isascii() and value.isdecimal() and len(value) <= _LONGEST_ID
    ]


_STEPS: dict[str, Callable[..., Any]] = {
    "close": groups.close,
    "reopen": groups.reopen,
    "link": groups.make_link,
    "unlink": groups.end_link,
    "cards": entering.order_cards,
}


def _back(
    group_id: GroupId, done: str, count: int | None = None
) -> ResponseReturnValue:
    address = url_for("office.group", group_id=group_id, done=done, count=count)
    # The link stands below a list that may be long.
    return redirect(f"{address}#link" if done == "link" else address, 303)


def _show(
    found: GroupView, form: GroupForm, step: StepForm | None = None
) -> ResponseReturnValue:
    step = step or StepForm(formdata=None)
    after = cursor.read(request.args.get("after"))
    inside = directory.holders(group_id=found.id, before=after, limit=PAGE + 1)
    shown = inside[:PAGE]
    last = shown[-1] if len(inside) > PAGE else None
    has_errors = bool(form.errors or step.errors)
    return page(
        "office/group.html",
        status=422 if has_errors else 200,
        error_title=has_errors,
        group=found,
        form=form,
        step=step,
        lines=[(each, contact(each), _number(each)) for each in shown],
        cards=_cards(found),
        link=_link(found),
        is_continued=after is not None,
        more=cursor.write(last.joined_at, last.member_id) if last else "",
        count=_count(),
    )


def _number(holder: directory.Holder) -> str:
    return spoken(holder.number) if holder.number else ""


def _cards(found: GroupView) -> list[dict[str, object]]:
    """The cards that are for the group, with how many of it lack each."""
    return [
        {
            "programme": programmes.programme(programme_id),
            "missing": entering.missing(found.id, programme_id),
        }
        for programme_id in programme_audiences.programmes_of(found.id)
    ]


def _link(found: GroupView) -> str:
    if found.join_code is None:
        return ""
    path = url_for("public.join", g=found.join_code)
    return domains.address_of(g.business.slug, path)


def _count() -> int:
    """How many the last step touched, as the address says."""
    said = request.args.get("count", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= 9 else 0  # noqa: PLR2004 - digits
