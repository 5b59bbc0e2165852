"""Why points came or went: one sentence for each line of the history."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import g, url_for

from app.core import clock, locales
from app.core.ids import RuleVersionId
from app.core.locales import gettext as _
from app.ledger.queries import HistoryRow
from app.programmes.earning import earn
from app.programmes.rules import PointsRules
from app.sales.slips import Slip, slips
from app.web.cabinet.versions import version

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history, ready to be shown."""

    id: int
    title: str
    points: int
    at: datetime
    why: str
    waits: str = ""
    url: str = ""
    link: str = ""
    is_off: bool = False


def lines(rows: Iterable[HistoryRow]) -> list[Line]:
    """The postings of a card in words; one statement for all their receipts."""
    rows = list(rows)
    known = slips({row.receipt_id for row in rows if row.receipt_id is not None})
    shown = {row.posting_id for row in rows}
    return [_line(row, known.get(row.receipt_id or 0), shown) for row in rows]


def last_day(end: datetime) -> str:
    """The last day of something that ends at 24:00 (R4)."""
    return near_day(end - _TICK)


def near_day(instant: datetime) -> str:
    """The local day of an instant, with its year only when it is another one."""
    day = clock.local_date(instant, g.business.zone)
    return locales.day(day, short=day.year == clock.today(g.business.zone).year)


def _line(row: HistoryRow, slip: Slip | None, shown: set[int]) -> Line:
    url, link = _link(row, slip, shown)
    return Line(
        row.posting_id,
        _title(row, slip),
        row.net_points,
        row.occurred_at,
        _SENTENCES.get(row.kind, _change)(row, slip),
        _waits(row),
        url,
        link,
        row.reversed_by_id is not None,
    )


def _title(row: HistoryRow, slip: Slip | None) -> str:
    title = {
        "earn": _("Purchase"),
        "spend": _("Paid with the card"),
        "clawback": _("Return of goods"),
        "give_back": _("Return of goods"),
        "expire": _("Time ran out"),
        "reversal": _("Cancelled"),
        "gift": _("Gift"),
        "transfer": _("Cards joined"),
    }.get(row.kind) or _("Correction")
    return f"{title}, {slip.outlet}" if slip else title


def _link(row: HistoryRow, slip: Slip | None, shown: set[int]) -> tuple[str, str]:
    """To the line that this one cancels, or to the receipt."""
    if row.reverses_id in shown:
        return f"#p{row.reverses_id}", _("What was cancelled")
    if row.reversed_by_id in shown:
        return f"#p{row.reversed_by_id}", _("Who cancelled it")
    if slip:
        return url_for("cabinet.receipt", receipt_id=slip.id), _("Receipt")
    return "", ""


def _waits(row: HistoryRow) -> str:
    if row.available_at is None or row.reversed_by_id is not None:
        return ""
    if row.available_at <= clock.now():
        return ""
    return _("usable from %(day)s", day=near_day(row.available_at))


def _earned(row: HistoryRow, slip: Slip | None) -> str:
    if slip is None or row.rule_version_id is None:
        return _change(row, slip)
    made = version(RuleVersionId(row.rule_version_id))
    why = _(
        "%(rate)s, receipt %(number)s for %(money)s, rules of %(day)s",
        rate=_rate(made.rules, slip),
        number=slip.number,
        money=_money(slip.total_minor),
        day=near_day(made.starts_at),
    )
    return why + _valid(row)


def _rate(rules: PointsRules, slip: Slip) -> str:
    if rules.step_minor:
        return _(
            "%(points)s for every %(money)s",
            points=locales.points(1, g.business.unit),
            money=_money(rules.step_minor),
        )
    share = locales.percent(rules.rate_basis_points)
    if slip.earned_points < earn(slip.paid_minor, rules):
        return _("%(share)s back on the goods that take part", share=share)
    if slip.points_spent:
        return _(
            "%(share)s back on the %(money)s paid in money",
            share=share,
            money=_money(slip.paid_minor),
        )
    return _("%(share)s back", share=share)


def _spent(row: HistoryRow, slip: Slip | None) -> str:
    if slip is None:
        return _change(row, slip)
    return _(
        "Went towards receipt %(number)s for %(money)s",
        number=slip.number,
        money=_money(slip.total_minor),
    )


def _clawed(row: HistoryRow, slip: Slip | None) -> str:
    if slip is None:
        return _change(row, slip)
    return _(
        "Earned with goods of receipt %(number)s that you have returned",
        number=slip.number,
    )


def _given_back(row: HistoryRow, slip: Slip | None) -> str:
    if slip is None:
        return _change(row, slip)
    why = _(
        "You had paid with them for goods of receipt %(number)s that you returned",
        number=slip.number,
    )
    return why + _valid(row)


def _expired(row: HistoryRow, _slip: Slip | None) -> str:
    return _("Not used by %(day)s", day=last_day(row.occurred_at))


def _reversed(row: HistoryRow, slip: Slip | None) -> str:
    if slip is None:
        return _change(row, slip)
    return _(
        "The cashier cancelled receipt %(number)s for %(money)s",
        number=slip.number,
        money=_money(slip.total_minor),
    )


def _moved(_row: HistoryRow, _slip: Slip | None) -> str:
    return _("From another card of yours")


def _change(row: HistoryRow, _slip: Slip | None) -> str:
    name = g.business.name
    why = (
        _("A welcome from %(business)s", business=name)
        if row.reason == "welcome"
        else _("Made by %(business)s", business=name)
    )
    return why + _valid(row)


def _valid(row: HistoryRow) -> str:
    if row.expires_at is None or row.net_points <= 0:
        return ""
    return _("; valid through %(day)s", day=last_day(row.expires_at))


def _money(minor: int) -> str:
    return locales.money(minor, g.business.currency)


_SENTENCES: dict[str, Callable[[HistoryRow, Slip | None], str]] = {
    "earn": _earned,
    "spend": _spent,
    "clawback": _clawed,
    "give_back": _given_back,
    "expire": _expired,
    "reversal": _reversed,
    "transfer": _moved,
}
