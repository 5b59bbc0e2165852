"""Detached signatures (CMS, RFC 5652) with one RSA operation and little around it.

What is the same for every pass is encoded once. The signing time is the caller's, and
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
_VERSION_TAG: Final = der.CONTEXT_0


class Seal:
    """A key with its certificates, ready to sign one manifest after another."""

    def __init__(
        self,
        key: rsa.RSAPrivateKey,
        certificate: x509.Certificate,
        intermediate: x509.Certificate,
    ) -> None:
        """Encode what does not change."""
        chain = sorted(
            one.public_bytes(Encoding.DER) for one in (certificate, intermediate)
        )
        self._key = key
        self._signer = _issuer_and_serial(certificate)
        self._head = b"".join(
            (
                _VERSION_1,
                der.value(der.SET, _SHA256),
                der.value(der.SEQUENCE, _DATA),
                der.value(der.CONTEXT_0, *chain),
            )
        )

    def over(self, content: bytes, *, at: datetime) -> bytes:
        """The signature of these very bytes, which it does not carry (DER, SHA-256).

        Args:
            content: what is signed, taken as binary.
            at: the signing time to state, aware.
        """
        attributes = b"".join(
            (
                _attribute(_CONTENT_TYPE, _DATA),
                _attribute(_SIGNING_TIME, _time(at)),
                _attribute(
                    _MESSAGE_DIGEST,
                    der.value(der.OCTETS, hashlib.sha256(content).digest()),
                ),
            )
        )
        signature = self._key.sign(der.value(der.SET, attributes), _PADDING, _HASH)
        signer = der.value(
            der.SEQUENCE,
            _VERSION_1,
            self._signer,
            _SHA256,
            der.value(der.CONTEXT_0, attributes),
            _RSA,
            der.value(der.OCTETS, signature),
        )
        signed = der.value(der.SEQUENCE, self._head, der.value(der.SET, signer))
        return der.value(der.SEQUENCE, _SIGNED_DATA, der.value(der.CONTEXT_0, signed))


def _issuer_and_serial(certificate: x509.Certificate) -> bytes:
    """The two as the certificate itself spells them."""
    parts = der.parsed(certificate.tbs_certificate_bytes).parts
    serial, _, issuer = parts[1:4] if parts[0].tag == _VERSION_TAG else parts[:3]
    return der.value(der.SEQUENCE, issuer.raw, serial.raw)


def _attribute(name: bytes, content: bytes) -> bytes:
    return der.value(der.SEQUENCE, name, der.value(der.SET, content))


def _time(moment: datetime) -> bytes:
    """Two digits for the year up to 2049, four from then on (RFC 5652, 11.3)."""
    spelt = moment.astimezone(UTC).isoformat(timespec="seconds")[:19]
    digits = spelt.translate(_ONLY_DIGITS) + "Z"
    if moment.astimezone(UTC).year > _LAST_SHORT_YEAR:
        return der.value(der.GENERALIZED_TIME, digits.encode())
    return der.value(der.UTC_TIME, digits[2:].encode())


_ONLY_DIGITS: Final = str.maketrans("", "", "-:T")
