"""Codes of authenticator apps: RFC 6238's own examples, and what we put around them."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app.people import totp

RFC_SECRET = b"12345678901234567890"
NOON = datetime(2026, 3, 17, 9, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "eight"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
    ],
)
def test_rfc_6238_appendix_b(seconds: int, eight: str) -> None:
    """The RFC shows eight digits; an app's six are the last of them."""
    assert totp.digits(RFC_SECRET, seconds // totp.STEP_SECONDS) == eight[-6:]


@pytest.mark.parametrize(
    ("late", "is_good"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)]
)
def test_a_neighbour_s_code_is_good_too(late: int, *, is_good: bool) -> None:
    code = totp.digits(RFC_SECRET, totp.step_at(NOON))
    found = totp.matching_step(RFC_SECRET, code, NOON + timedelta(seconds=late))
    assert (found is not None) is is_good


def test_secrets_differ_by_person_nonce_and_key() -> None:
    secrets = {
        totp.secret("a" * 32, 1, "n"),
        totp.secret("a" * 32, 2, "n"),
        totp.secret("a" * 32, 1, "m"),
        totp.secret("b" * 32, 1, "n"),
    }
    assert len(secrets) == 4
    assert {len(each) for each in secrets} == {20}


def test_the_address_says_what_apps_read() -> None:
    parts = urlsplit(totp.address(RFC_SECRET, "anna@example.com"))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parts.path == "/Tessera%3Aanna%40example.com"
    values = parse_qs(parts.query)
    assert values["secret"] == ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"]
    assert values["issuer"] == ["Tessera"]
    assert totp.spelled(RFC_SECRET).split()[0] == "GEZD"
