"""The link behind "Add to Google Wallet": a signed reference, made at the click."""

from sqlalchemy import select

from app.core import clock, db
from app.core.config import Config
from app.core.errors import AppError
from app.core.ids import CardId
from app.wallet.google.account import AccountRefused, account
from app.wallet.models import GooglePass
from passes.google import links
from passes.google.links import BadLink, Reference


class NotReady(AppError):
    """Google does not have the card yet; the worker sends it in a moment."""

    code = "google_not_ready"
    status = 503
    sentence = "Your card is on its way to Google. Please try again in a moment."


def save_link(card_id: CardId, config: Config) -> str:
    """Where the holder of a card saves it, at most 800 characters.

    Reads the business in scope. Raises NoGoogle, AccountRefused, NotReady.
    """
    signer = account(config)
    row = (
        db.session()
        .execute(
            select(GooglePass.resource, GooglePass.resource_id).where(
                GooglePass.card_id == card_id, GooglePass.sent_digest.is_not(None)
            )
        )
        .one_or_none()
    )
    if row is None:
        raise NotReady
    card = Reference(row.resource, row.resource_id)
    try:
        return links.save_link(
            signer, [card], now=clock.present(), prefix=config.google_save_url
        )
    except BadLink as error:
        raise AccountRefused from error
