"""Which lots end in a span of time, card by card: for whoever warns of it (M10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Executable, bindparam, text

from app.core import db, tenancy
from app.core.types import Instant, Int


@dataclass(frozen=True, slots=True)
class Ending:
    """What is left of a lot that ends; ``known_at`` is when the books learnt of it."""

    card_id: int
    lot_id: int
    amount: int
    known_at: datetime
    expires_at: datetime


_WHICH = (
    "lots.business_id = :business_id AND lots.remaining > 0 "
    "AND lots.expires_at > :first AND lots.expires_at <= :last"
)
_COLUMNS = (
    "SELECT lots.card_id, lots.id, lots.remaining, postings.recorded_at, "
    "lots.expires_at FROM lots JOIN postings ON postings.id = lots.posting_id "
)
# The plus keeps the planner on the index of changes: few cards wait at any time.
_CHANGING = (
    "AND lots.card_id IN (SELECT card_id FROM accounts WHERE next_change_at <= :last "
    "AND +business_id = :business_id AND kind = 'points') "
)


def _asked(sql: str) -> Executable:
    return (
        text(sql)
        .bindparams(
            bindparam("programme_ids", expanding=True),
            bindparam("first", type_=Instant),
            bindparam("last", type_=Instant),
        )
        .columns(
            card_id=Int, id=Int, remaining=Int, recorded_at=Instant, expires_at=Instant
        )
    )


def _statement(changing: str = "") -> Executable:
    cards = (
        "SELECT DISTINCT lots.card_id FROM lots "  # noqa: S608 - constants only
        "JOIN cards ON cards.id = lots.card_id "
        f"WHERE {_WHICH} {changing}AND lots.card_id > :after "
        "AND cards.programme_id IN :programme_ids "
        "ORDER BY lots.card_id LIMIT :limit"
    )
    return _asked(
        f"{_COLUMNS} WHERE {_WHICH} AND lots.card_id IN ({cards}) "
        "ORDER BY lots.card_id, lots.expires_at, lots.id"
    )


# What was held is usable some time after the books learnt of it.
_RELEASED = _asked(
    "SELECT lots.card_id, max(lots.id) AS id, "
    "CAST(sum(lots.remaining) AS BIGINT) AS remaining, "
    "max(postings.recorded_at) AS recorded_at, "
    "max(lots.available_at) AS expires_at FROM lots "
    "JOIN postings ON postings.id = lots.posting_id "
    "JOIN cards ON cards.id = lots.card_id "
    "WHERE lots.business_id = :business_id AND lots.remaining > 0 "
    "AND lots.available_at > :first AND lots.available_at <= :last "
    "AND lots.available_at > postings.recorded_at AND lots.card_id > :after "
    "AND cards.programme_id IN :programme_ids "
    "GROUP BY lots.card_id ORDER BY lots.card_id LIMIT :limit"
)
_ALL = _statement()
_SOON = _statement(_CHANGING)
_KNOWN = (
    text(
        "SELECT lots.id, postings.recorded_at FROM lots "
        "JOIN postings ON postings.id = lots.posting_id "
        "WHERE lots.business_id = :business_id AND lots.id IN :lot_ids"
    )
    .bindparams(bindparam("lot_ids", expanding=True))
    .columns(id=Int, recorded_at=Instant)
)


def endings(
    first: datetime,
    last: datetime,
    programme_ids: Sequence[int],
    *,
    after: int = 0,
    limit: int = 200,
) -> list[Ending]:
    """What ends after ``first`` and by ``last``, on up to ``limit`` cards.

    Cards come in the order of their ids, each with all its lots; ``after`` is the last
    card that was seen. A walk over the live lots of a business: for once a day.
    """
    return _read(_ALL, first, last, programme_ids, after, limit)


def released(
    first: datetime,
    last: datetime,
    programme_ids: Sequence[int],
    *,
    after: int = 0,
    limit: int = 200,
) -> list[Ending]:
    """What was on hold and can be used since an instant in the span, a row a card.

    ``expires_at`` is here when the last of it became usable.
    """
    return _read(_RELEASED, first, last, programme_ids, after, limit)


def soon(
    first: datetime,
    last: datetime,
    programme_ids: Sequence[int],
    *,
    after: int = 0,
    limit: int = 200,
) -> list[Ending]:
    """The same for a near ``last``: costs as much as there are cards that change soon."""
    return _read(_SOON, first, last, programme_ids, after, limit)


def known_at(lot_ids: Sequence[int]) -> dict[int, datetime]:
    """When the books learnt of lots: nobody could be warned of them before."""
    values = {"business_id": tenancy.current(), "lot_ids": list(lot_ids)}
    return {row[0]: row[1] for row in db.connection().execute(_KNOWN, values)}


def _read(
    statement: Executable,
    first: datetime,
    last: datetime,
    programme_ids: Sequence[int],
    after: int,
    limit: int,
) -> list[Ending]:
    values: dict[str, object] = {
        "business_id": tenancy.current(),
        "first": first,
        "last": last,
        "programme_ids": list(programme_ids),
        "after": after,
        "limit": limit,
    }
    return [Ending(*row) for row in db.connection().execute(statement, values)]
