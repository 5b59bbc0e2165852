"""The run of days that a page of figures shows: in the address, by name or by dates."""

from datetime import datetime, timedelta
from typing import Any

from flask import g, request
from wtforms.validators import ValidationError

from app.core import clock, locales
from app.core.errors import NotFound, Refused
from app.core.locales import mark
from app.insights import periods
from app.insights.periods import CHOSEN, MOST_DAYS, Period, Span
from app.web.office.forms import OfficeForm, day_field

CHART_DAYS = 14
NAMES = {
    periods.TODAY: mark("Today"),
    periods.YESTERDAY: mark("Yesterday"),
    periods.WEEK: mark("7 days"),
    periods.FOUR_WEEKS: mark("28 days"),
    periods.MONTH: mark("This month"),
}


class BadPeriod(Refused):
    """A file was asked for with dates that make no period."""

    code = "bad_period"
    sentence = (
        "These dates make no period. Choose a first and a last day, up to today and at "
        "most three years apart."
    )


class PeriodForm(OfficeForm):
    """Two days, sent in the address."""

    class Meta(OfficeForm.Meta):
        """Nothing is changed by looking."""

        csrf = False

    since = day_field(mark("From"))
    until = day_field(mark("To"))

    def validate_until(self, field: Any) -> None:
        """A period that has begun, in order, of a length that a chart can show."""
        if self.since.data is None or field.data is None:
            return
        if self.since.data > field.data:
            words = mark("The last day comes before the first. Swap them.")
            raise ValidationError(locales.gettext(words))
        if field.data > clock.today(g.business.zone):
            words = mark("This day has not come yet. Choose one up to today.")
            raise ValidationError(locales.gettext(words))
        if Span(self.since.data, field.data).days > MOST_DAYS:
            words = mark("Choose at most three years.")
            raise ValidationError(locales.gettext(words))


def asked(default: str) -> tuple[Period, PeriodForm]:
    """The period that the address names, and the form that shows it.

    When the dates make none, the form says so and the period is the usual one. Raises
    NotFound for a name that no period has.
    """
    today = clock.today(g.business.zone)
    if "since" in request.args or "until" in request.args:
        form = PeriodForm(formdata=request.args)
        if form.validate() and form.since.data and form.until.data:
            return periods.chosen(form.since.data, form.until.data), form
        return periods.preset(default, today), form
    name = request.args.get("period", default)
    if name not in periods.PRESETS:
        raise NotFound
    period = periods.preset(name, today)
    span = {"since": period.span.first, "until": period.span.last}
    return period, PeriodForm(formdata=None, data=span)


def asked_for_a_file(default: str) -> Period:
    """The same for a download; raises BadPeriod."""
    period, form = asked(default)
    if form.errors:
        raise BadPeriod
    return period


def named() -> list[tuple[str, str]]:
    """Names for the address and for the reader."""
    return [(name, locales.gettext(words)) for name, words in NAMES.items()]


def arguments(period: Period) -> dict[str, str]:
    """What stands in an address for this period."""
    if period.name != CHOSEN:
        return {"period": period.name}
    span = period.span
    return {"since": span.first.isoformat(), "until": span.last.isoformat()}


def drawn(period: Period) -> Span:
    """The days of a chart: a single day is drawn as the last of a fortnight."""
    span = period.span
    if span.is_one_day:
        return Span(span.last - timedelta(days=CHART_DAYS - 1), span.last)
    return span


def bounds(span: Span) -> tuple[datetime, datetime]:
    """From its first instant to the one after its last, by the business's own clock."""
    zone = g.business.zone
    return (
        clock.day_start(span.first, zone),
        clock.day_start(span.last + timedelta(days=1), zone),
    )


def in_words(span: Span) -> str:
    """A span as it is read: one day, or the first and the last."""
    return locales.days(span.first, span.last)


def than(period: Period) -> str:
    """What a period is compared with, as it goes on after "more than"."""
    if period.span.is_one_day:
        return locales.gettext("a week earlier")
    if period.name == periods.MONTH:
        return locales.gettext("in the same days of the month before")
    return locales.ngettext(
        "in the %(num)s day before", "in the %(num)s days before", period.span.days
    )
