"""Throw-away certificates and a reader that re-opens and verifies a package.

The certificates follow the profile of genuine ones (root → intermediate → pass type
certificate with UID, OU and Apple's extensions), so that everything but Apple's trust
works with them: tests, and a demo without an Apple account.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from passes.apple.package import opened
from passes.apple.signing import PASS_SIGNING
from passes.doctor import ERROR, diagnose

_PASS_TYPE: Final = x509.ObjectIdentifier("1.2.840.113635.100.6.1.16")
_AUTHORITY_DAYS: Final = 3650
_KEY_BITS: Final = 2048


class BrokenPackage(AssertionError):
    """A package that a phone would refuse; the message lists the findings."""


class DemoIdentity(NamedTuple):
    """A throw-away signing identity, everything in PEM."""

    certificate_pem: bytes
    key_pem: bytes
    intermediate_pem: bytes
    root_pem: bytes


@dataclass(frozen=True, slots=True)
class OpenedPass:
    """A package that was verified on opening.

    Attributes:
        document: `pass.json`.
        files: every file by its path.
        strings: language → key → words.
        signed_at: the signed time.
    """

    document: Mapping[str, Any]
    files: Mapping[str, bytes]
    strings: Mapping[str, Mapping[str, str]]
    signed_at: datetime | None


def demo_identity(
    pass_type_id: str, team_id: str, *, now: datetime, valid_days: int = 365
) -> DemoIdentity:
    """A new chain: root, intermediate and pass type certificate with its key.

    Args:
        pass_type_id: becomes the UID, for instance `pass.demo.tessera`.
        team_id: becomes the OU, ten characters in real life.
        now: aware; the certificates begin a day earlier.
        valid_days: life of the pass type certificate.
    """
    root_name = _name(("CN", "Tessera Demo Root"), ("O", "Tessera Demo"))
    middle_name = _name(
        ("CN", "Tessera Demo Intermediate"), ("OU", "DEMO"), ("O", "Tessera Demo")
    )
    leaf_name = _name(
        ("UID", pass_type_id),
        ("CN", f"Pass Type ID: {pass_type_id}"),
        ("OU", team_id),
        ("O", "Tessera Demo"),
    )
    root_key, middle_key, key = (
        rsa.generate_private_key(65537, _KEY_BITS) for _ in range(3)
    )
    root = _authority(root_name, root_key, root_name, root_key, now)
    middle = _authority(middle_name, middle_key, root_name, root_key, now)
    begun = _begun(leaf_name, key, middle_name, now, valid_days)
    leaf = _with_pass_usage(begun, middle_key, pass_type_id)
    return DemoIdentity(_pem(leaf), _key_pem(key), _pem(middle), _pem(root))


def open_pkpass(data: bytes, *, root_pem: bytes | None = None) -> OpenedPass:
    """Re-open a package as a phone would.

    Args:
        data: the `.pkpass`.
        root_pem: the root that must have issued the intermediate, when given.

    Raises:
        BrokenPackage: anything the doctor calls an error: archive, hashes,
            signature, chain, identity or content.
    """
    errors = [
        found for found in diagnose(data, root_pem=root_pem) if found.level == ERROR
    ]
    if errors:
        raise BrokenPackage("; ".join(found.message for found in errors))
    package = opened(data)
    return OpenedPass(
        document=package.document(),
        files=package.files,
        strings=package.strings(),
        signed_at=package.signature().signed_at,
    )


def _name(*parts: tuple[str, str]) -> x509.Name:
    oids = {
        "CN": NameOID.COMMON_NAME,
        "O": NameOID.ORGANIZATION_NAME,
        "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
        "UID": NameOID.USER_ID,
    }
    return x509.Name([x509.NameAttribute(oids[kind], text) for kind, text in parts])


def _begun(
    subject: x509.Name,
    key: rsa.RSAPrivateKey,
    issuer: x509.Name,
    now: datetime,
    days: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()),
            critical=False,
        )
    )


def _authority(
    subject: x509.Name,
    key: rsa.RSAPrivateKey,
    issuer: x509.Name,
    issuer_key: rsa.RSAPrivateKey,
    now: datetime,
) -> x509.Certificate:
    begun = _begun(subject, key, issuer, now, _AUTHORITY_DAYS)
    usage = _usage(certificates=True)
    return (
        begun.add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .add_extension(usage, critical=True)
        .add_extension(_made_by(issuer_key), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )


def _with_pass_usage(
    begun: x509.CertificateBuilder, issuer_key: rsa.RSAPrivateKey, pass_type_id: str
) -> x509.Certificate:
    purposes = [ExtendedKeyUsageOID.CLIENT_AUTH, PASS_SIGNING]
    spelt = pass_type_id.encode()
    utf8_string = bytes([0x0C, len(spelt)]) + spelt
    return (
        begun.add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(x509.UnrecognizedExtension(_PASS_TYPE, utf8_string), False)
        .add_extension(_made_by(issuer_key), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )


def _made_by(issuer_key: rsa.RSAPrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
