"""Promo codes: how long a start they give, from when to when, to how many."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from app.core import clock, db, locales
from app.core.errors import Refused
from app.core.locales import mark
from app.onboarding import queries, tariffs
from app.onboarding.errors import BadPeriod
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.page import page
from app.web.platform.door import blueprint, operator_id

ZONE = "UTC"
LONGEST = 60
MOST = 1_000_000


class CodeForm(Form):
    """A new code; empty means no end, no free months, no cap."""

    code = StringField(mark("Code"))
    trial_months = StringField(mark("Months of trial"), default="3")
    free_months = StringField(mark("Months free of charge"))
    cap = StringField(mark("Only for the first companies"))
    first_day = StringField(mark("First day"))
    last_day = StringField(mark("Last day"))

    def speak(self) -> "CodeForm":
        """Label the fields in the reader's language."""
        for field in self:
            text = field.label.text
            field.label.text = locales.gettext(text) if text else ""
        return self

    def number(self, name: str, low: int, high: int) -> int | None:
        """A whole number within bounds; None when empty or wrong, then with words."""
        text = self[name].data or ""
        if not text:
            return None
        if text.isascii() and text.isdecimal() and low <= int(text[:9]) <= high:
            return int(text[:9])
        words = mark("Write a whole number from %(low)s to %(high)s.")
        shown = {"low": locales.number_text(low), "high": locales.number_text(high)}
        self.refuse(name, locales.gettext(words, **shown))
        return None

    def day(self, name: str) -> date | None:
        """A calendar day; None when empty or wrong, then with words."""
        text = self[name].data or ""
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.refuse(name, locales.gettext("Choose a day."))
            return None


@blueprint.route("/codes", methods=["GET", "POST"])
def codes() -> ResponseReturnValue:
    """Every code with how often it was taken; make another."""
    today = clock.today(ZONE).isoformat()
    form = CodeForm(data={"first_day": today, "trial_months": "3"}).speak()
    if form.is_sent() and _create(form):
        return redirect(url_for("platform.codes", done="made"), 303)
    return page(
        "platform/codes.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        plain=Form(formdata=None),
        codes=tariffs.codes(),
        waiting_count=queries.waiting_count(),
    )


@blueprint.post("/codes/<int:promo_code_id>/end")
def end_code(promo_code_id: int) -> ResponseReturnValue:
    """Let a code work no longer; what it gave stays."""
    with db.writing():
        tariffs.end_code(promo_code_id=promo_code_id)
    return redirect(url_for("platform.codes", done="ended"), 303)


def _create(form: CodeForm) -> bool:
    trial = form.number("trial_months", 1, LONGEST)
    if trial is None and not form.trial_months.errors:
        words = locales.gettext("Write how many months.")
        form.refuse("trial_months", words)
    values: dict[str, Any] = {
        "trial_months": trial,
        "free_months": form.number("free_months", 0, LONGEST) or 0,
        "cap": form.number("cap", 1, MOST),
    }
    first, last = form.day("first_day"), form.day("last_day")
    if form.errors:
        return False
    return _tried(
        form,
        lambda: tariffs.create_code(
            code=form.code.data or "",
            starts_at=clock.day_start(first or clock.today(ZONE), ZONE),
            ends_at=clock.day_end(last, ZONE) if last else None,
            operator_id=operator_id(),
            **values,
        ),
    )


def _tried(form: CodeForm, make: Callable[[], int]) -> bool:
    try:
        with db.writing():
            make()
    except Refused as error:
        field = "last_day" if isinstance(error, BadPeriod) else "code"
        form.refuse(field, sentence_of(error))
        return False
    return True
