"""What moved on cards of some programmes between two instants, by kind of posting."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, text

from app.core import db, tenancy
from app.core.types import Instant

_FLOWS = text(
    "SELECT postings.kind, postings.reason, "
    "CAST(sum(postings.net_points) AS BIGINT) AS total "
    "FROM postings JOIN cards ON cards.id = postings.card_id "
    "WHERE postings.business_id = :business_id "
    "AND cards.programme_id IN :programme_ids "
    "AND postings.occurred_at >= :since AND postings.occurred_at < :until "
    "GROUP BY postings.kind, postings.reason"
).bindparams(
    bindparam("programme_ids", expanding=True),
    bindparam("since", type_=Instant),
    bindparam("until", type_=Instant),
)


def flows(
    programme_ids: Sequence[int], since: datetime, until: datetime
) -> dict[tuple[str, str], int]:
    """Sums by kind and reason; what came to the cards is positive."""
    values = {
        "business_id": tenancy.current(),
        "programme_ids": list(programme_ids),
        "since": since,
        "until": until,
    }
    if not programme_ids:
        return {}
    rows = db.connection().execute(_FLOWS, values)
    return {(row.kind, row.reason): row.total for row in rows}
