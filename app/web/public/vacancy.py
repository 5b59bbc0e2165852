"""One vacancy, and the form to apply for it."""

from flask import Response, g, redirect, url_for
from flask import session as cookie
from werkzeug import Response as Answer
from wtforms import BooleanField

from app.core import clock, locales
from app.core.errors import TooMany
from app.core.locales import mark
from app.space import markdown, requests, vacancies
from app.space.requests import Asker
from app.space.talk_errors import NoContact
from app.web.errors import sentence_of
from app.web.lines import AtMost, BlockField, LineField, Needed
from app.web.page import page
from app.web.public import contacting
from app.web.sending import OnceForm

LONGEST_MESSAGE = 4_000


class ApplyForm(OnceForm):
    """Who applies, how to answer them, and a consent of its own (152-FZ)."""

    name = LineField(
        mark("Your name"),
        validators=[Needed(mark("Write a name of up to 80 characters."), 80)],
    )
    phone = LineField(mark("Phone"), validators=[AtMost(40)])
    email = LineField(mark("E-mail"), validators=[AtMost(254)])
    message = BlockField(mark("About yourself"), validators=[AtMost(LONGEST_MESSAGE)])
    consent = BooleanField()


def vacancy(vacancy_id: int) -> Response | Answer:
    """The vacancy; a POST applies for it."""
    form = ApplyForm()
    contacting.name_consent(form, "application")

    def show(status: int) -> Response:
        found = vacancies.public_vacancy(vacancy_id)
        return page(
            "public/vacancy.html",
            status=status,
            error_title=bool(form.errors),
            form=form,
            vacancy=found,
            text=markdown.render(found.text),
            is_open=found.takes_applications(clock.today(g.business.zone)),
            longest=LONGEST_MESSAGE,
        )

    vacancies.public_vacancy(vacancy_id)
    if (form.is_sent() or form.errors) and (asker := _asker(form)) is not None:
        try:
            if _apply(form, vacancy_id, asker):
                return redirect(url_for("public.applied", vacancy_id=vacancy_id), 303)
        except TooMany as error:
            return contacting.refused(form, error, show)
    return show(422 if form.errors else 200)


def _asker(form: ApplyForm) -> Asker | None:
    """Who applies; None when something is refused, all of it at once."""
    phone, email = contacting.phone(form, "phone"), contacting.email(form, "email")
    if not (form.phone.data or form.email.data):
        form.refuse("phone", sentence_of(NoContact()))
    contacting.need_consent(form)
    if form.errors:
        return None
    return Asker(
        name=form.name.data,
        phone=phone,
        email=email,
        person_id=contacting.me(),
        language=locales.language(),
    )


def _apply(form: ApplyForm, vacancy_id: int, asker: Asker) -> bool:
    def add() -> dict[str, int]:
        contacting.slow_down()
        return {
            "id": requests.apply(
                vacancy_id=vacancy_id, asker=asker, message=form.message.data or ""
            )
        }

    answer = form.send(add, field="name")
    if answer is None:
        return False
    cookie["applied"] = answer.body["id"]
    return True
