"""Messages of Google's: a card was saved to a phone, or removed (ECv2SigningOnly).

Root keys sign an intermediate key, that key signs the message; everything is bound to
the sender, to our issuer and to a time. The caller answers 200 at once, treats a nonce
that it has seen as done, and fetches root keys only when they expire: not on a bad
signature, or strangers could make us ask Google as often as they like.
"""

import json
from base64 import b64decode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

KEYS_URL: Final = "https://pay.google.com/gp/m/issuer/keys"
SENDER: Final = "GooglePayPasses"
PROTOCOL: Final = "ECv2SigningOnly"

_MAX_BYTES: Final = 65_536
_MOST_SIGNATURES: Final = 8
"""Google sends one or two; each costs a check for each root key."""

_OUTER: Final = {
    "signature",
    "intermediateSigningKey",
    "protocolVersion",
    "signedMessage",
}
_MIDDLE: Final = {"signedKey", "signatures"}
_EVENTS: Final[dict[str, Literal["save", "del"]]] = {"save": "save", "del": "del"}
_EPOCH: Final = datetime.fromtimestamp(0, UTC)


class BadCallback(ValueError):
    """The message is refused; the message of the error says at which step."""


@dataclass(frozen=True, slots=True)
class RootKey:
    """One of Google's root keys.

    Attributes:
        key: P-256.
        expires_at: aware.
    """

    key: ec.EllipticCurvePublicKey
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Callback:
    """What happened to a card.

    Attributes:
        class_id: of our issuer.
        object_id: of our issuer.
        event: saved or deleted.
        nonce: unique; Google repeats messages.
        expires_at: aware; a nonce need not be kept longer.
    """

    class_id: str
    object_id: str
    event: Literal["save", "del"]
    nonce: str
    expires_at: datetime


def root_keys(document: bytes, now: datetime) -> tuple[RootKey, ...]:
    """The keys in Google's list that are valid now, for this protocol.

    Args:
        document: JSON as served at `KEYS_URL`.
        now: aware.

    Raises:
        BadCallback: the document is no such list.
    """
    keys = _parsed(document, "keys are not JSON").get("keys")
    if not isinstance(keys, list):
        raise BadCallback("the list of keys has no keys")
    found = []
    for entry in keys:
        if not isinstance(entry, dict) or entry.get("protocolVersion") != PROTOCOL:
            continue
        expires_at = _moment(entry.get("keyExpiration"))
        if expires_at > now:
            found.append(RootKey(_public_key(entry.get("keyValue")), expires_at))
    return tuple(found)


def verify(
    body: bytes,
    *,
    issuer_id: str,
    keys: Sequence[RootKey],
    now: datetime,
    sender: str = SENDER,
) -> Callback:
    """Check a message byte for byte.

    Args:
        body: of the POST, as received.
        issuer_id: ours, from the settings; never from the message.
        keys: see `root_keys`.
        now: aware.
        sender: the first word that Google signs.

    Raises:
        BadCallback: malformed, of another protocol, badly signed, expired, or not for
            our issuer.
    """
    envelope = _exact(_parsed(body, "not JSON"), _OUTER)
    if envelope["protocolVersion"] != PROTOCOL:
        raise BadCallback("another protocol")
    middle = envelope["intermediateSigningKey"]
    if not isinstance(middle, dict):
        raise BadCallback("the intermediate key is no object")
    signer = _intermediate(_exact(middle, _MIDDLE), keys, now, sender)
    message = _text(envelope["signedMessage"])
    signed = _lengths_and_values(sender, issuer_id, PROTOCOL, message)
    if not _is_signed([signer], [_text(envelope["signature"])], signed):
        raise BadCallback("the message is not signed by the intermediate key")
    return _callback(
        _parsed(message.encode(), "the message is not JSON"), issuer_id, now
    )


