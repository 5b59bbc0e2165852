"""The lines of the history: what happened in words, and where each line leads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import g, url_for

from app.core.locales import gettext as _
from app.ledger.queries import HistoryRow
from app.sales.movements import Movement, Movements, receipts_of
from app.trust import reviews
from app.web.cabinet.door import card
from app.web.cabinet.versions import version


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
    shown = {row.posting_id for row in rows}
    told = _movements().told(rows, receipts_of(rows))
    checked = _checked(told)
    return [_line(movement, shown, checked) for movement in told]


def last_day(end: datetime) -> str:
    """The last day of something that ends at 24:00 (R4)."""
    return _movements().last_day(end)


def near_day(instant: datetime) -> str:
    """The local day of an instant, with its year only when it is another one."""
    return _movements().near_day(instant)


def _movements() -> Movements:
    return Movements(g.business, version, card().unit)


def _checked(told: list[Movement]) -> dict[int, str]:
    """Receipts whose points wait for a look, and by when; asked only if some wait."""
    cards = {g.card.id for each in told if each.waits and each.row.kind == "earn"}
    return {
        each.receipt_id: _(
            "being checked, decided by %(day)s", day=near_day(each.decide_by)
        )
        for card_id in cards
        for each in reviews.waiting_of(card_id)
    }


def _line(movement: Movement, shown: set[int], checked: dict[int, str]) -> Line:
    row = movement.row
    is_checked = row.kind == "earn" and row.receipt_id in checked
    if is_checked:
        url, link = url_for("cabinet.case"), _("Why")
    else:
        url, link = _link(movement, shown)
    return Line(
        row.posting_id,
        movement.title,
        row.net_points,
        row.occurred_at,
        movement.why,
        checked[row.receipt_id or 0] if is_checked else movement.waits,
        url,
        link,
        row.reversed_by_id is not None,
    )


def _link(movement: Movement, shown: set[int]) -> tuple[str, str]:
    """To the line that this one cancels, or to the receipt."""
    row, slip = movement.row, movement.slip
    if row.reverses_id in shown:
        return f"#p{row.reverses_id}", _("What was cancelled")
    if row.reversed_by_id in shown:
        return f"#p{row.reversed_by_id}", _("Who cancelled it")
    if slip:
        return url_for("cabinet.receipt", receipt_id=slip.id), _("Receipt")
    return "", ""
