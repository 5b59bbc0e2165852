"""Google's callbacks: one good one, and one thing wrong at a time."""

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from passes.google.callbacks import BadCallback, Callback, root_keys, verify
from tests.passes.google.examples import ISSUER
from tests.passes.samples import NOW
from tests.standins.google.keys import Keys, new_key

KEYS = Keys(ISSUER)
ROOTS = root_keys(KEYS.document(NOW), NOW)
CLASS, OBJECT = f"{ISSUER}.club", f"{ISSUER}.b7c1"
MESSAGE = KEYS.message("save", CLASS, OBJECT, NOW)


def check(envelope: Any, **options: Any) -> Callback:
    """Verify with our settings."""
    body = envelope if isinstance(envelope, bytes) else json.dumps(envelope).encode()
    return verify(body, **{"issuer_id": ISSUER, "keys": ROOTS, "now": NOW, **options})


def test_a_good_one() -> None:
    event = check(KEYS.signed(MESSAGE, NOW))
    assert event == Callback(
        CLASS, OBJECT, "save", MESSAGE["nonce"], NOW + KEYS.message_life
    )
    gone = KEYS.message("del", CLASS, OBJECT, NOW)
    assert check(KEYS.signed(gone, NOW)).event == "del"


def test_bytes_are_counted_and_not_characters() -> None:
    """More keys in what is signed, in Cyrillic, with spaces: hashed as received."""
    text = json.dumps({**MESSAGE, "note": "Привет"}, ensure_ascii=False, indent=1)
    assert check(KEYS.signed(text, NOW)).object_id == OBJECT
    escaped = json.dumps({**MESSAGE, "note": "Привет"})
    assert check(KEYS.signed(escaped, NOW)).object_id == OBJECT


def test_any_root_key_and_any_signature_will_do() -> None:
    envelope = KEYS.signed(MESSAGE, NOW)
    envelope["intermediateSigningKey"]["signatures"].insert(0, "AAAA")
    others = root_keys(Keys(ISSUER).document(NOW), NOW)
    assert check(envelope, keys=(*others, *ROOTS)).object_id == OBJECT


def test_the_sender_is_a_setting() -> None:
    other = KEYS.changed(sender="GoogleWalletPasses").signed(MESSAGE, NOW)
    assert check(other, sender="GoogleWalletPasses").object_id == OBJECT
    with pytest.raises(BadCallback):
        check(other)


