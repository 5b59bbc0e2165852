"""Adding members to a group: by search and ticks, or by a pasted list."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField
from wtforms.validators import ValidationError

from app.cards import audiences as entering
from app.cards import directory, lists
from app.cards.codes import spoken
from app.core import locales
from app.core.ids import GroupId
from app.core.locales import mark
from app.people import audiences
from app.people.audiences import GroupView
from app.web import session
from app.web.office.door import blueprint, touches_all
from app.web.office.forms import AtMost, OfficeForm
from app.web.office.group import ticked
from app.web.office.members import contact
from app.web.office.steps import StepForm
from app.web.page import page

PAGE = 50
NAMED = 100
LONGEST_TEXT = 300_000


class ListForm(OfficeForm):
    """A list as it comes from a spreadsheet or a letter."""

    numbers = TextAreaField(
        mark("Card numbers or phones"), validators=[AtMost(LONGEST_TEXT)]
    )

    def validate_numbers(self, field: Any) -> None:
        """Some lines, and not more than one page of work."""
        count = len(lists.read(field.data or ""))
        if not count:
            words = mark("Paste at least one card number or phone.")
            raise ValidationError(locales.gettext(words))
        if count > lists.MOST_LINES:
            words = mark("At most %(count)s lines fit. Send the list in parts.")
            most = locales.number_text(lists.MOST_LINES)
            raise ValidationError(locales.gettext(words, count=most))


@blueprint.get("/groups/<int:group_id>/members")
@touches_all
def group_members(group_id: GroupId) -> ResponseReturnValue:
    """Look for members, or paste a list."""
    return _show(audiences.group(group_id), ListForm(formdata=None))


@blueprint.post("/groups/<int:group_id>/members")
@touches_all
def enter_group(group_id: GroupId) -> ResponseReturnValue:
    """Take the ticked members in."""
    found, form = audiences.group(group_id), StepForm()
    wanted = ticked()

    def enter() -> dict[str, Any]:
        added = entering.enter(group_id=group_id, member_ids=wanted)
        return {"count": len(added)}

    answer = form.once(wanted, enter) if form.is_sent() else None
    if answer is None:
        return _show(found, ListForm(formdata=None), form)
    count = answer.body["count"]
    address = url_for("office.group", group_id=group_id, done="entered", count=count)
    return redirect(address, 303)


@blueprint.post("/groups/<int:group_id>/list")
@touches_all
def enter_list(group_id: GroupId) -> ResponseReturnValue:
    """Take in everybody on a list, and say who was not found."""
    found, form = audiences.group(group_id), ListForm()
    if not form.is_sent():
        return _show(found, form)

    def enter() -> dict[str, Any]:
        lines = lists.read(form.numbers.data)
        known = lists.holders(lines, session.config().country)
        added = entering.enter(group_id=group_id, member_ids=known.member_ids)
        return {
            "added": len(added),
            "before": len(known.member_ids) - len(added),
            "missing": len(known.missing),
            "named": list(known.missing[:NAMED]),
        }

    answer = form.send(enter, field="numbers")
    if answer is None:
        return _show(found, form)
    return _show(audiences.group(group_id), ListForm(formdata=None), report=answer.body)


def _show(
    found: GroupView,
    form: ListForm,
    step: StepForm | None = None,
    report: dict[str, Any] | None = None,
) -> ResponseReturnValue:
    step = step or StepForm(formdata=None)
    search = request.args.get("q", "").replace("\0", "").strip()
    matches = directory.holders(search=search, limit=PAGE + 1) if search else []
    has_errors = bool(form.errors or step.errors)
    return page(
        "office/group_members.html",
        status=422 if has_errors else 200,
        error_title=has_errors,
        group=found,
        form=form,
        step=step,
        search=search,
        lines=[_line(found, each) for each in matches[:PAGE]],
        has_more=len(matches) > PAGE,
        report=report,
    )


def _line(found: GroupView, holder: directory.Holder) -> dict[str, object]:
    return {
        "holder": holder,
        "contact": contact(holder),
        "number": spoken(holder.number) if holder.number else "",
        "is_in": audiences.is_in(found.id, holder.member_id),
    }
