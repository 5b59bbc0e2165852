"""A theme becomes a task: which reviews it answers, and what it is called."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.locales import mark
from app.reviews import queries, rules, tasks
from app.reviews.queries import Wanted
from app.reviews.views import ReviewView
from app.web import guards
from app.web.office.door import blueprint, moderates
from app.web.office.forms import AtMost, LineField, Needed, OfficeForm
from app.web.page import page
from app.web.paging import row_id

MOST_LISTED = 50


class TaskForm(OfficeForm):
    """What is to be done, and whose words ask for it."""

    title = LineField(
        mark("What is to be done"),
        validators=[
            Needed(
                mark("Write in up to 80 letters what is to be done."),
                tasks.LONGEST_TITLE,
            )
        ],
    )
    theme = LineField(mark("Theme"), validators=[AtMost(rules.LONGEST_THEME)])
    reviews = SelectMultipleField(
        mark("Reviews that it answers"),
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


@blueprint.route("/themes/new", methods=["GET", "POST"])
@moderates
def new_theme() -> ResponseReturnValue:
    """Reviews of a theme with boxes to tick; a POST makes the task."""
    theme = request.args.get("theme", "").replace("\0", "")
    chosen = row_id(request.args.get("review", ""))
    listed = _listed(theme, chosen)
    form = TaskForm(data={"theme": theme, "reviews": [str(chosen)] if chosen else []})
    form.reviews.choices = [(str(each.id), each.text) for each in listed]
    me = guards.staff().id

    def begin() -> dict[str, Any]:
        task_id = tasks.begin(
            title=form.title.data or "",
            theme=form.theme.data or "",
            review_ids=[int(each) for each in form.reviews.data or ()],
            staff_id=me,
        )
        return {"id": task_id}

    if form.is_sent() and (done := form.send(begin, field="reviews")) is not None:
        return redirect(url_for("office.theme", task_id=done.body["id"]), 303)
    return page(
        "office/new_theme.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        theme=theme,
        chosen=chosen,
        listed=listed,
    )


def _listed(theme: str, chosen: int | None) -> list[ReviewView]:
    """The newest of a theme, and the one that the address names, first."""
    found = queries.listed(Wanted(theme=theme), limit=MOST_LISTED).reviews
    found = [each for each in found if each.state != "withdrawn" and each.id != chosen]
    return [queries.review(chosen), *found] if chosen else found
