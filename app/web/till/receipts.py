"""Today's receipts of this outlet, and any receipt by its number."""

from datetime import UTC, datetime, timedelta

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, locales
from app.sales import queries
from app.web.page import page
from app.web.till import door
from app.web.till.door import blueprint
from app.web.till.forms import NumberForm

PAGE_ROWS = 20
MAX_NUMBER = 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_LONGEST = 18
_LAST = 250_000_000_000_000_000


@blueprint.get("/receipts")
def receipts() -> ResponseReturnValue:
    """List today's receipts, newest first; a number leads to its receipt."""
    form = NumberForm(request.args)
    number = form.number.data or ""
    if number:
        found = _by_number(number)
        if found is not None:
            return redirect(url_for("till.receipt", receipt_id=found))
        form.refuse("number", locales.gettext("This outlet has no such receipt."))
    zone = door.outlet().zone
    start = clock.day_start(clock.today(zone), zone)
    rows = queries.receipts(
        outlet_id=door.outlet().id, before=_place(), limit=PAGE_ROWS + 1
    )
    today = [row for row in rows[:PAGE_ROWS] if row.occurred_at >= start]
    has_more = len(rows) > PAGE_ROWS and rows[PAGE_ROWS].occurred_at >= start
    return page(
        "till/receipts.html",
        fragment="till/_receipts.html",
        status=422 if form.errors else 200,
        form=form,
        error_title=bool(form.errors),
        rows=today,
        more=_after(today[-1]) if has_more else None,
    )


def _by_number(number: str) -> int | None:
    if len(number) > MAX_NUMBER:
        return None
    rows = queries.receipts(outlet_id=door.outlet().id, number=number, limit=1)
    return rows[0].id if rows else None


def _after(row: queries.ReceiptRow) -> str:
    """The address of the rows after ``row``."""
    micros = (row.occurred_at - _EPOCH) // _TICK
    return url_for("till.receipts", before=f"{micros}-{row.id}")


def _place() -> tuple[datetime, int] | None:
    """Where the rows go on; a place that makes no sense is the beginning."""
    micros, _, row_id = request.args.get("before", "").partition("-")
    if not (_is_number(micros) and _is_number(row_id)):
        return None
    if int(micros) > _LAST:
        return None
    return _EPOCH + int(micros) * _TICK, int(row_id)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST
