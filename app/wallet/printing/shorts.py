"""EAN-8 numbers for passes in people's hands, when their programme turns to that code.

A card gets its short number when its page first shows it; a pass is shown by the phone
itself, so its number is given here.
"""

from itertools import groupby
from operator import itemgetter

from sqlalchemy import exists, func, or_, select

from app.cards import articles, stock
from app.cards.models import Card, CardNumber
from app.core import db, tenancy
from app.core.ids import BusinessId, CardId
from app.programmes.models import Programme
from app.wallet.models import ApplePass, GooglePass

BATCH = 100


def give() -> int:
    """Give some of them their number; how many. 0 when no pass lacks one."""
    given = 0
    for business_id, cards in groupby(_lacking(), key=itemgetter(0)):
        with tenancy.scope(BusinessId(business_id)), db.writing():
            for _, card_id in cards:
                given += stock.give_short(CardId(card_id)) is not None
    return given


def _lacking() -> list[tuple[int, int]]:
    """Businesses and cards, in this order."""
    has_pass = or_(
        exists().where(ApplePass.card_id == Card.id),
        exists().where(GooglePass.card_id == Card.id),
    )
    has_short = exists().where(
        CardNumber.business_id == Card.business_id,
        CardNumber.card_id == Card.id,
        CardNumber.value.startswith(articles.EAN8_PREFIX),
        func.length(CardNumber.value) == articles.EAN8_LENGTH,
    )
    with tenancy.across():
        rows = db.session().execute(
            select(Card.business_id, Card.id)
            .join(Programme, Programme.id == Card.programme_id)
            .where(
                Programme.symbology == "ean8",
                Card.state == "active",
                has_pass,
                ~has_short,
            )
            .order_by(Card.business_id, Card.id)
            .limit(BATCH)
        )
        return [(row[0], row[1]) for row in rows]
