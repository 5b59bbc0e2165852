"""What the installation signs and calls with, and for how many days still."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from cryptography import x509

from app.core import clock
from app.core.config import Config
from app.core.errors import AppError
from app.core.locales import mark
from app.wallet import certificates
from app.wallet.google import account

SOON_DAYS = 30


@dataclass(frozen=True)
class Credential:
    """A certificate or key.

    Attributes:
        name: what it is, to be translated.
        detail: whose it is, or what is wrong with it.
        ends_at: None for keys that do not end, and for what cannot be read.
        state: good, soon (30 days or fewer left), bad, or none (not set up).
    """

    name: str
    detail: str
    ends_at: datetime | None
    state: str

    @property
    def days_left(self) -> int | None:
        """Whole days until the end; below zero afterwards."""
        return None if self.ends_at is None else (self.ends_at - clock.now()).days


PASS_CERTIFICATE = mark("Pass certificate")
INTERMEDIATE = mark("Apple's intermediate certificate")
GOOGLE_ACCOUNT = mark("Google service account")


def all_of(config: Config) -> list[Credential]:
    """Everything that can run out or be missing, Apple first."""
    return [*_apple(config), _google(config)]


def _google(config: Config) -> Credential:
    if not account.is_set_up(config):
        return Credential(GOOGLE_ACCOUNT, "", None, "none")
    try:
        email = account.account(config).email
    except AppError as refusal:
        reason = str(refusal.__cause__ or refusal)
        return Credential(GOOGLE_ACCOUNT, reason, None, "bad")
    return Credential(GOOGLE_ACCOUNT, email, None, "good")


def _apple(config: Config) -> list[Credential]:
    if not certificates.is_configured(config):
        return [Credential(PASS_CERTIFICATE, "", None, "none")]
    try:
        signer = certificates.signer(config)
    except AppError as refusal:
        reason = str(refusal.__cause__ or refusal)
        return [Credential(PASS_CERTIFICATE, reason, None, "bad")]
    named = partial(_certificate, config=config)
    return [
        named(PASS_CERTIFICATE, signer.certificate, signer.pass_type_id),
        named(INTERMEDIATE, signer.intermediate, _common_name(signer.intermediate)),
    ]


def _certificate(
    name: str, certificate: x509.Certificate, detail: str, *, config: Config
) -> Credential:
    ends_at = certificate.not_valid_after_utc
    left = (ends_at - clock.now()).days
    state = "bad" if left < 0 else "soon" if left <= SOON_DAYS else "good"
    if config.demo and not config.apple_certificate and state == "good":
        state = "demo"
    return Credential(name, detail, ends_at, state)


def _common_name(certificate: x509.Certificate) -> str:
    found = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else ""
