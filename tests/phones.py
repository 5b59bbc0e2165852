"""What phones show that make their codes by themselves."""

from datetime import datetime

from app.cards import codes
from app.cards.models import Card
from app.core import clock, db, tenancy
from app.core.ids import BusinessId
from passes.google import totp


def filled(secret: str, number: str, at: datetime) -> str:
    """What a phone shows: the pattern, filled in as Google says."""
    seconds = int(at.timestamp())
    value = totp.code(codes.wallet_key(secret, number), at)
    pattern = codes.wallet_pattern(number)
    return pattern.replace("{totp_timestamp_seconds}", str(seconds)).replace(
        "{totp_value_0}", value
    )


def wallet_code(
    business_id: BusinessId, card_id: int, at: datetime | None = None
) -> str:
    """The code of a card in Google Wallet at an instant, now by default."""
    with tenancy.scope(business_id):
        card = db.session().get_one(Card, card_id)
        code = filled(card.secret, card.number, at or clock.now())
    db.session().rollback()
    return code
