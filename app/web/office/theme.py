"""One task of a theme: begun, worked on, done, and its guests told."""

from collections.abc import Callable
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core.locales import mark
from app.reviews import tasks
from app.web import guards
from app.web.office.door import blueprint, moderates
from app.web.office.forms import AtMost, BlockField, OfficeForm
from app.web.office.themes import TASK_STATES
from app.web.page import page


class TakeForm(OfficeForm):
    """The decision to begin."""


class DoneForm(OfficeForm):
    """What its guests are told."""

    told = BlockField(
        mark("What its guests are told"), validators=[AtMost(tasks.LONGEST_TOLD)]
    )


@blueprint.get("/themes/<int:task_id>")
@moderates
def theme(task_id: int) -> ResponseReturnValue:
    """The task and the reviews that it answers."""
    return _show(task_id)


@blueprint.post("/themes/<int:task_id>/taken")
@moderates
def take_theme(task_id: int) -> ResponseReturnValue:
    """Begin to work on it."""
    me = guards.staff().id
    return _step(
        task_id,
        TakeForm(),
        lambda _form: tasks.take(task_id=task_id, staff_id=me),
        "idempotency_key",
    )


@blueprint.post("/themes/<int:task_id>/done")
@moderates
def finish_theme(task_id: int) -> ResponseReturnValue:
    """It is done; with words, its guests are told."""

    def finish(form: OfficeForm) -> None:
        tasks.finish(task_id=task_id, told=form["told"].data or "")

    return _step(task_id, DoneForm(), finish, "told")


def _step(
    task_id: int, form: OfficeForm, action: Callable[[OfficeForm], None], field: str
) -> ResponseReturnValue:
    def step() -> dict[str, Any]:
        action(form)
        return {}

    tasks.task(task_id)
    if form.is_sent() and form.send(step, field=field) is not None:
        return redirect(url_for("office.theme", task_id=task_id), 303)
    return _show(task_id, form)


def _show(task_id: int, sent: OfficeForm | None = None) -> ResponseReturnValue:
    forms = {
        kind: sent if isinstance(sent, kind) else kind(formdata=None)
        for kind in (TakeForm, DoneForm)
    }
    return page(
        "office/theme.html",
        status=422 if sent else 200,
        error_title=sent is not None,
        found=tasks.task(task_id),
        reviews=tasks.reviews_of(task_id),
        listeners=len(tasks.authors_of(task_id)),
        take_form=forms[TakeForm],
        done_form=forms[DoneForm],
        sent=sent or forms[TakeForm],
        states=TASK_STATES,
        longest=tasks.LONGEST_TOLD,
    )
