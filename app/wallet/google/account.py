"""The service account that speaks for this installation: read once per key file."""

import hashlib
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from app.businesses.queries import BusinessView
from app.core.config import Config
from app.core.errors import AppError, NotFound
from passes.brand import BadCard
from passes.google.account import BadAccount, ServiceAccount
from passes.google.resources import issuer_id


class NoGoogle(NotFound):
    """The operator or the business has no cards at Google."""

    code = "no_google"
    sentence = "Cards for Google Wallet are not set up here."


class AccountRefused(AppError):
    """The key file or the issuer number is of no use; the cause says why."""

    code = "google_refused"
    status = 503
    sentence = "The card for Google Wallet cannot be made now. Please try again later."


def is_set_up(config: Config) -> bool:
    """Whether the operator has named an issuer and a key; reads no file.

    Google fetches pictures and calls back, so people must reach us by https.
    """
    return bool(config.google_issuer and config.google_key) and config.is_secure


def is_configured(config: Config, business: BusinessView) -> bool:
    """Whether this business offers its cards for Google Wallet."""
    return is_set_up(config) and business.has_google_wallet


def account(config: Config) -> ServiceAccount:
    """The account of the key file; raises NoGoogle, AccountRefused."""
    if not is_set_up(config):
        raise NoGoogle
    path = Path(config.google_key)
    try:
        issuer_id(config.google_issuer)
        return _loaded(path, path.stat().st_mtime_ns)
    except (OSError, BadAccount, BadCard) as error:
        raise AccountRefused from error


def issuer(config: Config) -> str:
    """The issuer's number as ids begin with it; raises NoGoogle, AccountRefused."""
    if not config.google_issuer:
        raise NoGoogle
    try:
        return issuer_id(config.google_issuer)
    except BadCard as error:
        raise AccountRefused from error


def identity(config: Config) -> str:
    """The fingerprint of issuer and key: what a refusal of Google's is about."""
    public = account(config).private_key.public_key()
    der = public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return hashlib.sha256(f"{issuer(config)}\0".encode() + der).hexdigest()


@lru_cache(maxsize=4)
def _loaded(path: Path, _changed_at: int) -> ServiceAccount:
    return ServiceAccount.from_json(path.read_bytes())
