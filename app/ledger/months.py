"""What a month brought and took, at a cost that does not grow with the card's past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import TextClause, bindparam, text

from app.core import db, tenancy
from app.core.types import Instant

MOST_ROWS = 300
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Turnover:
    """Points that came and points that went, the latter negative."""

    came: int
    went: int


def turnovers(card_id: int, spans: Sequence[Span]) -> list[Turnover | None]:
    """The turnover of a card in each span of time, from the first instant to the last.

    The last instant does not belong to the span. A span with more than ``MOST_ROWS``
    postings, a machine's rather than a person's, gets None.
    """
    if not spans:
        return []
    values: dict[str, object] = {"business_id": tenancy.current(), "card_id": card_id}
    for place, (first, last) in enumerate(spans):
        values[f"first_{place}"], values[f"last_{place}"] = first, last
    rows = db.connection().execute(_statement(len(spans)), values)
    found = {row.place: row for row in rows}
    return [
        Turnover(int(found[place].came), int(found[place].went))
        if found[place].counted <= MOST_ROWS
        else None
        for place in range(len(spans))
    ]


@cache
def _statement(count: int) -> TextClause:
    parts = (
        f"SELECT {place} AS place, count(*) AS counted, "  # noqa: S608 - numbers only
        "coalesce(sum(CASE WHEN net_points > 0 THEN net_points END), 0) AS came, "
        "coalesce(sum(CASE WHEN net_points < 0 THEN net_points END), 0) AS went "
        "FROM (SELECT net_points FROM postings WHERE business_id = :business_id "
        f"AND card_id = :card_id AND occurred_at >= :first_{place} "
        f"AND occurred_at < :last_{place} LIMIT {MOST_ROWS + 1}) AS rows_{place}"
        for place in range(count)
    )
    instants = (f"{end}_{place}" for place in range(count) for end in ("first", "last"))
    binds = [bindparam(name, type_=Instant) for name in instants]
    return text(" UNION ALL ".join(parts)).bindparams(*binds)
