"""Service accounts: assertions for access tokens, and the tokens in save links."""

import json
import secrets
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.standins.google.server import Reply, Request

_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_SCOPE = "https://www.googleapis.com/auth/wallet_object.issuer"
_GOOGLES = "https://oauth2.googleapis.com/token"


class BadToken(ValueError):
    """A JWT that Google would not take."""


@cache
def _key() -> rsa.RSAPrivateKey:
    """One key pair is enough for all stand-ins of a process: it takes time to find."""
    return rsa.generate_private_key(65537, 2048)


@dataclass
class Accounts:
    """One service account, its key pair and the access tokens it holds.

    Attributes:
        life: how long a token is good for.
        is_known: the account exists; else `invalid_grant`.
    """

    now: Callable[[], datetime]
    email: str = "tessera@stand-in.iam.gserviceaccount.com"
    key_id: str = field(default_factory=lambda: secrets.token_hex(20))
    life: timedelta = timedelta(hours=1)
    is_known: bool = True
    issued: dict[str, datetime] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=_key, repr=False)

    def key_file(self, token_uri: str) -> bytes:
        """The JSON file that Google's console gives for the account."""
        pem = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        document = {
            "type": "service_account",
            "project_id": "stand-in",
            "private_key_id": self.key_id,
            "private_key": pem.decode(),
            "client_email": self.email,
            "client_id": "1" * 21,
            "token_uri": token_uri,
        }
        return json.dumps(document).encode()

    def exchange(self, request: Request, token_uri: str) -> Reply:
        """An access token for a signed assertion (RFC 7523)."""
        form = {
            name: words[0] for name, words in parse_qs(request.body.decode()).items()
        }
        if form.get("grant_type") != _GRANT:
            return Reply(400, {"error": "unsupported_grant_type"})
        try:
            claims = self.verified(form.get("assertion", ""))
            self._refuse_assertion(claims, token_uri)
        except BadToken as error:
            why = {"error": "invalid_grant", "error_description": str(error)}
            return Reply(400, why)
        token = f"ya29.{secrets.token_urlsafe(24)}"
        self.issued[token] = self.now() + self.life
        seconds = int(self.life.total_seconds())
        granted = {"access_token": token, "expires_in": seconds, "token_type": "Bearer"}
        return Reply(200, granted)

    def is_authorized(self, request: Request) -> bool:
        """Whether a request carries a token that is still good."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        return kind == "Bearer" and self.issued.get(token, self.now()) > self.now()

    def verified(self, token: str) -> dict[str, Any]:
        """The claims of a JWT that the account signed.

        Raises:
            BadToken: malformed, of another algorithm, or badly signed.
        """
        try:
            head, claims, signature = token.split(".")
            header, body = json.loads(_decoded(head)), json.loads(_decoded(claims))
            self.key.public_key().verify(
                _decoded(signature),
                f"{head}.{claims}".encode(),
                padding.PKCS1v15(),
                hashes.SHA256(),
            )
        except InvalidSignature as error:
            raise BadToken("Invalid JWT Signature.") from error
        except ValueError as error:
            raise BadToken("malformed JWT") from error
        if header.get("alg") != "RS256" or not isinstance(body, dict):
            raise BadToken("not RS256")
        return body

    def references(self, token: str) -> list[tuple[str, str]]:
        """(type, id) of every object that a save link refers to.

        Raises:
            BadToken: wrong claims, or anything but references in the payload.
        """
        claims = self.verified(token)
        wanted = {"iss": self.email, "aud": "google", "typ": "savetowallet"}
        for name, value in wanted.items():
            if claims.get(name) != value:
                raise BadToken(f"claim {name} is {claims.get(name)!r}")
        if type(claims.get("iat")) is not int:
            raise BadToken("iat is no integer")
        if claims["iat"] > self.now().timestamp() + 60:
            raise BadToken("iat lies in the future")
        if claims.keys() - {*wanted, "iat", "origins", "payload"}:
            raise BadToken("unknown claims")
        if not isinstance(claims.get("origins", []), list):
            raise BadToken("origins are no list")
        found = [
            (kind.removesuffix("s"), item)
            for kind, items in claims.get("payload", {}).items()
            for item in items
        ]
        if not found or any(item.keys() - {"id", "classId"} for _, item in found):
            raise BadToken("the payload is not made of references")
        return [(kind, item["id"]) for kind, item in found]

    def _refuse_assertion(self, claims: dict[str, Any], token_uri: str) -> None:
        now = self.now().timestamp()
        if not self.is_known or claims.get("iss") != self.email:
            raise BadToken("account not found")
        if claims.get("aud") not in {token_uri, _GOOGLES}:
            raise BadToken("Invalid audience")
        if _SCOPE not in str(claims.get("scope")).split():
            raise BadToken("Invalid scope")
        begin, end = claims.get("iat"), claims.get("exp")
        if not isinstance(begin, int) or not isinstance(end, int):
            raise BadToken("no iat and exp")
        if not now - 3600 < begin <= now + 60 or not now < end <= begin + 3600:
            raise BadToken("Token must be a short-lived token")


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
