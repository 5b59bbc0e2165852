"""How soon guests are answered: by what they came with, and by who answered."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from app.core import locales
from app.core.locales import gettext as _
from app.exchange.tables import Column, Kind, Row, Table
from app.inbox import times
from app.inbox.sources import registry
from app.inbox.times import Pace
from app.insights.periods import FOUR_WEEKS, Span
from app.people import answering
from app.people import queries as people
from app.web import files
from app.web.office import periods
from app.web.office.door import blueprint, manages
from app.web.office.inbox import KIND_NAMES
from app.web.page import page

MINUTE, HOUR, DAY = 60, 3_600, 86_400


@dataclass(frozen=True)
class Line:
    """One row of the table: whose pace, of which kind. Empty names stand for all."""

    kind: str
    person: str
    pace: Pace


@blueprint.get("/inbox/times")
@manages
def answer_times() -> ResponseReturnValue:
    """Median and 90th percentile of the first answer in a period."""
    period, dates = periods.asked(FOUR_WEEKS)
    lines = _lines(period.span)
    return page(
        "office/answer_times.html",
        status=422 if dates.errors else 200,
        error_title=bool(dates.errors),
        period=period,
        dates=dates,
        presets=periods.named(),
        chosen=periods.arguments(period),
        span=periods.in_words(period.span),
        by_kind=[line for line in lines if not line.person],
        by_person=[line for line in lines if line.person],
        said=said,
        kinds=KIND_NAMES,
    )


@blueprint.get("/inbox/times.<any(csv,xlsx):ending>")
@manages
def answer_times_file(ending: str) -> ResponseReturnValue:
    """The same as a file."""
    span = periods.asked_for_a_file(FOUR_WEEKS).span
    columns = (
        Column(_("What"), width=24),
        Column(_("Who answered"), width=24),
        Column(_("First answers"), Kind.NUMBER),
        Column(_("Half within, minutes"), Kind.NUMBER),
        Column(_("Nine of ten within, minutes"), Kind.NUMBER),
    )
    table = Table(_("How soon guests are answered"), columns, _rows(_lines(span)))
    return files.download(table, ending, files.called("answers", span))


def said(seconds: int) -> str:
    """A length of time as a person says it, rounded up to what matters."""
    minutes = max(-(-seconds // MINUTE), 1)
    if seconds < HOUR:
        return locales.ngettext("%(num)s minute", "%(num)s minutes", minutes)
    if seconds < 2 * DAY:
        hours, rest = divmod(minutes, 60)
        if not rest:
            return locales.ngettext("%(num)s hour", "%(num)s hours", hours)
        return _("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)
    days, rest = divmod(-(-seconds // HOUR), 24)
    return _("%(days)s d %(hours)s h", days=days, hours=rest)


def _lines(span: Span) -> list[Line]:
    found = answering.answered(*periods.bounds(span))
    names = people.names_of_staff()
    kinds = times.paces(found, lambda each: each.kind)
    lines = [Line(kind, "", kinds[kind]) for kind in registry.KINDS if kind in kinds]
    if len(lines) > 1:
        lines.append(Line("", "", times.paces(found, lambda _each: "")[""]))
    people_of = times.paces(found, lambda each: each.staff_id)
    lines += [
        Line("", names.get(staff_id, str(staff_id)), pace)
        for staff_id, pace in sorted(people_of.items())
    ]
    return lines


def _rows(lines: list[Line]) -> Iterator[Row]:
    for each in lines:
        yield (
            _(KIND_NAMES[each.kind]) if each.kind else _("Everything"),
            each.person or _("The whole team"),
            each.pace.count,
            -(-each.pace.median_seconds // MINUTE),
            -(-each.pace.ninth_seconds // MINUTE),
        )
