"""What Google calls us with: somebody saved a card, or removed it.

Every message is checked byte for byte, is for our issuer and a class of ours, and
counts once. Google repeats what it is not sure about, so a repeat is fine.
"""

from datetime import timedelta

from sqlalchemy import delete, select, update

from app.core import clock, db, tenancy, unique
from app.core.config import Config
from app.core.errors import AppError
from app.core.ids import BusinessId, CardId
from app.incentives import actions as incentives
from app.programmes.target_actions import Action
from app.wallet.google import callback_keys
from app.wallet.google.account import issuer
from app.wallet.models import GoogleClass, GoogleNonce, GooglePass
from passes.google.callbacks import BadCallback, Callback, verify

MARGIN = timedelta(hours=1)
LONGEST_NONCE = 200


class CallbackRefused(AppError):
    """The message is not Google's, not for us, or too late; never said which."""

    code = "callback_refused"
    status = 400
    sentence = "This message is not accepted."


class KeysMissing(AppError):
    """The worker has not fetched Google's keys yet; Google will repeat the message."""

    code = "keys_missing"
    status = 503
    sentence = "This cannot be checked now. Please try again later."


def take(body: bytes, config: Config) -> bool:
    """Take a message as received; whether it was new.

    Must run outside ``writing()``. Raises CallbackRefused, KeysMissing, and NoGoogle
    or AccountRefused where there is no issuer.
    """
    own = issuer(config)
    keys = callback_keys.keys(config)
    if not keys:
        raise KeysMissing
    try:
        message = verify(
            body,
            issuer_id=own,
            keys=keys,
            now=clock.now(),
            sender=config.google_sender,
        )
    except BadCallback as error:
        raise CallbackRefused from error
    if len(message.nonce) > LONGEST_NONCE:
        raise CallbackRefused
    with tenancy.across(), db.writing():
        return _counted(message)


def forget_old() -> None:
    """Drop nonces whose messages have expired. Runs inside ``writing()``."""
    db.session().execute(
        delete(GoogleNonce).where(GoogleNonce.expires_at < clock.now() - MARGIN)
    )


def _counted(message: Callback) -> bool:
    known = select(GoogleClass.business_id).where(
        GoogleClass.resource_id == message.class_id
    )
    business_id = db.session().scalar(known)
    if business_id is None:
        raise CallbackRefused
    nonce = GoogleNonce(nonce=message.nonce, expires_at=message.expires_at)
    if not unique.is_added(nonce):
        return False
    _mark(message, business_id)
    return True


def _mark(message: Callback, business_id: int) -> None:
    """Remember who holds what; of a card that the business does not know, nothing."""
    if message.event == "save":
        values = {"is_held": True, "held_at": clock.now()}
    else:
        values = {"is_held": False, "removed_at": clock.now()}
    db.session().execute(
        update(GooglePass)
        .where(
            GooglePass.business_id == business_id,
            GooglePass.resource_id == message.object_id,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if message.event == "save":
        _thank(message, BusinessId(business_id))


def _thank(message: Callback, business_id: BusinessId) -> None:
    """Tell that somebody has the card in their wallet; once for each guest."""
    with tenancy.scope(business_id):
        card_id = db.session().scalar(
            select(GooglePass.card_id).where(
                GooglePass.resource_id == message.object_id
            )
        )
        if card_id is not None:
            incentives.done_on_card(card_id=CardId(card_id), action=Action.WALLET)
