"""What names an Apple pass and opens it: both follow from the secret key.

Neither can be guessed, and the token is stored nowhere. Whoever changes the secret key
parts from every pass that was handed out before.
"""

from app.core import ids, tenancy
from app.core.ids import CardId

_SERIAL_CHARACTERS = 32


def serial_of(card_id: CardId, secret_key: str) -> str:
    """The pass's identity for ever; tells nothing of the card in the open scope."""
    value = f"{tenancy.current()}:{card_id}"
    return ids.digest(secret_key, "pass-serial", value).hex()[:_SERIAL_CHARACTERS]


def token_of(serial: str, secret_key: str) -> str:
    """What a phone that holds this pass proves itself with, on this serial only."""
    return ids.digest(secret_key, "pass-token", serial).hex()


def opens(token: str, serial: str, secret_key: str) -> bool:
    """Whether a token belongs to a serial, in constant time and without the database."""
    return ids.same(token.encode(), token_of(serial, secret_key).encode())


def device_digest(device: str, secret_key: str) -> bytes:
    """What we know a phone by: its identifier is a secret of its own."""
    return ids.digest(secret_key, "pass-device", device)