def envelope_with(change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    """A good envelope, tampered with afterwards."""
    envelope = KEYS.signed(MESSAGE, NOW)
    change(envelope)
    return envelope


def signed(message: Any = MESSAGE, **parts: Any) -> dict[str, Any]:
    """An envelope that was signed by keys with other parts."""
    return KEYS.changed(**parts).signed(message, NOW)


def without(name: str) -> dict[str, Any]:
    """A properly signed message that lacks a key."""
    return signed({key: value for key, value in MESSAGE.items() if key != name})


def middle(envelope: dict[str, Any]) -> dict[str, Any]:
    """The part with the intermediate key."""
    found: dict[str, Any] = envelope["intermediateSigningKey"]
    return found


def other_text(text: str) -> str:
    """The same JSON, written in another way."""
    return json.dumps(json.loads(text))


PAST = timedelta(seconds=-1)
BAD = {
    "not json": b"{",
    "a list": b"[]",
    "not utf-8": b'{"a": "\xff"}',
    "deep": b"[" * 60_000,
    "too long": b'"' + b"a" * 70_000 + b'"',
    "twice": b'{"signature": "a", "signature": "b"}',
    "half a letter": envelope_with(lambda e: e.update(signedMessage="\ud800")),
    "extra key": envelope_with(lambda e: e.update(more=1)),
    "no signature": envelope_with(lambda e: e.pop("signature")),
    "no message": envelope_with(lambda e: e.pop("signedMessage")),
    "no middle": envelope_with(lambda e: e.pop("intermediateSigningKey")),
    "no protocol": envelope_with(lambda e: e.pop("protocolVersion")),
    "middle is a text": envelope_with(lambda e: e.update(intermediateSigningKey="a")),
    "extra key in the middle": envelope_with(lambda e: middle(e).update(more=1)),
    "no signatures": envelope_with(lambda e: middle(e).pop("signatures")),
    "signatures are a text": envelope_with(lambda e: middle(e).update(signatures="a")),
    "a heap of signatures": envelope_with(
        lambda e: middle(e).update(signatures=middle(e)["signatures"] * 9)
    ),
    "an empty list": envelope_with(lambda e: middle(e).update(signatures=[])),
    "a signature is a number": envelope_with(
        lambda e: middle(e).update(signatures=[1])
    ),
    "not base64": envelope_with(lambda e: e.update(signature="?!")),
    "not DER": envelope_with(lambda e: e.update(signature="AAAA")),
    "message is an object": envelope_with(lambda e: e.update(signedMessage=MESSAGE)),
    "protocol of the envelope": envelope_with(
        lambda e: e.update(protocolVersion="ECv1")
    ),
    "protocol that was signed": envelope_with(
        lambda e: e.update(signed(protocol="ECv1") | {"protocolVersion": KEYS.protocol})
    ),
    "key written anew": envelope_with(
        lambda e: middle(e).update(signedKey=other_text(middle(e)["signedKey"]))
    ),
    "message written anew": envelope_with(
        lambda e: e.update(signedMessage=e["signedMessage"].replace(" ", ""))
    ),
    "another card": envelope_with(
        lambda e: e.update(signedMessage=e["signedMessage"].replace("b7c1", "b7c2"))
    ),
    "another root": signed(root=new_key()),
    "another intermediate key": envelope_with(
        lambda e: e.update(signature=signed(middle=new_key())["signature"])
    ),
    "another sender": signed(sender="GoogleWalletPasses"),
    "another issuer, properly signed": Keys.signed(
        KEYS.changed(issuer_id="3388000000099999999"),
        {
            **MESSAGE,
            "classId": "3388000000099999999.a",
            "objectId": "3388000000099999999.b",
        },
        NOW,
    ),
    "signed for another issuer": signed(issuer_id="3388000000099999999"),
    "intermediate key expired": signed(middle_life=PAST),
    "message expired": signed({**MESSAGE, "expTimeMillis": 1773737999000}),
    "expires now": signed({**MESSAGE, "expTimeMillis": int(NOW.timestamp() * 1000)}),
    "no expiry": without("expTimeMillis"),
    "expiry in words": signed({**MESSAGE, "expTimeMillis": "soon"}),
    "expiry is true": signed({**MESSAGE, "expTimeMillis": True}),
    "endless expiry": signed({**MESSAGE, "expTimeMillis": "9" * 400}),
    "foreign class": signed({**MESSAGE, "classId": "7.club"}),
    "foreign object": signed({**MESSAGE, "objectId": f"{ISSUER}0.b7c1"}),
    "no class": without("classId"),
    "no object": without("objectId"),
    "no event": without("eventType"),
    "unknown event": signed({**MESSAGE, "eventType": "look"}),
    "event is a list": signed({**MESSAGE, "eventType": ["save"]}),
    "no nonce": without("nonce"),
    "empty nonce": signed({**MESSAGE, "nonce": ""}),
    "message is no json": signed("save"),
}


@pytest.mark.parametrize("envelope", BAD.values(), ids=BAD.keys())
def test_bad_ones(envelope: Any) -> None:
    with pytest.raises(BadCallback):
        check(envelope)


def test_root_keys_that_expire_later_are_kept() -> None:
    """Of three keys one is valid: not the old one, not the one of another protocol."""
    (root,) = ROOTS
    assert root.expires_at == NOW + KEYS.root_life
    later = NOW + KEYS.root_life
    assert root_keys(KEYS.document(NOW), later) == ()
    late = KEYS.changed(middle_life=timedelta(days=99), message_life=timedelta(days=99))
    message = late.message("save", CLASS, OBJECT, NOW)
    envelope = late.signed(message, NOW)
    assert check(envelope).object_id == OBJECT
    with pytest.raises(BadCallback, match="root key"):
        check(envelope, now=later)
    with pytest.raises(BadCallback, match="root key"):
        check(KEYS.signed(MESSAGE, NOW), keys=())


def test_lists_of_keys_that_are_none() -> None:
    entry = json.loads(KEYS.document(NOW))["keys"][0]
    curve = ec.generate_private_key(ec.SECP384R1()).public_key()
    der = curve.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    for document in (
        b"<html>",
        b"[]",
        b"{}",
        b'{"keys": {}}',
        json.dumps({"keys": [entry | {"keyValue": "AAAA"}]}).encode(),
        json.dumps({"keys": [entry | {"keyValue": 7}]}).encode(),
        json.dumps({"keys": [entry | {"keyExpiration": "x"}]}).encode(),
        json.dumps({"keys": [entry | {"keyValue": b64encode(der).decode()}]}).encode(),
    ):
        with pytest.raises(BadCallback):
            root_keys(document, NOW)
    assert root_keys(b'{"keys": [7]}', NOW) == ()
