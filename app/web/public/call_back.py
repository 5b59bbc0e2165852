"""Asking to be called back: a number, a question, and when it suits (row 44)."""

from flask import Response, redirect, url_for
from flask import session as cookie
from werkzeug import Response as Answer
from wtforms import BooleanField, RadioField

from app.core import locales
from app.core.errors import TooMany
from app.core.locales import mark
from app.space import deadlines, requests
from app.space.requests import Asker
from app.web.lines import AtMost, BlockField, LineField, Needed
from app.web.page import page
from app.web.public import contacting
from app.web.sending import OnceForm

LONGEST_QUESTION = 1_000
TIMES = {
    "any": mark("As soon as possible"),
    "morning": mark("In the morning, 9:00 to 12:00"),
    "day": mark("In the day, 12:00 to 17:00"),
    "evening": mark("In the evening, 17:00 to 21:00"),
}


class CallBackForm(OnceForm):
    """A number to call, and a consent of its own (152-FZ)."""

    phone = LineField(
        mark("Phone"),
        validators=[Needed(mark("Write the number that we should call."), 40)],
    )
    name = LineField(mark("Your name"), validators=[AtMost(80)])
    question = BlockField(mark("Your question"), validators=[AtMost(LONGEST_QUESTION)])
    time = RadioField(mark("When to call"), choices=TIMES, default="any")
    consent = BooleanField()


def call_back() -> Response | Answer:
    """The form; a POST makes a task for the staff, with a deadline."""
    form = CallBackForm()
    contacting.name_consent(form, "call-back")

    def show(status: int) -> Response:
        return page(
            "public/call_back.html",
            status=status,
            error_title=bool(form.errors),
            form=form,
            opens=deadlines.OPENS,
            closes=deadlines.CLOSES,
            longest=LONGEST_QUESTION,
        )

    if (form.is_sent() or form.errors) and (asker := _asker(form)) is not None:
        try:
            if _ask(form, asker):
                return redirect(url_for("public.call_back_sent"), 303)
        except TooMany as error:
            return contacting.refused(form, error, show)
    return show(422 if form.errors else 200)


def _asker(form: CallBackForm) -> Asker | None:
    phone = contacting.phone(form, "phone")
    contacting.need_consent(form)
    if form.errors:
        return None
    return Asker(
        name=form.name.data or "",
        phone=phone,
        person_id=contacting.me(),
        language=locales.language(),
    )


def _ask(form: CallBackForm, asker: Asker) -> bool:
    def add() -> dict[str, int]:
        contacting.slow_down()
        return {
            "id": requests.call_back(
                asker=asker,
                question=form.question.data or "",
                preferred_time=form.time.data,
            )
        }

    answer = form.send(add, field="phone")
    if answer is None:
        return False
    cookie["call_back"] = answer.body["id"]
    return True
