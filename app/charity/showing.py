"""What a card's page and its passes say of donations: one statement, built once."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, cast, func, select

from app.charity.models import Charity, Donation
from app.core import tenancy
from app.core.ids import CardId
from app.core.prepared import Prepared
from app.core.types import Int


@dataclass(frozen=True)
class Shown:
    """What was given for a card, and what is given now, if anything is."""

    given_minor: int
    fund: str | None
    amount_minor: int | None


NOTHING = Shown(0, None, None)
_donations, _charities = Donation.__table__.c, Charity.__table__.c


def _now(column: Any) -> Any:
    return (
        select(column)
        .where(
            _charities.business_id == bindparam("business"),
            _charities.ended_at.is_(None),
            _charities.given_minor + _charities.amount_minor <= _charities.budget_minor,
        )
        .scalar_subquery()
    )


_SHOWN = Prepared(
    select(
        select(cast(func.coalesce(func.sum(_donations.amount_minor), 0), Int))
        .where(
            _donations.business_id == bindparam("business"),
            _donations.card_id == bindparam("card"),
            _donations.undone_at.is_(None),
        )
        .scalar_subquery()
        .label("given"),
        _now(_charities.fund).label("fund"),
        _now(_charities.amount_minor).label("amount"),
    )
)


def shown(card_id: CardId) -> Shown:
    """What a card's holder is told of donations."""
    values = {"business": tenancy.current(), "card": card_id}
    row = _SHOWN.run(values).one_or_none()
    return Shown(int(row.given), row.fund, row.amount)
