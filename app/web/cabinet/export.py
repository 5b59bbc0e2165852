"""The history as CSV: opens in a spreadsheet, harms none."""

import csv
import io
from collections.abc import Iterable

from flask import g

from app.core import clock, locales
from app.core.cells import harmless
from app.core.locales import gettext as _
from app.exchange.tables import delimiter
from app.web.cabinet.explain import Line

BATCH_ROWS = 500
_BYTE_ORDER_MARK = "\ufeff"


def head() -> bytes:
    """The mark that tells a spreadsheet "UTF-8", and the headings."""
    titles = [_("Date"), _("Time"), _("What"), _("Points"), _("Why")]
    return (_BYTE_ORDER_MARK + _written([titles])).encode()


def rows_of(lines: Iterable[Line]) -> bytes:
    """Lines of the history as rows; points are plain numbers."""
    return _written(_cells(line) for line in lines).encode()


def _cells(line: Line) -> list[object]:
    zone = g.business.zone
    return [
        clock.local_date(line.at, zone).isoformat(),
        locales.time_of_day(line.at, zone),
        harmless(line.title),
        line.points,
        harmless(line.why),
    ]


def _written(rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter()).writerows(rows)
    return out.getvalue()
