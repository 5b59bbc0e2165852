"""Who we are to push services: a key of our own and short-lived tokens (RFC 8292)."""

import json
import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from app.core import clock
from app.core.config import BadSetting, Config
from app.notifications.push.encryption import point, unpadded

LIFE: Final = timedelta(hours=12)
"""Services take tokens for a day at most."""

_RENEWED: Final = timedelta(hours=6)
_MOST_ORIGINS: Final = 256
FILE: Final = "vapid.key"


@dataclass
class Vapid:
    """Our key, and the tokens that are in use."""

    key: ec.EllipticCurvePrivateKey
    subject: str
    _tokens: dict[str, tuple[datetime, str]] = field(default_factory=dict)

    @property
    def public(self) -> str:
        """What browsers are given, so that nobody else can push to them."""
        return unpadded(point(self.key.public_key()))

    def authorization(self, origin: str) -> str:
        """The header for a push service: a token in use for hours, and our key."""
        instant = clock.now()
        known = self._tokens.get(origin)
        if known is None or not timedelta(0) <= known[0] - instant - _RENEWED:
            if len(self._tokens) >= _MOST_ORIGINS:
                self._tokens.clear()
            known = instant + LIFE, self._signed(origin, instant + LIFE)
            self._tokens[origin] = known
        return f"vapid t={known[1]}, k={self.public}"

    def _signed(self, origin: str, until: datetime) -> str:
        claims = {"aud": origin, "exp": int(until.timestamp()), "sub": self.subject}
        said = ".".join(
            unpadded(json.dumps(part, separators=(",", ":")).encode())
            for part in ({"typ": "JWT", "alg": "ES256"}, claims)
        )
        signature = self.key.sign(said.encode(), ec.ECDSA(hashes.SHA256()))
        r, s = decode_dss_signature(signature)
        return f"{said}.{unpadded(r.to_bytes(32) + s.to_bytes(32))}"


def vapid(config: Config) -> Vapid:
    """Who we are by the settings; raises BadSetting when the key cannot be read."""
    return _made(config.vapid_key, str(config.data_dir), _subject(config))


def _subject(config: Config) -> str:
    """How a push service reaches us when something goes wrong."""
    if config.is_secure:
        return config.address
    return f"mailto:{parseaddr(config.mail_from)[1]}"


@lru_cache(maxsize=8)
def _made(given: str, folder: str, subject: str) -> Vapid:
    path = Path(given) if given else _kept(Path(folder))
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise BadSetting(f"TESSERA_VAPID_KEY: {path} holds no key") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise BadSetting(f"TESSERA_VAPID_KEY: {path} holds no key of P-256")
    return Vapid(key, subject)


def _kept(folder: Path) -> Path:
    """Our key in the data folder; of processes that start together, one makes it."""
    path = folder / FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{secrets.token_hex(4)}-{FILE}"
        draft.touch(mode=0o600)
        draft.write_bytes(
            ec.generate_private_key(ec.SECP256R1()).private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path
