"""Nothing is signed that a phone would refuse."""

from datetime import timedelta, timezone

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7

from passes.apple import cms
from passes.apple.pkpass import build
from passes.apple.signing import Signer, SigningRefused
from passes.testing import DemoIdentity, demo_identity
from tests.passes.samples import NOW, PASS_TYPE, TEAM, card


@pytest.fixture(scope="module")
def stranger() -> DemoIdentity:
    return demo_identity("pass.demo.stranger", "STRANGER01", now=NOW)


def locked(key_pem: bytes, password: bytes) -> bytes:
    key = serialization.load_pem_private_key(key_pem, None)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password),
    )


def elliptic() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def test_the_demo_follows_apples_profile(signer: Signer) -> None:
    extensions = signer.certificate.extensions
    assert signer.pass_type_id == PASS_TYPE
    assert signer.team_id == TEAM
    assert signer.key.key_size == 2048
    assert signer.certificate.public_key() == signer.key.public_key()
    assert not extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    purposes = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert {purpose.dotted_string for purpose in purposes} == {
        "1.3.6.1.5.5.7.3.2",
        "1.2.840.113635.100.4.14",
    }
    own = extensions.get_extension_for_oid(
        x509.ObjectIdentifier("1.2.840.113635.100.6.1.16")
    ).value
    assert isinstance(own, x509.UnrecognizedExtension)
    assert own.value.endswith(PASS_TYPE.encode())
    assert signer.expires_at == NOW + timedelta(days=365)


@pytest.mark.parametrize("secret", [b"pa\xc3\x9f", "paß"])
def test_a_locked_key_opens_with_its_password(
    identity: DemoIdentity, secret: bytes | str
) -> None:
    key = locked(identity.key_pem, "paß".encode())
    args = identity.certificate_pem, key, identity.intermediate_pem
    assert Signer.from_pem(*args, password=secret).team_id == TEAM
    for wrong in ("no", None):
        with pytest.raises(SigningRefused, match="password"):
            Signer.from_pem(*args, password=wrong)


def test_the_right_intermediate_is_picked(
    identity: DemoIdentity, stranger: DemoIdentity
) -> None:
    several = stranger.intermediate_pem + identity.intermediate_pem
    chosen = Signer.from_pem(identity.certificate_pem, identity.key_pem, several)
    wanted = x509.load_pem_x509_certificate(identity.intermediate_pem)
    assert chosen.intermediate == wanted


def test_certificates_that_do_not_fit_are_refused(
    identity: DemoIdentity, stranger: DemoIdentity
) -> None:
    leaf, key, middle, root = identity
    for args, word in (
        ((b"", key, middle), "readable"),
        ((b"-----BEGIN CERTIFICATE-----\nAA", key, middle), "readable"),
        ((leaf, b"junk", middle), "key"),
        ((leaf, elliptic(), middle), "RSA"),
        ((leaf, stranger.key_pem, middle), "belong"),
        ((leaf, key, b"junk"), "intermediate"),
        ((leaf, key, stranger.intermediate_pem), "intermediate"),
        ((leaf, key, root), "intermediate"),
        ((middle, key, middle), "belong"),
    ):
        with pytest.raises(SigningRefused, match=word):
            Signer.from_pem(*args)


def test_other_identities_are_refused(signer: Signer) -> None:
    for changes, word in (
        ({"pass_type_id": "pass.demo.other"}, "pass type"),
        ({"team_id": "OTHERTEAM1"}, "team"),
    ):
        with pytest.raises(SigningRefused, match=word):
            build(card(**changes), signer, now=NOW)
    assert build(card(pass_type_id=PASS_TYPE, team_id=TEAM), signer, now=NOW)


@pytest.mark.parametrize(
    ("days", "word"), [(-2, "only from"), (366, "expired"), (4000, "expired")]
)
def test_dates_that_do_not_fit_are_refused(
    signer: Signer, days: int, word: str
) -> None:
    with pytest.raises(SigningRefused, match=word):
        build(card(), signer, now=NOW + timedelta(days=days))


def test_the_last_day_is_still_good(signer: Signer) -> None:
    assert build(card(), signer, now=NOW + timedelta(days=365))


def test_a_signature_covers_its_manifest_only(signer: Signer) -> None:
    signature = signer.sign(b'{\n"a": 1\n}', at=NOW)
    told = cms.verify(signature, b'{\n"a": 1\n}')
    assert told.leaf == signer.certificate
    assert told.digest == "sha256"
    assert signer.intermediate in told.certificates
    for other in (b'{\r\n"a": 1\r\n}', b""):
        with pytest.raises(cms.BadSignature, match="another manifest"):
            cms.verify(signature, other)


def test_lengths_may_be_indefinite(signer: Signer) -> None:
    """Apple's own tools write BER."""
    signature = signer.sign(b"{}", at=NOW)
    assert signature[:2] == b"\x30\x82"
    loose = b"\x30\x80" + signature[4:] + b"\0\0"
    assert cms.verify(loose, b"{}").leaf == signer.certificate


def test_a_damaged_signature_is_refused_and_never_crashes(signer: Signer) -> None:
    signature = signer.sign(b"{}", at=NOW)
    for cut in (0, 1, 2, 5, 50, len(signature) // 2, len(signature) - 1):
        with pytest.raises(cms.BadSignature):
            cms.verify(signature[:cut], b"{}")
    with pytest.raises(cms.BadSignature):
        cms.verify(b"\x30\x80" * 400, b"{}")


def test_the_signing_time_is_the_callers(signer: Signer) -> None:
    for at in (NOW, NOW.replace(year=2049), NOW.replace(year=2051)):
        signature = signer.sign(b"{}", at=at.astimezone(timezone(timedelta(hours=3))))
        assert cms.verify(signature, b"{}").signed_at == at
    assert signer.sign(b"{}", at=NOW) == signer.sign(b"{}", at=NOW)


def test_the_cryptographic_library_reads_it(signer: Signer) -> None:
    inside = pkcs7.load_der_pkcs7_certificates(signer.sign(b"{}", at=NOW))
    assert set(inside) == {signer.certificate, signer.intermediate}
