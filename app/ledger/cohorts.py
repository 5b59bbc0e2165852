"""What became of the value that was credited in a span of time, by programme (K5)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, text

from app.core import db, tenancy
from app.core.types import Instant


@dataclass(frozen=True, slots=True)
class Cohort:
    """Lots of one programme, all credited in a span; in the unit of its cards.

    Attributes:
        credited: what was given.
        taken_back: of it, what went with returned goods and corrections.
        spent: of it, what paid for something or was exchanged for a reward.
        expired: of it, what ended unused.
        left: of it, what still stands on cards.
    """

    programme_id: int
    credited: int
    taken_back: int
    spent: int
    expired: int
    left: int

    @property
    def kept(self) -> int:
        """What was given and not taken back."""
        return self.credited - self.taken_back


_SPENT = ("spend", "exchange", "buy_back", "give_back")
_MOVED = ("transfer", "extend")
_APART = ("expire", *_MOVED)
_ENDED = "= 'expire'"


def _used(which: str) -> str:
    return (
        f"coalesce(sum(CASE WHEN postings.kind {which} THEN allocations.amount END), 0)"
    )


# A return counts for what it returns. What moved on to another lot, with a joined card,
# with a later end or after its end, is that lot's and not told twice.
_COHORTS = text(
    "WITH given AS (SELECT lots.id, lots.amount, lots.remaining, "  # noqa: S608 - constants
    "cards.programme_id FROM lots JOIN cards ON cards.id = lots.card_id "
    "WHERE lots.business_id = :business_id "
    "AND lots.credited_at >= :first AND lots.credited_at < :last "
    "AND (NOT :is_over OR lots.expires_at <= :now OR lots.remaining = 0)), "
    "used AS (SELECT allocations.lot_id, "
    f"{_used(f'IN {_SPENT!r}')} AS spent, {_used(_ENDED)} AS expired, "
    f"{_used(f'NOT IN {(*_SPENT, *_APART)!r}')} AS taken_back "
    "FROM allocations LEFT JOIN allocations AS first_use "
    "ON first_use.id = allocations.returns_id JOIN postings "
    "ON postings.id = coalesce(first_use.posting_id, allocations.posting_id) "
    "WHERE allocations.lot_id IN (SELECT id FROM given) GROUP BY allocations.lot_id), "
    "moved AS (SELECT lots.restores_id, sum(lots.amount) AS amount, "
    f"sum(CASE WHEN postings.kind NOT IN {_MOVED!r} THEN lots.amount ELSE 0 END) "
    "AS spent "
    "FROM lots JOIN postings ON postings.id = lots.posting_id "
    "WHERE lots.restores_id IN (SELECT id FROM given) GROUP BY lots.restores_id) "
    "SELECT given.programme_id, "
    "CAST(sum(given.amount - coalesce(moved.amount, 0)) AS BIGINT) AS credited, "
    "CAST(coalesce(sum(used.taken_back), 0) AS BIGINT) AS taken_back, "
    "CAST(sum(coalesce(used.spent, 0) - coalesce(moved.spent, 0)) AS BIGINT) AS spent, "
    "CAST(coalesce(sum(used.expired), 0) AS BIGINT) AS expired, "
    "CAST(sum(given.remaining) AS BIGINT) AS left_over "
    "FROM given LEFT JOIN used ON used.lot_id = given.id "
    "LEFT JOIN moved ON moved.restores_id = given.id "
    "GROUP BY given.programme_id ORDER BY given.programme_id"
).bindparams(
    bindparam("first", type_=Instant),
    bindparam("last", type_=Instant),
    bindparam("now", type_=Instant),
)

_OUTSTANDING = text(
    "SELECT cards.programme_id, CAST(sum(accounts.balance) AS BIGINT) AS amount "
    "FROM accounts JOIN cards ON cards.id = accounts.card_id "
    "WHERE accounts.business_id = :business_id AND accounts.kind = 'points' "
    "GROUP BY cards.programme_id"
)


def cohorts(
    first: datetime, last: datetime, *, now: datetime, is_over: bool = False
) -> list[Cohort]:
    """Every programme with value credited from ``first`` until just before ``last``.

    ``is_over``: only of lots whose life has ended by ``now``, or that are used up.
    """
    values: dict[str, object] = {
        "business_id": tenancy.current(),
        "first": first,
        "last": last,
        "now": now,
        "is_over": is_over,
    }
    return [Cohort(*row) for row in db.connection().execute(_COHORTS, values)]


def outstanding() -> dict[int, int]:
    """What stands on the cards of each programme, pending value too, in their unit."""
    rows = db.connection().execute(_OUTSTANDING, {"business_id": tenancy.current()})
    return {row.programme_id: int(row.amount) for row in rows}
