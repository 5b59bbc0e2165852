"""Whether anything has to follow a card: most cards are in no wallet."""

from typing import Any

from sqlalchemy import and_, bindparam, or_, select

from app.cards.models import Card
from app.core import db, tenancy
from app.core.ids import CardId
from app.core.prepared import Prepared
from app.wallet.models import ApplePass, GooglePass

_cards = Card.__table__.alias("shown")
_asked = Card.__table__.alias("asked")
_apple, _google = ApplePass.__table__, GooglePass.__table__
_BUSINESS: Any = bindparam("business")
_CARD: Any = bindparam("card")
_MEMBER = (
    select(_asked.c.member_id)
    .where(_asked.c.business_id == _BUSINESS, _asked.c.id == _CARD)
    .scalar_subquery()
)
# Every sale asks, once it is told, so it is built once and skips the ORM.
_IN_WALLETS = Prepared(
    select(_cards.c.id)
    .where(
        _cards.c.business_id == _BUSINESS,
        _cards.c.member_id == _MEMBER,
        or_(_cards.c.id == _CARD, _cards.c.joined_into_id == _CARD),
        or_(
            *(
                select(held.c.id)
                .where(
                    and_(
                        held.c.business_id == _BUSINESS,
                        held.c.card_id == _cards.c.id,
                    )
                )
                .exists()
                for held in (_apple, _google)
            )
        ),
    )
    .limit(db.ONE)
)


def has_any(card_id: CardId) -> bool:
    """Whether a card, or one that was joined into it, was ever given to a wallet."""
    asked = {"business": tenancy.current(), "card": card_id}
    return _IN_WALLETS.run(asked).one_or_none() is not None
