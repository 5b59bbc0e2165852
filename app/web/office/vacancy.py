"""A vacancy: written, opened to everybody, closed."""

from collections.abc import Callable
from typing import Any

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from app.businesses import queries as businesses
from app.core import clock, locales
from app.core.locales import mark
from app.space import vacancies as space
from app.space.vacancies import VacancyView, VacancyWords
from app.web.office.door import blueprint, reads
from app.web.office.forms import (
    AtMost,
    BlockField,
    LineField,
    Needed,
    OfficeForm,
    day_field,
)
from app.web.page import page

LONGEST_TEXT = 8_000


class VacancyForm(OfficeForm):
    """What is said about the place to work at."""

    title = LineField(
        mark("Position"),
        validators=[Needed(mark("Write a position of up to 100 characters."))],
    )
    outlet = SelectField(mark("Outlet"))
    pay = LineField(mark("Pay"), validators=[AtMost(100)])
    conditions = LineField(mark("Schedule and conditions"), validators=[AtMost(200)])
    text = BlockField(
        mark("What to do and what we offer"),
        validators=[
            Needed(mark("Write a text of up to 8,000 characters."), LONGEST_TEXT)
        ],
    )
    last_day = day_field(mark("Applications are taken through"), is_needed=False)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.outlet.choices = {
            "": locales.gettext("Any outlet"),
            **{str(each.id): each.name for each in businesses.outlets()},
        }

    def words(self) -> VacancyWords:
        """What was written."""
        return VacancyWords(
            title=self.title.data,
            outlet_id=int(self.outlet.data) if self.outlet.data else None,
            text=self.text.data,
            pay=self.pay.data or "",
            conditions=self.conditions.data or "",
            last_day=self.last_day.data,
        )


class StateForm(OfficeForm):
    """The decision to open or to close it."""


@blueprint.route("/vacancies/new", methods=["GET", "POST"])
@reads
def new_vacancy() -> ResponseReturnValue:
    """Write a new one; it is opened on its own page."""
    form = VacancyForm(data={"outlet": ""})

    def write() -> dict[str, Any]:
        return {"id": space.write(vacancy_id=None, words=form.words())}

    if form.is_sent() and (answer := form.send(write, field="title")) is not None:
        there = url_for("office.vacancy", vacancy_id=answer.body["id"], done="written")
        return redirect(there, 303)
    return _show(None, form)


@blueprint.route("/vacancies/<int:vacancy_id>", methods=["GET", "POST"])
@reads
def vacancy(vacancy_id: int) -> ResponseReturnValue:
    """Look at one and correct it."""
    found = space.vacancy(vacancy_id)
    form = _form(found)

    def write() -> dict[str, Any]:
        return {"id": space.write(vacancy_id=vacancy_id, words=form.words())}

    if form.is_sent() and form.send(write, field="title") is not None:
        there = url_for("office.vacancy", vacancy_id=vacancy_id, done="changed")
        return redirect(there, 303)
    return _show(found, form)


@blueprint.post("/vacancies/<int:vacancy_id>/opened")
@reads
def open_vacancy(vacancy_id: int) -> ResponseReturnValue:
    """Show it to everybody."""
    return _turn(
        vacancy_id, lambda: space.open_vacancy(vacancy_id=vacancy_id), "opened"
    )


@blueprint.post("/vacancies/<int:vacancy_id>/closed")
@reads
def close_vacancy(vacancy_id: int) -> ResponseReturnValue:
    """Take no more applications."""
    return _turn(
        vacancy_id, lambda: space.close_vacancy(vacancy_id=vacancy_id), "closed"
    )


def _turn(
    vacancy_id: int, action: Callable[[], None], done: str
) -> ResponseReturnValue:
    found, form = space.vacancy(vacancy_id), StateForm()

    def turn() -> dict[str, Any]:
        action()
        return {}

    if form.is_sent() and form.send(turn, field="idempotency_key") is not None:
        there = url_for("office.vacancy", vacancy_id=vacancy_id, done=done)
        return redirect(there, 303)
    return _show(found, _form(found, is_sent=False), form)


def _form(found: VacancyView, *, is_sent: bool = True) -> VacancyForm:
    values = {
        "title": found.title,
        "outlet": str(found.outlet_id or ""),
        "pay": found.pay,
        "conditions": found.conditions,
        "text": found.text,
        "last_day": found.last_day,
    }
    if is_sent:
        return VacancyForm(data=values)
    return VacancyForm(formdata=None, data=values)


def _show(
    found: VacancyView | None, form: VacancyForm, state: StateForm | None = None
) -> ResponseReturnValue:
    is_wrong = bool(form.errors or (state and state.errors))
    today = clock.today(g.business.zone)
    return page(
        "office/vacancy.html",
        status=422 if is_wrong else 200,
        error_title=is_wrong,
        found=found,
        is_taking=found is not None and found.takes_applications(today),
        form=form,
        state=state or StateForm(formdata=None),
    )
