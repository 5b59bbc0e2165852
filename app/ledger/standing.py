"""How a card stands, with what comes and goes next, in one statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text

from app.core import clock, db, tenancy
from app.core.types import Instant
from app.ledger.queries import NOTHING, Balance, Expiry, Pending, balance

MOST_DATES = 3
_ACCOUNT, _ENDING = "account", "ending"


@dataclass(frozen=True, slots=True)
class Standing:
    """A card's balance, the next dates of what is on hold and of what ends."""

    balance: Balance
    pending: list[Pending]
    expiries: list[Expiry]


_MINE = (
    "FROM lots WHERE business_id = :business_id AND card_id = :card_id "
    "AND remaining > 0"
)
_STANDING = (
    text(
        "SELECT 'account' AS part, kind, balance AS amount, pending, "  # noqa: S608
        "next_change_at AS at, as_of FROM accounts "
        "WHERE business_id = :business_id AND card_id = :card_id "
        "UNION ALL SELECT * FROM (SELECT 'ending', '', "
        f"CAST(sum(remaining) AS BIGINT), 0, expires_at, expires_at AS same {_MINE} "
        "AND expires_at > :now GROUP BY expires_at ORDER BY expires_at "
        f"LIMIT {MOST_DATES}) AS ending "
        "UNION ALL SELECT * FROM (SELECT 'waiting', '', "
        f"CAST(sum(remaining) AS BIGINT), 0, available_at, available_at AS same {_MINE} "
        "AND available_at > :now AND EXISTS (SELECT 1 FROM accounts "
        "WHERE accounts.business_id = :business_id AND accounts.card_id = :card_id "
        "AND accounts.pending > 0) GROUP BY available_at ORDER BY available_at "
        f"LIMIT {MOST_DATES}) AS waiting"
    )
    .bindparams(bindparam("now", type_=Instant))
    .columns(at=Instant, as_of=Instant)
)


def standing(card_id: int) -> Standing:
    """How a card stands now; nothing on it when nothing was ever posted."""
    instant = clock.now()
    values = {"business_id": tenancy.current(), "card_id": card_id, "now": instant}
    accounts, pending, expiries = {}, [], []
    for row in db.connection().execute(_STANDING, values):
        if row.part == _ACCOUNT:
            accounts[row.kind] = row
        elif row.part == _ENDING:
            expiries.append(Expiry(row.at, row.amount))
        else:
            pending.append(Pending(row.at, row.amount))
    expiries.sort(key=lambda each: each.expires_at)
    pending.sort(key=lambda each: each.available_at)
    return Standing(_balance(card_id, accounts, instant), pending, expiries)


def _balance(card_id: int, accounts: dict[str, Any], instant: datetime) -> Balance:
    points = accounts.get("points")
    if points is None:
        return NOTHING
    if points.at is not None and points.at <= max(instant, points.as_of):
        # Time has passed what is cached; the live lots know.
        return balance(card_id, instant)
    debt = -accounts["debt"].amount
    return Balance(points.amount - points.pending, points.pending, debt, points.at)
