"""PINs of printed cards: what proves the holder where there is no phone (row 109, M14).

A right PIN does for a lasting code what a rotating one is by itself. It is kept as a
keyed digest; five wrong tries close it for a quarter of an hour.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from app.cards.actions import touch
from app.cards.errors import CardHeld, NoPin, PinLocked, PinUnfit
from app.cards.identity_models import CardPin
from app.cards.models import Card
from app.core import audit, clock, db, ids, tenancy
from app.core.ids import CardId

MOST_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
RANDOM_LENGTH = 4
_PIN = re.compile(r"\d{4,6}", re.ASCII)
_ROWS = ("01234567890", "09876543210")


@dataclass(frozen=True)
class Checked:
    """Whether a PIN was right, and how many tries are left if it was not."""

    is_right: bool
    tries_left: int = 0


def is_fit(pin: str) -> bool:
    """Whether these digits can be a PIN: 4 to 6, not alike, not in a row."""
    return (
        _PIN.fullmatch(pin) is not None
        and len(set(pin)) > 1
        and not any(pin in row for row in _ROWS)
    )


def drawn() -> str:
    """A PIN by chance, to be printed and given to the guest."""
    while not is_fit(pin := ids.digits(RANDOM_LENGTH)):
        pass
    return pin


def set_pin(*, card_id: CardId, pin: str, actor: str, secret_key: str) -> None:
    """Give a card a PIN in place of the one it may have; raises PinUnfit."""
    if not is_fit(pin):
        raise PinUnfit
    locked = touch(card_id)
    session, salt = db.session(), ids.token(12)
    session.execute(delete(CardPin).where(CardPin.card_id == locked.id))
    session.add(
        CardPin(
            business_id=tenancy.current(),
            card_id=locked.id,
            salt=salt,
            digest=_digest(secret_key, locked.id, salt, pin),
            set_at=clock.now(),
            set_by=actor,
        )
    )
    session.flush()
    audit.note("identity.pin_set", subject=f"member:{locked.member_id}")


def has_pin(card_id: CardId) -> bool:
    """Whether a card has one."""
    found = select(CardPin.id).where(CardPin.card_id == card_id)
    return db.session().scalar(found) is not None


def check_pin(*, card_id: CardId, pin: str, secret_key: str) -> Checked:
    """Compare digits with a card's PIN; a wrong try is counted.

    It is an answer and no error, so that counting commits. Raises NoPin, PinLocked, and
    CardHeld while the card is not trusted for another reason.
    """
    locked = touch(card_id)
    session, instant = db.session(), clock.now()
    row = session.scalar(
        select(CardPin).where(CardPin.card_id == locked.id).with_for_update()
    )
    if row is None:
        raise NoPin
    until = session.scalar(select(Card.trusted_from).where(Card.id == locked.id))
    if until is not None and until > instant:
        raise CardHeld
    if row.locked_until is not None and row.locked_until > instant:
        raise PinLocked
    if ids.same(_digest(secret_key, locked.id, row.salt, pin), row.digest):
        row.tries, row.locked_until = 0, None
        session.flush()
        return Checked(is_right=True)
    row.tries += 1
    left = MOST_TRIES - row.tries
    if left <= 0:
        row.tries, row.locked_until = 0, instant + LOCKED_FOR
    session.flush()
    return Checked(is_right=False, tries_left=max(left, 0))


def _digest(secret_key: str, card_id: int, salt: str, pin: str) -> bytes:
    return ids.digest(secret_key, "card-pin", f"{card_id}:{salt}:{pin}")
