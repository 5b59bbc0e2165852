"""Refuses sales that make no sense, before anything is locked."""

import re
from datetime import UTC, datetime, timedelta

from app.core import clock, money
from app.core.errors import Refused
from app.programmes.rules import MAX_POINTS
from app.programmes.spending import Limit, Reason
from app.sales import errors, means, rules
from app.sales.rules import Line, Sale

MAX_LINES = 500
MAX_NUMBER = 64
MAX_TEXT = 200
MAX_CODE = 40
MAX_CODES = 5
MAX_RATE_MILLIONTHS = 1_000_000_000_000
MAX_QUANTITY_MILLI = 1_000_000_000
SOURCES = ("till", "api", "import", "demo", "claim", "move")
TRUSTED = ("import", "demo")
"""Sources that tell of the past, and that no limit of codes or times holds back."""
BOOKED_BEFORE = ("claim", "move")
"""Sources whose time was checked when the cheque was made."""

_FIRST_TILL = datetime(1970, 1, 1, tzinfo=UTC)
_OLDEST = timedelta(days=7)
_AHEAD = timedelta(minutes=10)
_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_CURRENCY = re.compile("[A-Z]{3}")
_LIMIT_ERRORS: dict[Reason, type[Refused]] = {
    Reason.NOTHING_ELIGIBLE: errors.NothingToPay,
    Reason.MIN_RECEIPT: errors.ReceiptTooSmall,
    Reason.FIRST_DAY: errors.FirstDay,
    Reason.UNPROTECTED: errors.CardUnprotected,
    Reason.STATIC_CODE: errors.RotatingCodeNeeded,
    Reason.STATIC_DAY: errors.DayUsedUp,
}


def check_sale(sale: Sale) -> None:
    """Refuse a sale with impossible lines, number, points or time."""
    if sale.source not in SOURCES:
        raise ValueError(sale.source)
    check_number(sale.number)
    check_time(sale.occurred_at, sale.source)
    if not 0 <= sale.points <= MAX_POINTS:
        raise errors.PointsOutOfRange
    if len(sale.lines) > MAX_LINES:
        raise errors.TooManyLines(limit=MAX_LINES)
    for line in sale.lines:
        _check_line(line)
    _check_currency(sale)
    _check_total(sale)
    check_codes(sale.codes)
    means.check(sale.payments)


def check_number(number: str | None) -> None:
    """Refuse a receipt or refund number that cannot be one; None is fine."""
    if number is not None and not _is_text(number, 1, MAX_NUMBER):
        raise errors.BadText


def check_reason(reason: str) -> None:
    """Refuse a reason that is too long or holds control characters."""
    if not _is_text(reason, 0, MAX_TEXT):
        raise errors.BadText


def check_time(occurred_at: datetime | None, source: str) -> None:
    """Refuse a time out of bounds: 7 days back, 10 minutes ahead (R15).

    Histories may reach back as far as any till did.
    """
    if occurred_at is None:
        return
    now = clock.now()
    is_past = source in TRUSTED or source in BOOKED_BEFORE
    oldest = _FIRST_TILL if is_past else now - _OLDEST
    if occurred_at.tzinfo is None or not oldest <= occurred_at <= now + _AHEAD:
        raise errors.BadTime


def is_proven(sale: Sale) -> bool:
    """Whether the spending code was shown; histories show no codes."""
    return sale.code_is_rotating or sale.source in TRUSTED


def moved_at(occurred_at: datetime) -> datetime:
    """When the points of a receipt move: at its time, once that has come.

    Else a till whose clock runs ahead would end points early, or free them (L8).
    """
    return min(occurred_at, clock.now())


def refusal(limit: Limit) -> Refused:
    """The error for the limit that a sale would break."""
    return _LIMIT_ERRORS.get(limit.reason, errors.TooManyPoints)(points=limit.points)


def check_codes(codes: tuple[str, ...]) -> None:
    """Refuse typed codes that cannot be some."""
    if len(codes) > MAX_CODES or not all(_is_text(own, 1, MAX_CODE) for own in codes):
        raise errors.BadCode(limit=MAX_CODES)


def _check_line(line: Line) -> None:
    if not 0 <= line.amount_minor <= money.MAX_MINOR:
        raise errors.AmountOutOfRange
    if not 0 <= line.quantity_milli <= MAX_QUANTITY_MILLI:
        raise errors.QuantityOutOfRange
    if not all(
        _is_text(text, 0, MAX_TEXT) for text in (line.name, line.sku, line.category)
    ):
        raise errors.BadText


def _check_currency(sale: Sale) -> None:
    if sale.currency is None and sale.rate_millionths is None:
        return
    if sale.currency is None or not _CURRENCY.fullmatch(sale.currency):
        raise errors.BadCurrency
    rate = sale.rate_millionths
    if rate is None or not 0 < rate <= MAX_RATE_MILLIONTHS:
        raise errors.BadCurrency
    for line in sale.lines:
        if rules.own_minor(line.amount_minor, rate) > money.MAX_MINOR:
            raise errors.AmountOutOfRange


def _check_total(sale: Sale) -> None:
    rate = sale.rate_millionths or rules.MILLION
    paid = [
        rules.own_minor(line.amount_minor, rate)
        for line in sale.lines
        if not line.is_voided
    ]
    if sum(paid) > money.MAX_MINOR:
        raise errors.AmountOutOfRange
    # A history may hold free goods; at a till an amount of zero is a slip.
    if not paid or (sum(paid) == 0 and sale.source not in TRUSTED):
        raise errors.EmptySale


def _is_text(text: str, shortest: int, longest: int) -> bool:
    length = len(text.strip())
    return shortest <= length and len(text) <= longest and not _CONTROL.search(text)
