"""The maker of codes: part by part, each with its counter in one transaction.

A maker that is killed loses the part in hand and nothing else; the next one goes on at
the counter. Two makers at once wait for each other at the order's row.
"""

from app.core import bulk, clock, db, tenancy
from app.core.config import Config
from app.core.ids import BusinessId
from app.offers import codes, spelling
from app.offers.codes import UNDER_WAY, Batch
from app.offers.models import OfferCode

PART = 20_000
SMALL_PART = 1_000
"""On SQLite every till waits behind the part being written."""


def send(config: Config) -> int:  # noqa: ARG001 - every queue is called like this
    """Make the next part of what is ordered; how many codes it were."""
    with tenancy.across():
        batch = codes.next_batch()
    if batch is None:
        return 0
    with tenancy.scope(BusinessId(batch.business_id)):
        return _make_part(batch)


def _make_part(batch: Batch) -> int:
    part = SMALL_PART if db.is_sqlite() else PART
    # Drawn before the transaction: nobody waits for chance.
    wanted = min(part, batch.count - batch.made)
    drawn = [spelling.draw(batch.prefix) for _ in range(wanted)]
    with db.writing():
        row = codes.locked(batch.id)
        if row.state not in UNDER_WAY:
            return 0
        added = _add(batch, drawn[: row.count - row.made])
        row.made += added
        row.state = "making"
        if row.made == row.count:
            row.state, row.finished_at = "ready", clock.now()
        db.session().flush()
    return added


def _add(batch: Batch, drawn: list[str]) -> int:
    return bulk.add_new(
        OfferCode.__table__,  # type: ignore[arg-type]
        "code",
        drawn,
        {
            "business_id": batch.business_id,
            "promotion_id": batch.promotion_id,
            "state": "free",
        },
    )
