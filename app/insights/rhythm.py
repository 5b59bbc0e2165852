"""How members of a business buy: usual cheques and gaps, for figures of new rules."""

from collections import defaultdict
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import median_low

from sqlalchemy import func, select

from app.cards.models import Card
from app.core import db
from app.programmes.economics import Rhythm
from app.sales.models import Receipt

PERIOD = timedelta(days=180)
YEAR = timedelta(days=365)
ENOUGH_MEMBERS = 30
MOST_RECEIPTS = 20_000
_DAY_SECONDS = 24 * 60 * 60


def rhythms(at: datetime) -> list[Rhythm]:
    """One of every member who has bought twice in half a year; the latest receipts.

    Cheques are medians of a member's own, gaps too; undone receipts do not count.
    """
    bought: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for member_id, occurred_at, total_minor in db.session().execute(
        select(Card.member_id, Receipt.occurred_at, Receipt.total_minor)
        .join(Card, Card.id == Receipt.card_id)
        .where(Receipt.occurred_at >= at - PERIOD, Receipt.undone_at.is_(None))
        .order_by(Receipt.occurred_at.desc())
        .limit(MOST_RECEIPTS)
    ):
        bought[member_id].append((occurred_at, total_minor))
    found = (_rhythm(visits) for visits in bought.values())
    return [each for each in found if each is not None]


def _rhythm(visits: list[tuple[datetime, int]]) -> Rhythm | None:
    days = sorted(at for at, _ in visits)
    gaps = [
        Fraction(int((later - first).total_seconds()), _DAY_SECONDS)
        for first, later in pairwise(days)
    ]
    # Two cheques of one visit are no rhythm.
    gaps = [gap for gap in gaps if gap >= Fraction(1, 4)]
    if not gaps:
        return None
    return Rhythm(
        cheque_minor=median_low(total for _, total in visits),
        gap_days=median_low(gaps),
    )


def year_sales_minor(at: datetime) -> int:
    """What members have paid in a year, less returns."""
    found = db.session().execute(
        select(
            func.coalesce(func.sum(Receipt.paid_minor - Receipt.returned_minor), 0)
        ).where(Receipt.occurred_at >= at - YEAR, Receipt.undone_at.is_(None))
    )
    return int(found.scalar_one())
