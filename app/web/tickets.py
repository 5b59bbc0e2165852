"""Links that take a card to another device: signed, short-lived, of one business.

A ticket is no sign-in. It hands out what the card itself shows to anybody who looks at
it, for as long as it takes to point a phone at a screen.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, Signer

from app.core import clock, tenancy
from app.core.errors import AppError, NotFound
from app.core.ids import CardId

LIFE = timedelta(minutes=15)
_MINUTE = 60
_CONTENT = re.compile(r"([0-9]{1,18})-([0-9]{1,9})")
_LONGEST = 80


class TicketExpired(AppError):
    """The link was good once."""

    code = "ticket_expired"
    status = 410
    sentence = "This link has run out. Show a fresh code on the other screen."


@dataclass(frozen=True)
class Ticket:
    """What stands in the link, and until when it works."""

    token: str
    expires_at: datetime


def issue(card_id: CardId, secret_key: str) -> Ticket:
    """A ticket for a card of the business in scope, the same for a whole minute."""
    until = int((clock.now() + LIFE).timestamp()) // _MINUTE + 1
    token = _signer(secret_key).sign(f"{card_id}-{until}").decode()
    return Ticket(token, _instant(until))


def read(token: str, secret_key: str) -> CardId:
    """The card of a ticket; raises NotFound for what we never signed, TicketExpired."""
    if len(token) > _LONGEST or not token.isascii():
        raise NotFound
    try:
        content = _signer(secret_key).unsign(token).decode()
    except BadSignature as error:
        raise NotFound from error
    found = _CONTENT.fullmatch(content)
    if found is None:
        raise NotFound
    if _instant(int(found[2])) <= clock.now():
        raise TicketExpired
    return CardId(int(found[1]))


def _instant(minutes: int) -> datetime:
    return datetime.fromtimestamp(minutes * _MINUTE, UTC)


def _signer(secret_key: str) -> Signer:
    return Signer(secret_key, salt=f"take-card:{tenancy.current()}")