def _intermediate(
    middle: dict[str, Any], keys: Sequence[RootKey], now: datetime, sender: str
) -> ec.EllipticCurvePublicKey:
    """The key that any of the root keys has signed with any of the signatures."""
    signed_key = _text(middle["signedKey"])
    signatures = middle["signatures"]
    if not isinstance(signatures, list) or len(signatures) > _MOST_SIGNATURES:
        raise BadCallback("the signatures are no list, or too many")
    roots = [root.key for root in keys if root.expires_at > now]
    # The text is hashed as received; written anew it would be another one.
    signed = _lengths_and_values(sender, PROTOCOL, signed_key)
    if not _is_signed(roots, [_text(each) for each in signatures], signed):
        raise BadCallback("the intermediate key is not signed by a root key")
    key = _parsed(signed_key.encode(), "the intermediate key is not JSON")
    if _moment(key.get("keyExpiration")) <= now:
        raise BadCallback("the intermediate key has expired")
    return _public_key(key.get("keyValue"))


def _callback(message: dict[str, Any], issuer_id: str, now: datetime) -> Callback:
    expires_at = _moment(message.get("expTimeMillis"))
    if expires_at <= now:
        raise BadCallback("the message has expired")
    class_id, object_id = _text(message.get("classId")), _text(message.get("objectId"))
    for name in (class_id, object_id):
        if not name.startswith(f"{issuer_id}."):
            raise BadCallback("the message is about another issuer's card")
    nonce = _text(message.get("nonce"))
    event = _EVENTS.get(_text(message.get("eventType")))
    if event is None:
        raise BadCallback("an unknown event")
    if not nonce:
        raise BadCallback("the message has no nonce")
    return Callback(class_id, object_id, event, nonce, expires_at)


def _lengths_and_values(*parts: str) -> bytes:
    """Each part after its length: bytes, not characters, in four little-endian ones."""
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "little") + part for part in encoded)


def _is_signed(
    keys: Iterable[ec.EllipticCurvePublicKey], signatures: Sequence[str], data: bytes
) -> bool:
    return any(_fits(key, signature, data) for key in keys for signature in signatures)


def _fits(key: ec.EllipticCurvePublicKey, signature: str, data: bytes) -> bool:
    try:
        key.verify(_bytes(signature), data, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _public_key(value: object) -> ec.EllipticCurvePublicKey:
    """A P-256 key from base64 of its DER SubjectPublicKeyInfo."""
    try:
        key = serialization.load_der_public_key(_bytes(_text(value)))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadCallback("a key is damaged") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(
        key.curve, ec.SECP256R1
    ):
        raise BadCallback("a key is not P-256")
    return key


def _parsed(data: bytes, complaint: str) -> dict[str, Any]:
    """A JSON object whose keys are told once.

    Raises:
        BadCallback: anything else.
    """
    if len(data) > _MAX_BYTES:
        raise BadCallback("too long")
    try:
        document = json.loads(data, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise BadCallback(complaint) from error
    if not isinstance(document, dict):
        raise BadCallback(complaint)
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise BadCallback("a key is told twice")
    return dict(pairs)


def _exact(document: dict[str, Any], wanted: set[str]) -> dict[str, Any]:
    if document.keys() != wanted:
        raise BadCallback("a key is missing or too many")
    return document


def _text(value: object) -> str:
    """A text that has bytes in UTF-8; half a surrogate pair has none."""
    if not isinstance(value, str):
        raise BadCallback("a text is wanted")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BadCallback("a text is wanted") from error
    return value


def _bytes(value: str) -> bytes:
    try:
        return b64decode(value, validate=True)
    except ValueError as error:
        raise BadCallback("not base64") from error


def _moment(value: object) -> datetime:
    """Milliseconds since 1970, as a number or as digits."""
    digits = str(value) if isinstance(value, int | str) else ""
    if isinstance(value, bool) or not (digits.isascii() and digits.isdecimal()):
        raise BadCallback("a time is not in milliseconds")
    try:
        return _EPOCH + timedelta(milliseconds=int(digits[:20]))
    except OverflowError as error:
        raise BadCallback("a time is not in milliseconds") from error
