"""Satisfaction month by month: a chart with its table, and the same as a file."""

from collections.abc import Iterator

from flask import g, request
from flask.typing import ResponseReturnValue

from app.businesses import queries as businesses
from app.businesses.queries import OutletView
from app.core import clock, locales
from app.core.errors import NotFound
from app.core.locales import gettext as _
from app.exchange.tables import Column, Kind, Row, Table
from app.insights.periods import Span
from app.reviews import figures
from app.reviews.figures import Month
from app.web import files, review_words
from app.web.office.door import blueprint, moderates
from app.web.page import page

Bars = tuple[list[int], list[str]]


@blueprint.get("/satisfaction")
@moderates
def satisfaction() -> ResponseReturnValue:
    """The last twelve months, of the whole business or of one outlet."""
    outlets, outlet = _outlets()
    months = figures.months(g.business.zone, outlet.id if outlet else None)
    return page(
        "office/satisfaction.html",
        months=months,
        means=_means(months),
        few=_few(months),
        count=sum(month.count for month in months),
        outlets=outlets,
        outlet=outlet,
    )


@blueprint.get("/satisfaction.<any(csv,xlsx):ending>")
@moderates
def satisfaction_file(ending: str) -> ResponseReturnValue:
    """The same table as a file."""
    outlet = _outlets()[1]
    months = figures.months(g.business.zone, outlet.id if outlet else None)
    table = Table(_("Satisfaction"), _columns(), _rows(months))
    today = clock.today(g.business.zone)
    span = Span(months[0].first_day, today)
    return files.download(table, ending, files.called("satisfaction", span))


def _means(months: list[Month]) -> Bars:
    """Heights of the bars, and what each says when it is pointed at."""
    return (
        [month.hundredths or 0 for month in months],
        [
            _said(month, review_words.stars_exact(month.hundredths or 0))
            for month in months
        ],
    )


def _few(months: list[Month]) -> Bars:
    return (
        [month.few_basis_points or 0 for month in months],
        [
            _said(month, locales.percent(month.few_basis_points or 0))
            for month in months
        ],
    )


def _said(month: Month, figure: str) -> str:
    words = figure if month.count else _("no reviews")
    return f"{locales.month(month.first_day)}: {words}"


def _outlets() -> tuple[list[OutletView], OutletView | None]:
    """All of them, and the one that the address names; raises NotFound."""
    found, asked = businesses.outlets(), request.args.get("outlet", "")
    if not asked:
        return found, None
    for outlet in found:
        if str(outlet.id) == asked:
            return found, outlet
    raise NotFound


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Month"), Kind.DAY),
        Column(_("Reviews"), Kind.NUMBER),
        # Hundredths of a star are written as hundredths of a sum are.
        Column(_("Mean of the stars"), Kind.MONEY),
        Column(_("Share of one and two stars"), Kind.PERCENT),
    )


def _rows(months: list[Month]) -> Iterator[Row]:
    for month in months:
        yield (
            month.first_day,
            month.count,
            month.hundredths,
            month.few_basis_points,
        )
