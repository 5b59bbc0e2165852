"""Save links and the key that signs them."""

import json
from base64 import urlsafe_b64decode
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from passes.google.account import TOKEN_URI, BadAccount, ServiceAccount
from passes.google.links import SAVE_PREFIX, BadLink, Reference, save_link
from tests.passes.google.examples import ISSUER
from tests.passes.samples import NOW

EMAIL = "tessera-wallet@loyalty-production-123456.iam.gserviceaccount.com"
KEY = rsa.generate_private_key(65537, 2048)


def pem(key: Any = KEY) -> str:
    """A key as it stands in a key file."""
    data: bytes = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return data.decode()


def key_file(**changes: Any) -> bytes:
    """A key file."""
    document = {
        "type": "service_account",
        "client_email": EMAIL,
        "private_key": pem(),
        "private_key_id": "a" * 40,
        "project_id": "loyalty",
        "token_uri": "https://token.example/",
    }
    return json.dumps(document | changes).encode()


ACCOUNT = ServiceAccount.from_json(key_file())


def reference(at: int) -> Reference:
    """A card with a long id."""
    return Reference("loyaltyObject", f"{ISSUER}.{at:032x}")


def part(text: str) -> Any:
    """JSON in a part of a token."""
    return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def test_a_link_is_a_signed_reference() -> None:
    link = save_link(ACCOUNT, [reference(1)], now=NOW)
    assert link.startswith(SAVE_PREFIX)
    head, claims, signature = link.removeprefix(SAVE_PREFIX).split(".")
    assert part(head) == {"alg": "RS256", "typ": "JWT"}
    body = part(claims)
    assert body == {
        "iss": EMAIL,
        "aud": "google",
        "typ": "savetowallet",
        "iat": int(NOW.timestamp()),
        "origins": [],
        "payload": {"loyaltyObjects": [{"id": reference(1).object_id}]},
    }
    assert type(body["iat"]) is int
    raw = urlsafe_b64decode(signature + "==")
    signed = f"{head}.{claims}".encode()
    KEY.public_key().verify(raw, signed, padding.PKCS1v15(), hashes.SHA256())


def test_several_cards_and_settings() -> None:
    cards = [
        Reference("loyaltyObject", f"{ISSUER}.a", f"{ISSUER}.club"),
        Reference("offerObject", f"{ISSUER}.b"),
        Reference("offerObject", f"{ISSUER}.c"),
    ]
    link = save_link(
        ACCOUNT, cards, now=NOW, origins=["https://a.example"], prefix="https://b/"
    )
    body = part(link.removeprefix("https://b/").split(".")[1])
    assert body["origins"] == ["https://a.example"]
    assert body["payload"] == {
        "loyaltyObjects": [{"id": f"{ISSUER}.a", "classId": f"{ISSUER}.club"}],
        "offerObjects": [{"id": f"{ISSUER}.b"}, {"id": f"{ISSUER}.c"}],
    }


@pytest.mark.parametrize(("count", "most"), [(1, 800), (2, 900), (3, 1000), (10, 1800)])
def test_links_stay_short(count: int, most: int) -> None:
    """Google calls 1,800 characters safe."""
    cards = [reference(at) for at in range(count)]
    assert len(save_link(ACCOUNT, cards, now=NOW)) <= most < 1801


def test_links_that_cannot_be() -> None:
    with pytest.raises(BadLink, match="needs a card"):
        save_link(ACCOUNT, [], now=NOW)
    with pytest.raises(BadLink, match="cannot be saved"):
        save_link(ACCOUNT, [Reference("loyaltyClass", f"{ISSUER}.a")], now=NOW)
    with pytest.raises(BadLink, match="too long"):
        save_link(ACCOUNT, [Reference("offerObject", "1." + "a" * 200)], now=NOW)
    with pytest.raises(BadLink, match="too long"):
        save_link(ACCOUNT, [reference(at) for at in range(20)], now=NOW)


def test_cyrillic_is_not_escaped() -> None:
    token = ACCOUNT.signed({"a": "Полдень"})
    assert len(token.split(".")[1]) == 30
    assert part(token.split(".")[1]) == {"a": "Полдень"}


def test_the_key_file() -> None:
    assert ACCOUNT.email == EMAIL
    assert ACCOUNT.project == "loyalty"
    assert ACCOUNT.token_uri == "https://token.example/"
    plain = ServiceAccount.from_json(key_file(token_uri=None, private_key_id=7))
    assert (plain.token_uri, plain.key_id) == (TOKEN_URI, "")
    assert "PRIVATE" not in repr(ACCOUNT)
    assert "private_key" not in repr(ACCOUNT)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"[]", "not the key of a service account"),
        (key_file(type="authorized_user"), "not the key of a service account"),
        (key_file(client_email=""), "lacks client_email"),
        (key_file(private_key=None), "lacks private_key"),
        (key_file(private_key="secret words"), "damaged"),
        (key_file(private_key=pem().replace("M", "N")), "damaged"),
        (key_file(private_key=pem(rsa.generate_private_key(65537, 1024))), "2048"),
        (key_file(private_key=pem(ec.generate_private_key(ec.SECP256R1()))), "RSA"),
    ],
)
def test_bad_key_files(data: bytes, why: str) -> None:
    with pytest.raises(BadAccount, match=why) as caught:
        ServiceAccount.from_json(data)
    assert "secret words" not in str(caught.value)
