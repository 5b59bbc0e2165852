"""A certificate, a pass, a ticket or a membership, as its holder sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Response, g

from app.cards.holding import HeldCard
from app.core import clock, locales
from app.core.locales import gettext as _
from app.instruments import attendance, queries
from app.instruments.faces import face
from app.instruments.queries import Held
from app.ledger import queries as ledger
from app.programmes.explain import describe
from app.programmes.kinds.ticket import TicketRules
from app.sales.movements import title_of
from app.wallet.codes import picture
from app.web.cabinet import deck
from app.web.page import page
from app.web.saving import Ways

LAST_ROWS = 10


@dataclass(frozen=True)
class Row:
    """Something that happened: what, when, how much."""

    title: str
    at: datetime
    amount: str


def show(card: HeldCard, ways: Ways, number: str) -> tuple[Response, datetime | None]:
    """The page, and the instant at which time alone changes it, if it is known."""
    held = queries.held(card.id)
    business = g.business
    answer = page(
        "cabinet/instrument.html",
        card=card,
        held=held,
        face=face(held, currency=business.currency),
        cards=deck.entries(),
        code=picture(*card.code),
        number=number,
        rows=_ROWS.get(held.kind, _visits)(held),
        terms=describe(held.rules, locales.language(), currency=business.currency),
        ways=ways,
    )
    return answer, _changes_at(held)


def _changes_at(held: Held) -> datetime | None:
    """When the gates open or close; days are the page's own matter."""
    if held.event is None or not isinstance(held.rules, TicketRules):
        return None
    at = held.event.starts_at
    ahead = (held.rules.opens_at(at), held.rules.closes_at(at))
    return min((each for each in ahead if each > clock.now()), default=None)


def _visits(held: Held) -> list[Row]:
    found = attendance.attendance(instrument_id=held.id, limit=LAST_ROWS)
    return [
        Row(
            _("Taken back") if each.use.state == "cancelled" else _("Visit"),
            each.use.used_at,
            each.use.gate,
        )
        for each in found
        if each.use.state != "flagged"
    ]


def _payments(held: Held) -> list[Row]:
    rows = ledger.history(held.card_id, limit=LAST_ROWS)
    return [
        Row(title_of(row), row.occurred_at, _signed(row.net_points)) for row in rows
    ]


def _signed(minor: int) -> str:
    words = locales.money(abs(minor), g.business.currency)
    return f"+{words}" if minor > 0 else f"\N{MINUS SIGN}{words}"


_ROWS: dict[str, Callable[[Held], list[Row]]] = {"certificate": _payments}
