"""Signing a manifest the way Apple Wallet accepts it, with keys that are loaded once.

Reading a PEM key costs a hundred times a signature (the library checks the primes),
therefore a process makes one `Signer` and keeps it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtensionOID, NameOID

from passes.apple.seal import Seal

PASS_SIGNING: Final = x509.ObjectIdentifier("1.2.840.113635.100.4.14")
"""Apple's extended key usage of pass type certificates."""


class SigningRefused(ValueError):
    """This certificate must not sign this pass; the message says why."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A pass type certificate with its key and the intermediate that issued it.

    Attributes:
        certificate: the leaf.
        key: its private RSA key.
        intermediate: Apple's WWDR certificate of the right generation.
        pass_type_id: what the leaf's UID says.
        team_id: what the leaf's OU says.
        is_for_passes: whether the leaf's key usage allows it.
        validity: name, begin and end (aware) of both certificates.
        seal: makes the signatures.
    """

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey
    intermediate: x509.Certificate
    pass_type_id: str
    team_id: str
    is_for_passes: bool
    validity: tuple[tuple[str, datetime, datetime], ...] = field(repr=False)
    seal: Seal = field(repr=False)

    @classmethod
    def from_pem(
        cls,
        certificate_pem: bytes,
        key_pem: bytes,
        intermediate_pem: bytes,
        *,
        password: bytes | str | None = None,
    ) -> Self:
        """Load everything once.

        Args:
            certificate_pem: the pass type certificate.
            key_pem: its RSA key, encrypted or not.
            intermediate_pem: one or several WWDR certificates; the one that issued
                the leaf is picked.
            password: opens the key.

        Raises:
            SigningRefused: unreadable, not a pair, no UID or OU, or none of the
                intermediates issued the leaf.
        """
        leaf = _certificates(certificate_pem, "certificate")[0]
        key = _key(key_pem, password)
        if key.public_key() != leaf.public_key():
            message = "the key does not belong to the certificate"
            raise SigningRefused(message)
        offered = _certificates(intermediate_pem, "intermediate certificate")
        intermediate = _issuer_of(leaf, offered)
        return cls(
            certificate=leaf,
            key=key,
            intermediate=intermediate,
            pass_type_id=_subject(leaf, NameOID.USER_ID, "pass type (UID)"),
            team_id=_subject(leaf, NameOID.ORGANIZATIONAL_UNIT_NAME, "team (OU)"),
            is_for_passes=is_for_passes(leaf),
            validity=(
                _validity("certificate", leaf),
                _validity("intermediate certificate", intermediate),
            ),
            seal=Seal(key, leaf, intermediate),
        )

    @property
    def expires_at(self) -> datetime:
        """When the first of the two certificates ends (aware, UTC)."""
        return min(ends for _, _, ends in self.validity)

    def refuse_unfit(self, *, pass_type_id: str, team_id: str, now: datetime) -> None:
        """Say no before a pass is made that no phone would take.

        Args:
            pass_type_id: what the pass says; must be the certificate's UID.
            team_id: what the pass says; must be the certificate's OU.
            now: the moment of signing, aware.

        Raises:
            SigningRefused: an identity differs, a certificate is not valid at that
                moment, or the leaf is not meant for passes.
        """
        for name, said, certified in (
            ("pass type", pass_type_id, self.pass_type_id),
            ("team", team_id, self.team_id),
        ):
            if said != certified:
                message = f"{name} {said!r} is not the certificate's {certified!r}"
                raise SigningRefused(message)
        if not self.is_for_passes:
            message = "the certificate is not a pass type certificate (key usage)"
            raise SigningRefused(message)
        for name, begins, ends in self.validity:
            _refuse_outside(name, begins, ends, now)

    def sign(self, manifest: bytes, *, at: datetime) -> bytes:
        """A detached, binary signature (DER, SHA-256) over the manifest.

        It carries both certificates and the signing time.

        Args:
            manifest: the very bytes of `manifest.json`.
            at: the signing time, aware.
        """
        return self.seal.over(manifest, at=at)


def is_for_passes(certificate: x509.Certificate) -> bool:
    """Whether Apple issued it for passes (extended key usage)."""
    try:
        usage = certificate.extensions.get_extension_for_oid(
            ExtensionOID.EXTENDED_KEY_USAGE
        ).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return False
    return isinstance(usage, x509.ExtendedKeyUsage) and PASS_SIGNING in usage


def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the issuer's name and key made this certificate."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _certificates(pem: bytes, what: str) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        message = f"the {what} is not a readable PEM certificate"
        raise SigningRefused(message) from error


def _key(pem: bytes, password: bytes | str | None) -> rsa.RSAPrivateKey:
    secret = password.encode() if isinstance(password, str) else password
    try:
        key = serialization.load_pem_private_key(pem, secret or None)
    except (ValueError, TypeError) as error:
        message = "the key cannot be read: damaged, or the password is wrong"
        raise SigningRefused(message) from error
    if not isinstance(key, rsa.RSAPrivateKey):
        message = "the key is not an RSA key"
        raise SigningRefused(message)
    return key


def _issuer_of(
    leaf: x509.Certificate, offered: list[x509.Certificate]
) -> x509.Certificate:
    for candidate in offered:
        if is_issued_by(leaf, candidate):
            return candidate
    wanted = leaf.issuer.rfc4514_string()
    message = f"no intermediate certificate issued this one; wanted: {wanted}"
    raise SigningRefused(message)


def _subject(leaf: x509.Certificate, oid: x509.ObjectIdentifier, what: str) -> str:
    found = leaf.subject.get_attributes_for_oid(oid)
    if not found:
        message = f"the certificate names no {what}"
        raise SigningRefused(message)
    return str(found[0].value)


def _refuse_outside(name: str, begins: datetime, ends: datetime, now: datetime) -> None:
    if now < begins:
        message = f"the {name} is valid only from {begins.date()}"
        raise SigningRefused(message)
    if now > ends:
        message = f"the {name} expired on {ends.date()}"
        raise SigningRefused(message)


def _validity(
    name: str, certificate: x509.Certificate
) -> tuple[str, datetime, datetime]:
    return name, certificate.not_valid_before_utc, certificate.not_valid_after_utc
