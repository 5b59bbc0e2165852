"""Figures of a period as the office shows them: in words, as bars, as a table."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import g

from app.core import locales
from app.core.locales import gettext as _
from app.exchange.tables import Column, Kind, Row, Table
from app.insights import periods, queries
from app.insights.comparisons import compared
from app.insights.periods import Period, Span
from app.insights.queries import Days, Figures
from app.web.office.periods import in_words, than

DAYS_OF_WEEK = 7


@dataclass(frozen=True)
class Stat:
    """A figure with its name, and in words how it stands to the one before."""

    label: str
    value: str
    compared: str


@dataclass(frozen=True)
class Part:
    """One bar of a chart: its days, what it is called, what happened in it."""

    span: Span
    name: str
    figures: Figures


@dataclass(frozen=True)
class Chart:
    """A small chart beside others: its name, a value for each part, and words for each."""

    name: str
    total: str
    values: list[int]
    titles: list[str]


def money(minor: int) -> str:
    """A sum in the business's currency."""
    return locales.money(minor, g.business.currency)


def stats(period: Period, days: Days, *, with_members: bool) -> list[Stat]:
    """The figures of a period beside those of the period before."""
    now, before = queries.total(days, period.span), queries.total(days, period.before)
    words, number = than(period), locales.number_text
    kinds: list[tuple[str, int, int, Callable[[int], str], bool]] = [
        (_("Net sales"), now.net_sales_minor, before.net_sales_minor, money, False),
        (_("Receipts"), now.receipts, before.receipts, number, True),
        (_("Average receipt"), now.average_minor, before.average_minor, money, False),
        (_("Points given"), now.points_given, before.points_given, number, False),
        (_("Points spent"), now.points_spent, before.points_spent, number, False),
    ]
    if with_members:
        kinds.insert(3, (_("New members"), now.joins, before.joins, number, True))
    return [
        Stat(
            label,
            say(value),
            compared(value, earlier, words, say, is_count=is_count),
        )
        for label, value, earlier, say, is_count in kinds
    ]


def parts(days: Days, span: Span) -> list[Part]:
    """The bars of a span, oldest first."""
    return [
        Part(part, in_words(part), queries.total(days, part))
        for part in periods.parts(span)
    ]


def rhythm(shown: list[Part], period: Period) -> str:
    """What one bar stands for."""
    if period.span.is_one_day:
        return _("A fortnight, day by day")
    if all(part.span.is_one_day for part in shown):
        return _("Day by day")
    is_weeks = all(part.span.days <= DAYS_OF_WEEK for part in shown)
    if is_weeks:
        return _("Week by week")
    return _("Month by month")


def sales(shown: list[Part]) -> Chart:
    """What is drawn large."""
    values = [part.figures.net_sales_minor for part in shown]
    return Chart(
        _("Net sales"), money(sum(values)), values, titles(shown, values, money)
    )


def charts(shown: list[Part], *, with_members: bool) -> list[Chart]:
    """What is drawn small, beside the sales."""
    number = locales.number_text
    kinds: list[tuple[str, list[int]]] = [
        (_("Receipts"), [part.figures.receipts for part in shown]),
        (_("Points given"), [part.figures.points_given for part in shown]),
        (_("Points spent"), [part.figures.points_spent for part in shown]),
    ]
    if with_members:
        kinds.insert(1, (_("New members"), [part.figures.joins for part in shown]))
    return [
        Chart(name, number(sum(values)), values, titles(shown, values, number))
        for name, values in kinds
    ]


def titles(
    shown: list[Part], values: list[int], say: Callable[[int], str]
) -> list[str]:
    """What each part of a chart says when pointed at."""
    return [
        f"{part.name}: {say(value)}" for part, value in zip(shown, values, strict=True)
    ]


def table(shown: list[Part], *, with_members: bool) -> Table:
    """The same figures for a spreadsheet."""
    columns = [
        Column(_("First day"), Kind.DAY, 12),
        Column(_("Last day"), Kind.DAY, 12),
        Column(_("Receipts"), Kind.NUMBER, 10),
        Column(_("Net sales"), Kind.MONEY),
        Column(_("Average receipt"), Kind.MONEY),
        Column(_("Points given"), Kind.NUMBER),
        Column(_("Points spent"), Kind.NUMBER),
        *([Column(_("New members"), Kind.NUMBER)] if with_members else []),
    ]
    rows: list[Row] = [
        (
            part.span.first,
            part.span.last,
            part.figures.receipts,
            part.figures.net_sales_minor,
            part.figures.average_minor,
            part.figures.points_given,
            part.figures.points_spent,
            *([part.figures.joins] if with_members else []),
        )
        for part in shown
    ]
    return Table(_("Figures"), tuple(columns), rows)
