"""Which purchase of a friend counts: the first that reached the least sum and stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from app.businesses.models import Outlet
from app.cards.models import Card
from app.core import db
from app.core.ids import CardId, ProgrammeId, RuleVersionId
from app.programmes import queries as programmes
from app.programmes.referral import Referral as Terms
from app.programmes.rules import CardRules
from app.sales.models import Receipt


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """A receipt that counts, with what was promised when it was paid (E48)."""

    receipt_id: int
    card_id: CardId
    programme_id: ProgrammeId
    occurred_at: datetime
    zone: str
    rules: CardRules
    terms: Terms


def counting(
    member_ids: Sequence[int], since: datetime, kept_id: int | None
) -> Purchase | None:
    """The purchase that counts now; ``kept_id`` is the one that did so far.

    Money paid, less what came back, has to reach the least sum of its own rules.
    """
    mine = (
        Card.member_id.in_(member_ids),
        Receipt.undone_at.is_(None),
        Receipt.occurred_at >= since,
    )
    terms = _terms(mine)
    if not terms:
        return None
    kept = Receipt.paid_minor - Receipt.returned_minor
    reached = [
        and_(Receipt.rule_version_id == version_id, kept >= own.min_receipt_minor)
        for version_id, (_rules, own) in terms.items()
    ]
    row: Any = (
        db.session()
        .execute(
            select(
                Receipt.id,
                Receipt.card_id,
                Card.programme_id,
                Receipt.occurred_at,
                Outlet.zone,
                Receipt.rule_version_id,
            )
            .join(Card, Card.id == Receipt.card_id)
            .join(Outlet, Outlet.id == Receipt.outlet_id)
            # Nothing paid is no purchase, whatever the least sum.
            .where(*mine, kept > 0, or_(*reached))
            .order_by(Receipt.id != (kept_id or 0), Receipt.occurred_at, Receipt.id)
            .limit(1)
        )
        .one_or_none()
    )
    if row is None:
        return None
    rules, own = terms[row[5]]
    return Purchase(
        receipt_id=row[0],
        card_id=CardId(row[1]),
        programme_id=ProgrammeId(row[2]),
        occurred_at=row[3],
        zone=row[4],
        rules=rules,
        terms=own,
    )


def _terms(mine: Sequence[Any]) -> dict[int, tuple[CardRules, Terms]]:
    """The promises that a friend has bought under, by version of the rules."""
    seen = db.session().scalars(
        select(Receipt.rule_version_id)
        .join(Card, Card.id == Receipt.card_id)
        .where(*mine)
        .distinct()
    )
    found = {}
    for version_id in seen.all():
        rules = programmes.version(RuleVersionId(version_id)).rules
        if rules.referral is not None:
            found[version_id] = (rules, rules.referral)
    return found
