"""Reading a detached CMS signature, in DER or in BER with indefinite lengths.

Apple's own tools write indefinite lengths, which the cryptographic library does not
take; only the few structures of RFC 5652 that a pass needs are read here.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from passes.apple import der

_SIGNED_DATA: Final = bytes.fromhex("2a864886f70d010702")
_MESSAGE_DIGEST: Final = bytes.fromhex("2a864886f70d010904")
_SIGNING_TIME: Final = bytes.fromhex("2a864886f70d010905")
_DIGESTS: Final[dict[bytes, tuple[str, hashes.HashAlgorithm]]] = {
    bytes.fromhex("2b0e03021a"): ("sha1", hashes.SHA1()),  # noqa: S303
    bytes.fromhex("608648016503040201"): ("sha256", hashes.SHA256()),
}


class BadSignature(ValueError):
    """The signature cannot be read or does not hold; the message says why."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature says once it has been verified.

    Attributes:
        leaf: the signer's certificate.
        certificates: all certificates inside, the leaf among them.
        signed_at: the signed time, or `None` when it is missing.
        digest: `sha1` or `sha256`.
    """

    leaf: x509.Certificate
    certificates: tuple[x509.Certificate, ...]
    signed_at: datetime | None
    digest: str


def verify(signature: bytes, manifest: bytes) -> Signature:
    """Check a detached signature against the bytes it should cover.

    Only the signature itself is judged here; who issued the certificates and when
    they are valid is the caller's question.

    Raises:
        BadSignature: unreadable, not detached, without signed attributes, or it does
            not belong to these bytes.
    """
    try:
        return _verified(signature, manifest)
    except (der.Malformed, IndexError, StopIteration) as error:
        message = "the signature is damaged"
        raise BadSignature(message) from error


def _verified(signature: bytes, manifest: bytes) -> Signature:
    envelope = der.parsed(signature)
    if envelope.tag != der.SEQUENCE or envelope.parts[0].content != _SIGNED_DATA:
        message = "the signature is not PKCS#7 signed data"
        raise BadSignature(message)
    signed = envelope.parts[1].parts[0].parts
    if len(signed[2].parts) > 1:
        message = "the signature is not detached: it carries the manifest"
        raise BadSignature(message)
    inside = next((part for part in signed[3:] if part.tag == der.CONTEXT_0), None)
    certificates = tuple(_certificates(inside))
    signers = signed[-1].parts
    if len(signers) != 1:
        message = f"the signature has {len(signers)} signers instead of one"
        raise BadSignature(message)
    return _judged(signers[0].parts, certificates, manifest)


def _judged(
    signer: tuple[der.Node, ...],
    certificates: tuple[x509.Certificate, ...],
    manifest: bytes,
) -> Signature:
    leaf = _leaf(signer[1], certificates)
    if signer[3].tag != der.CONTEXT_0:
        message = "the signature has no signed attributes"
        raise BadSignature(message)
    try:
        name, algorithm = _DIGESTS[signer[2].parts[0].content]
    except KeyError as error:
        message = "the signature uses a digest that Apple Wallet does not know"
        raise BadSignature(message) from error
    attributes = {
        attribute.parts[0].content: attribute.parts[1].parts[0]
        for attribute in signer[3].parts
    }
    digest = attributes.get(_MESSAGE_DIGEST)
    if digest is None or digest.content != hashlib.new(name, manifest).digest():
        message = "the signature was made for another manifest"
        raise BadSignature(message)
    covered = bytes([der.SET]) + signer[3].raw[1:]
    _refuse_forged(leaf, signer[5].content, covered, algorithm)
    return Signature(leaf, certificates, _time(attributes.get(_SIGNING_TIME)), name)


def _refuse_forged(
    leaf: x509.Certificate,
    signature: bytes,
    covered: bytes,
    algorithm: hashes.HashAlgorithm,
) -> None:
    key = _public_key(leaf)
    if not isinstance(key, rsa.RSAPublicKey):
        message = "the signer's key is not RSA"
        raise BadSignature(message)
    try:
        key.verify(signature, covered, padding.PKCS1v15(), algorithm)
    except InvalidSignature as error:
        message = "the signature does not match the signer's certificate"
        raise BadSignature(message) from error


def _public_key(leaf: x509.Certificate) -> object:
    try:
        return leaf.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        message = "the key of the signer's certificate cannot be read"
        raise BadSignature(message) from error


def _leaf(
    identifier: der.Node, certificates: tuple[x509.Certificate, ...]
) -> x509.Certificate:
    """The certificate that the signer's issuer and serial number point at."""
    if identifier.tag == der.SEQUENCE:
        issuer = identifier.parts[0].raw
        serial = int.from_bytes(identifier.parts[1].content, "big", signed=True)
        for certificate in certificates:
            own = certificate.serial_number, certificate.issuer.public_bytes()
            if own == (serial, issuer):
                return certificate
    message = "the signer's certificate is not in the signature"
    raise BadSignature(message)


def _certificates(inside: der.Node | None) -> Iterator[x509.Certificate]:
    for part in inside.parts if inside else ():
        try:
            certificate = x509.load_der_x509_certificate(part.raw)
            _ = certificate.subject, certificate.issuer  # these are read late
        except (ValueError, x509.InvalidVersion) as error:
            message = "a certificate in the signature is damaged"
            raise BadSignature(message) from error
        yield certificate


def _time(attribute: der.Node | None) -> datetime | None:
    if attribute is None:
        return None
    century = "20" if attribute.tag == der.UTC_TIME else ""
    try:
        text = century + attribute.content.decode("ascii") + "+0000"
        moment = datetime.strptime(text, "%Y%m%d%H%M%SZ%z")
    except ValueError as error:
        message = "the signing time is not a time"
        raise BadSignature(message) from error
    return moment.astimezone(UTC)
