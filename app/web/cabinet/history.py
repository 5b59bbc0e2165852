"""The history of the card: month by month, each line with its reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from flask import Response, g, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, db, locales, tenancy
from app.core.ids import BusinessId, CardId
from app.core.locales import gettext as _
from app.ledger import queries as ledger
from app.ledger.months import Turnover, turnovers
from app.ledger.queries import HistoryRow
from app.web import editions
from app.web.cabinet import explain
from app.web.cabinet.door import blueprint, card, edition, unchanged, until
from app.web.cabinet.explain import Line
from app.web.cabinet.export import BATCH_ROWS, head, rows_of
from app.web.page import page, wants_fragment

PAGE_ROWS = 20
_KINDS = {"all": None, "earned": "earn", "spent": "spend", "expired": "expire"}
_PLACE = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Month:
    """The lines of a month on this page; the turnover is that of the whole month."""

    first_day: date
    lines: list[Line]
    turnover: Turnover | None
    is_continued: bool


@blueprint.get("/history")
def history() -> ResponseReturnValue:
    """A page of the history; the rest follows by its own address."""
    this = edition()
    known = unchanged(this)
    if known is not None:
        return known
    kind, before = _kind(), _place(request.args.get("before", ""))
    rows = ledger.history(
        card().id, limit=PAGE_ROWS + 1, before=before, kind=_KINDS[kind]
    )
    more = rows[PAGE_ROWS - 1] if len(rows) > PAGE_ROWS else None
    answer = page(
        "cabinet/history.html",
        fragment="cabinet/_rows.html",
        kind=kind,
        kinds=[(name, _word(name)) for name in _KINDS],
        is_first=before is None,
        months=_months(rows[:PAGE_ROWS], before, with_sums=kind == "all"),
        more_url=more and url_for("cabinet.history", kind=kind, before=_spelt(more)),
    )
    waits = [row.available_at for row in rows if row.available_at]
    return editions.stamp(answer, this, until(_first_ahead(waits)))


@blueprint.get("/history.csv")
def history_csv() -> ResponseReturnValue:
    """All that the filter shows, as a table for a spreadsheet; streamed."""
    read = _batches(_kind(), card().id, g.business.id, locales.language())
    answer = Response(stream_with_context(read), mimetype="text/csv")
    name = f"{g.business.slug}-{clock.today(g.business.zone).isoformat()}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _first_ahead(instants: list[datetime]) -> datetime | None:
    """The next instant at which points of this page stop waiting."""
    instant = clock.now()
    return min((each for each in instants if each > instant), default=None)


def _batches(
    kind: str, card_id: CardId, business_id: BusinessId, language: str
) -> Iterator[bytes]:
    """The table piece by piece. The request may be over, so it says where it works."""
    before: Place | None = None
    is_first = True
    while is_first or before:
        with tenancy.scope(business_id), locales.speaking(language):
            rows = ledger.history(
                card_id, limit=BATCH_ROWS, before=before, kind=_KINDS[kind]
            )
            text = (head() if is_first else b"") + rows_of(explain.lines(rows))
            # Whoever downloads slowly must not hold a connection meanwhile.
            db.session().rollback()
        yield text
        is_first = False
        is_full = len(rows) == BATCH_ROWS
        before = (rows[-1].occurred_at, rows[-1].posting_id) if is_full else None


def _kind() -> str:
    """The filter in the address; everything when it is none of ours."""
    asked = request.args.get("kind", "all")
    return asked if asked in _KINDS else "all"


def _word(kind: str) -> str:
    return {
        "all": _("All"),
        "earned": _("Earned"),
        "spent": _("Spent"),
        "expired": _("Expired"),
    }[kind]


def _spelt(row: HistoryRow) -> str:
    return f"{(row.occurred_at - _EPOCH) // _TICK}-{row.posting_id}"


def _place(text: str) -> Place | None:
    """Where the page before ended; the beginning when the address says nonsense."""
    match = _PLACE.fullmatch(text)
    return (_EPOCH + int(match[1]) * _TICK, int(match[2])) if match else None


def _months(
    rows: list[HistoryRow], before: Place | None, *, with_sums: bool
) -> list[Month]:
    zone = g.business.zone
    groups: dict[date, list[Line]] = {}
    for line in explain.lines(rows):
        first_day = clock.local_date(line.at, zone).replace(day=1)
        groups.setdefault(first_day, []).append(line)
    seen = clock.local_date(before[0], zone).replace(day=1) if before else None
    sums = _sums(list(groups)) if with_sums else {}
    return [
        # A fragment goes on below the heading that the page shows already.
        Month(day, lines, sums.get(day), is_continued=day == seen and wants_fragment())
        for day, lines in groups.items()
    ]


def _sums(months: list[date]) -> dict[date, Turnover | None]:
    zone = g.business.zone
    spans = [
        (clock.day_start(day, zone), clock.day_start(_next(day), zone))
        for day in months
    ]
    return dict(zip(months, turnovers(card().id, spans), strict=True))


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
