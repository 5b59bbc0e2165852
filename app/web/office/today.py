"""The first screen: how a period went beside the one before, and what needs a hand."""

from dataclasses import dataclass
from datetime import timedelta

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.businesses import queries as businesses
from app.businesses.queries import OutletView
from app.cards import directory
from app.core import clock, db, locales
from app.core.errors import NotFound
from app.core.locales import mark
from app.inbox import queries as inbox
from app.insights import problems, queries
from app.insights.periods import CHOSEN, TODAY, Period, Span
from app.insights.queries import Days
from app.programmes import queries as programmes
from app.wallet import halts, health
from app.web import files
from app.web.office import figures, periods
from app.web.office.door import blueprint, is_manager, manages, reads, sources
from app.web.page import page

PATIENCE = timedelta(minutes=15)
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


@dataclass(frozen=True)
class Waiting:
    """Guests who wait for an answer: in words, with how many and where."""

    text: str
    url: str


@blueprint.get("/")
@reads
def today() -> ResponseReturnValue:
    """Figures in words, charts with their table, problems, or the next step."""
    period, form = periods.asked(TODAY)
    outlets, outlet = _outlets()
    shown, days = _figures(period, outlet)
    kept = {"outlet": str(outlet.id)} if outlet else {}
    return page(
        "office/today.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        period=period,
        presets=periods.named(),
        kept=kept,
        chosen=periods.arguments(period) | kept,
        outlets=outlets,
        outlet=outlet,
        heading=_heading(period),
        lead=_lead(period),
        members=queries.members_until(period.span.last),
        stats=figures.stats(period, days, with_members=outlet is None),
        parts=shown,
        rhythm=figures.rhythm(shown, period),
        sales=figures.sales(shown),
        charts=figures.charts(shown, with_members=outlet is None),
        waiting=_waiting(),
        problems=_problems(),
        beginning=_beginning(),
    )


@blueprint.get("/figures.<any(csv,xlsx):ending>")
@reads
def figures_file(ending: str) -> ResponseReturnValue:
    """The table of the period as a file."""
    period = periods.asked_for_a_file(TODAY)
    outlet = _outlets()[1]
    shown = _figures(period, outlet)[0]
    table = figures.table(shown, with_members=outlet is None)
    span = Span(shown[0].span.first, shown[-1].span.last)
    return files.download(table, ending, files.called("figures", span))


@blueprint.post("/deliveries/<int:delivery_id>/retry")
@manages
def retry_delivery(delivery_id: int) -> ResponseReturnValue:
    """Offer a given-up delivery again."""
    with db.writing():
        problems.retry(delivery_id=delivery_id)
    return redirect(url_for("office.today", done="retried"), 303)


def _outlets() -> tuple[list[OutletView], OutletView | None]:
    """All of them, and the one that the address names; raises NotFound."""
    found = businesses.outlets()
    asked = request.args.get("outlet", "")
    if not asked:
        return found, None
    for outlet in found:
        if str(outlet.id) == asked:
            return found, outlet
    raise NotFound


def _figures(
    period: Period, outlet: OutletView | None
) -> tuple[list[figures.Part], Days]:
    """The bars, and all days that bars and comparison need, in one look."""
    span = periods.drawn(period)
    first = min(span.first, period.before.first)
    days = queries.days(Span(first, span.last), outlet.id if outlet else None)
    return figures.parts(days, span), days


def _heading(period: Period) -> str:
    names = dict(periods.named())
    return names.get(period.name) or periods.in_words(period.span)


def _lead(period: Period) -> str:
    span, before = periods.in_words(period.span), periods.in_words(period.before)
    if period.name == CHOSEN:
        return locales.gettext("Compared with %(before)s", before=before)
    if period.span.last == clock.today(g.business.zone) and period.span.is_one_day:
        return locales.gettext(
            "%(day)s, compared with the whole of %(before)s", day=span, before=before
        )
    return locales.gettext(
        "%(span)s, compared with %(before)s", span=span, before=before
    )


def _waiting() -> Waiting | None:
    """Guests who wait for an answer, and how many have waited too long."""
    found = inbox.unanswered(sources())
    if not found.count:
        return None
    words = locales.ngettext(
        "%(num)s guest waits for an answer",
        "%(num)s guests wait for an answer",
        found.count,
    )
    if found.overdue:
        late = locales.ngettext("%(num)s is late", "%(num)s are late", found.overdue)
        words = f"{words}, {late}"
    return Waiting(words, url_for("office.inbox"))


def _problems() -> dict[str, object]:
    """What a manager has to look at; others can do nothing about it."""
    if not is_manager():
        return {"failures": [], "alarms": [], "late": None}
    counts = health.counts()
    due = [each for each in (counts.apple_oldest, counts.google_oldest) if each]
    oldest = min(due, default=None)
    is_late = oldest is not None and oldest < clock.now() - PATIENCE
    return {
        "failures": _failures(),
        "alarms": halts.halts(),
        "late": {
            "count": counts.apple_due + counts.google_due,
            "since": oldest,
        }
        if is_late
        else None,
    }


def _failures() -> list[dict[str, object]]:
    return [
        {
            "failure": failure,
            "title": locales.gettext(FACTS.get(failure.fact, OTHER)),
        }
        for failure in problems.failures()
    ]


def _beginning() -> dict[str, object]:
    """The next step of a business that has no members yet."""
    steps = _steps()
    return {
        "is_new": directory.count() == 0,
        "next_step": next((step for step in steps if not step.is_done), steps[-1]),
        "plan": [(step.title, "") for step in steps],
        "done_count": [step.is_done for step in steps].index(False),
    }


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
