"""One request: who asks what by when; take it, answer it, close it with a note."""

from collections.abc import Callable
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core.locales import mark
from app.people import addresses
from app.space import requests as space
from app.space import retention
from app.web import guards
from app.web.office.door import blueprint, moderates
from app.web.office.forms import AtMost, BlockField, OfficeForm
from app.web.page import page

LONGEST_NOTE = 1_000
TIME_NAMES = {
    "any": mark("as soon as possible"),
    "morning": mark("in the morning, 9:00 to 12:00"),
    "day": mark("in the day, 12:00 to 17:00"),
    "evening": mark("in the evening, 17:00 to 21:00"),
}


class StepForm(OfficeForm):
    """One step with a request: its button says which."""


class FinishForm(OfficeForm):
    """How it was answered."""

    note = BlockField(mark("Note for the team"), validators=[AtMost(LONGEST_NOTE)])


@blueprint.get("/requests/<int:request_id>")
@moderates
def request(request_id: int) -> ResponseReturnValue:
    """The request."""
    return _show(request_id, FinishForm())


@blueprint.post("/requests/<int:request_id>/taken")
@moderates
def take_request(request_id: int) -> ResponseReturnValue:
    """Assign it to me."""
    me = guards.staff().id
    return _step(request_id, lambda: space.take(request_id=request_id, staff_id=me))


@blueprint.post("/requests/<int:request_id>/given-back")
@moderates
def give_back_request(request_id: int) -> ResponseReturnValue:
    """Let somebody else take it."""
    return _step(request_id, lambda: space.give_back(request_id=request_id))


@blueprint.post("/requests/<int:request_id>/reopened")
@moderates
def reopen_request(request_id: int) -> ResponseReturnValue:
    """It was closed too early."""
    return _step(request_id, lambda: space.reopen(request_id=request_id))


@blueprint.post("/requests/<int:request_id>/done")
@moderates
def finish_request(request_id: int) -> ResponseReturnValue:
    """Close it, with what was said."""
    form, me = FinishForm(), guards.staff().id

    def finish() -> dict[str, Any]:
        space.finish(request_id=request_id, staff_id=me, note=form.note.data or "")
        return {}

    if form.is_sent() and form.send(finish, field="idempotency_key") is not None:
        return redirect(url_for("office.inbox", done="closed"), 303)
    return _show(request_id, form)


@blueprint.post("/requests/<int:request_id>/erased")
@moderates
def erase_request(request_id: int) -> ResponseReturnValue:
    """Its sender withdrew the consent: delete it now."""
    form = StepForm()

    def erase() -> dict[str, Any]:
        space.erase(request_id=request_id)
        return {}

    if form.is_sent() and form.send(erase, field="idempotency_key") is not None:
        return redirect(url_for("office.inbox", done="erased"), 303)
    return _show(request_id, FinishForm(formdata=None), form)


def _step(request_id: int, action: Callable[[], None]) -> ResponseReturnValue:
    form = StepForm()

    def step() -> dict[str, Any]:
        action()
        return {}

    if form.is_sent() and form.send(step, field="idempotency_key") is not None:
        return redirect(url_for("office.request", request_id=request_id), 303)
    return _show(request_id, FinishForm(formdata=None), form)


def _show(
    request_id: int, form: FinishForm, step: StepForm | None = None
) -> ResponseReturnValue:
    found = space.request(request_id)
    wrong = next((each for each in (form, step) if each and each.errors), None)
    return page(
        "office/request.html",
        status=422 if wrong else 200,
        error_title=bool(wrong),
        found=found,
        form=form,
        step=step or StepForm(formdata=None),
        phone=addresses.written_out(found.phone) if found.phone else "",
        times=TIME_NAMES,
        days=retention.KEPT_AFTER.days,
        me=guards.staff().id,
    )
