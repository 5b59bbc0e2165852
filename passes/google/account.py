"""The service account: who signs links and asks for access."""

import binascii
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

TOKEN_URI: Final = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address

_NEEDED: Final = ("client_email", "private_key")
_MIN_KEY_BITS: Final = 2048


class BadAccount(ValueError):
    """The key file is of no use; the message says why and shows nothing of it."""


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """A key file, read once.

    Attributes:
        email: of the account; Google's console invites it to the issuer.
        private_key: never shown.
        key_id: names the key in what it signs; may be empty.
        project: of Google's cloud; may be empty.
        token_uri: where access tokens are issued, as the file says.
    """

    email: str
    private_key: RSAPrivateKey = field(repr=False)
    key_id: str = ""
    project: str = ""
    token_uri: str = TOKEN_URI

    @classmethod
    def from_json(cls, data: bytes) -> "ServiceAccount":
        """Read the JSON key file that Google's console makes.

        Raises:
            BadAccount: it is another kind of file, incomplete, or its key is damaged.
        """
        try:
            document = json.loads(data)
        except ValueError as error:
            raise BadAccount("the key file is not JSON") from error
        if not isinstance(document, dict) or document.get("type") != "service_account":
            raise BadAccount("the file is not the key of a service account")
        for name in _NEEDED:
            if not isinstance(document.get(name), str) or not document[name]:
                raise BadAccount(f"the key file lacks {name}")
        return cls(
            email=document["client_email"],
            private_key=_key(document["private_key"]),
            key_id=_text(document, "private_key_id"),
            project=_text(document, "project_id"),
            token_uri=_text(document, "token_uri") or TOKEN_URI,
        )

    def signed(
        self, claims: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> str:
        """A JSON Web Token of the claims (RS256), in compact UTF-8.

        Cyrillic stays as it is: escaped, it would take three times the room.

        Args:
            claims: what is signed.
            headers: beside `alg` and `typ`.
        """
        head = {"alg": "RS256", "typ": "JWT", **(headers or {})}
        text = f"{_part(head)}.{_part(claims)}"
        signature = self.private_key.sign(
            text.encode(), padding.PKCS1v15(), hashes.SHA256()
        )
        return f"{text}.{_base64(signature)}"


def _key(pem: str) -> RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadAccount("the private key in the key file is damaged") from error
    if not isinstance(key, RSAPrivateKey) or key.key_size < _MIN_KEY_BITS:
        raise BadAccount("the private key is not RSA of 2048 bits or more")
    return key


def _text(document: Mapping[str, Any], name: str) -> str:
    value = document.get(name, "")
    return value if isinstance(value, str) else ""


def _part(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _base64(text.encode())


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
