"""Detached signatures (CMS, RFC 5652) with one RSA operation and little around it.

Whatever is the same for every pass is encoded once. The signing time is the caller's, and
RSA with PKCS#1 v1.5 padding has no chance in it: equal input gives equal bytes.
"""

import hashlib
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from passes.apple import der

_VERSION_1: Final = bytes.fromhex("020101")
_SHA256: Final = bytes.fromhex("300d06096086480165030402010500")
_RSA: Final = bytes.fromhex("300d06092a864886f70d0101010500")
_DATA: Final = bytes.fromhex("06092a864886f70d010701")
_SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
_CONTENT_TYPE: Final = bytes.fromhex("06092a864886f70d010903")
_MESSAGE_DIGEST: Final = bytes.fromhex("06092a864886f70d010904")
_SIGNING_TIME: Final = bytes.fromhex("06092a864886f70d010905")

_PADDING: Final = padding.PKCS1v15()
_HASH: Final = hashes.SHA256()
_LAST_SHORT_YEAR: Final = 2049
_SHORT_YEAR: Final = datetime(2026, 1, 1, tzinfo=UTC)
_LONG_YEAR: Final = datetime(2050, 1, 1, tzinfo=UTC)
_ONLY_DIGITS: Final = str.maketrans("", "", "-:T")
_VERSION_TAG: Final = der.CONTEXT_0


class Seal:
    """A key with its certificates, ready to sign one manifest after another."""

    def __init__(
        self,
        key: rsa.RSAPrivateKey,
        certificate: x509.Certificate,
        intermediate: x509.Certificate,
    ) -> None:
        """Lay out the signature once: only three stretches of it ever differ."""
        chain = sorted(
            one.public_bytes(Encoding.DER) for one in (certificate, intermediate)
        )
        self._key = key
        self._blanks = {
            len(time): _laid_out(
                _issuer_and_serial(certificate), chain, time, key.key_size // 8
            )
            for time in (_time(_SHORT_YEAR), _time(_LONG_YEAR))
        }

    def over(self, content: bytes, *, at: datetime) -> bytes:
        """The signature of these very bytes, which it does not carry (DER, SHA-256).

        Args:
            content: what is signed, taken as binary.
            at: the signing time to state, aware.
        """
        time, digest = _time(at), hashlib.sha256(content).digest()
        before, after = self._blanks[len(time)]
        attributes = _attributes(time, digest)
        signed = self._key.sign(der.value(der.SET, attributes), _PADDING, _HASH)
        return b"".join((before, attributes, after, signed))


def _laid_out(
    signer: bytes, chain: list[bytes], time: bytes, signature_bytes: int
) -> tuple[bytes, bytes]:
    """What stands before the signed attributes, and between them and the signature."""
    attributes = _attributes(time, bytes(hashlib.sha256().digest_size))
    information = der.value(
        der.SEQUENCE,
        _VERSION_1,
        signer,
        _SHA256,
        der.value(der.CONTEXT_0, attributes),
        _RSA,
        der.value(der.OCTETS, bytes(signature_bytes)),
    )
    signed = der.value(
        der.SEQUENCE,
        _VERSION_1,
        der.value(der.SET, _SHA256),
        der.value(der.SEQUENCE, _DATA),
        der.value(der.CONTEXT_0, *chain),
        der.value(der.SET, information),
    )
    whole = der.value(der.SEQUENCE, _SIGNED_DATA, der.value(der.CONTEXT_0, signed))
    before, after = whole[:-signature_bytes].split(attributes)
    return before, after


def _attributes(time: bytes, digest: bytes) -> bytes:
    """The signed attributes, in the order that their encodings sort."""
    return b"".join(
        (
            _attribute(_CONTENT_TYPE, _DATA),
            _attribute(_SIGNING_TIME, time),
            _attribute(_MESSAGE_DIGEST, der.value(der.OCTETS, digest)),
        )
    )


def _issuer_and_serial(certificate: x509.Certificate) -> bytes:
    """The two as the certificate itself spells them."""
    parts = der.parsed(certificate.tbs_certificate_bytes).parts
    serial, _, issuer = parts[1:4] if parts[0].tag == _VERSION_TAG else parts[:3]
    return der.value(der.SEQUENCE, issuer.raw, serial.raw)


def _attribute(name: bytes, content: bytes) -> bytes:
    return der.value(der.SEQUENCE, name, der.value(der.SET, content))


def _time(moment: datetime) -> bytes:
    """Two digits for the year up to 2049, four from then on (RFC 5652, 11.3)."""
    spelt = moment.astimezone(UTC).isoformat(timespec="seconds")
    digits = f"{spelt[:19].translate(_ONLY_DIGITS)}Z".encode()
    if int(digits[:4]) > _LAST_SHORT_YEAR:
        return der.value(der.GENERALIZED_TIME, digits)
    return der.value(der.UTC_TIME, digits[2:])
