"""The first screen: how the day goes, the last two weeks, what needs a hand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue

from app.businesses import queries as businesses
from app.cards import directory
from app.core import clock, db, locales
from app.core.locales import mark
from app.insights import problems, queries
from app.insights.queries import Figures
from app.programmes import queries as programmes
from app.web.office.door import blueprint, is_manager, manages, reads
from app.web.page import page

CHART_DAYS = 14
WEEK = timedelta(days=7)
OTHER = mark("A message or a figure")
FACTS = {
    "ReceiptBooked": mark("Figures of the day after a sale"),
    "ReceiptRefunded": mark("Figures of the day after a return"),
    "ReceiptUndone": mark("Figures of the day after a cancelled sale"),
    "MemberJoined": mark("Figures of the day after a new member"),
    "PurchasesImported": mark("Figures of the days after an import"),
}


@dataclass(frozen=True)
class Step:
    """One step of a new business: the button's words, why, where it leads."""

    title: str
    text: str
    url: str
    is_done: bool


@blueprint.get("/")
@reads
def today() -> ResponseReturnValue:
    """Today beside the same weekday a week ago, a chart, problems, or the next step."""
    day = clock.today(g.business.zone)
    steps = _steps()
    days = queries.days(day - timedelta(days=CHART_DAYS - 1), day)
    return page(
        "office/today.html",
        day=day,
        lead=_lead(day),
        stats=_stats(queries.totals(day, day), queries.totals(day - WEEK, day - WEEK)),
        days=days,
        failures=_failures() if is_manager() else [],
        is_new=directory.count() == 0,
        next_step=next((step for step in steps if not step.is_done), steps[-1]),
        plan=[(step.title, "") for step in steps],
        done_count=[step.is_done for step in steps].index(False),
    )


@blueprint.post("/deliveries/<int:delivery_id>/retry")
@manages
def retry_delivery(delivery_id: int) -> ResponseReturnValue:
    """Offer a given-up delivery again."""
    with db.writing():
        problems.retry(delivery_id=delivery_id)
    return redirect(url_for("office.today", done="retried"), 303)


def _lead(day: date) -> str:
    return locales.gettext(
        "%(day)s, compared with the whole of %(before)s",
        day=locales.day(day),
        before=locales.day(day - WEEK, short=True),
    )


def _stats(now: Figures, before: Figures) -> list[dict[str, str]]:
    """Each figure, and in words how it stands to the whole day a week ago."""

    def money(minor: int) -> str:
        return locales.money(minor, g.business.currency)

    number = locales.number_text
    return [
        _stat(locales.gettext(label), now_value, before_value, say)
        for label, now_value, before_value, say in (
            (mark("Net sales"), now.net_sales_minor, before.net_sales_minor, money),
            (mark("Receipts"), now.receipts, before.receipts, number),
            (mark("New members"), now.joins, before.joins, number),
            (mark("Points given"), now.points_earned, before.points_earned, number),
            (mark("Points spent"), now.points_spent, before.points_spent, number),
        )
    ]


def _stat(
    label: str, now: int, before: int, say: Callable[[int], str]
) -> dict[str, str]:
    if now == before:
        compared = locales.gettext("the same as a week ago")
    elif now > before:
        compared = locales.gettext("more than a week ago: %(value)s", value=say(before))
    else:
        compared = locales.gettext("a week ago: %(value)s", value=say(before))
    return {"label": label, "value": say(now), "compared": compared}


def _failures() -> list[dict[str, object]]:
    return [
        {
            "failure": failure,
            "title": locales.gettext(FACTS.get(failure.fact, OTHER)),
        }
        for failure in problems.failures()
    ]


def _steps() -> list[Step]:
    """How a business gets from nothing to the first guest, in order."""
    return [
        Step(
            locales.gettext("Add an outlet"),
            locales.gettext("Name the place where the first receipt will be booked."),
            url_for("office.outlets"),
            is_done=bool(businesses.outlets()),
        ),
        Step(
            locales.gettext("Make the card"),
            locales.gettext("Decide what a purchase earns, and the card is ready."),
            url_for("office.new_programme"),
            is_done=bool(programmes.programmes()),
        ),
        Step(
            locales.gettext("Print the poster"),
            locales.gettext(
                "Hang the poster at the till: guests scan it, and the first of them "
                "appears here."
            ),
            url_for("office.printing"),
            is_done=False,
        ),
    ]
