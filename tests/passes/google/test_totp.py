"""Rotating codes: the numbers of RFC 6238, the pattern, age and replay."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from passes.card import Rotation
from passes.google.totp import BadCode, accepted, code, read, shown, step
from tests.passes.google.examples import ROTATION
from tests.passes.samples import NOW

RFC_KEY = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "value"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_codes_of_the_standard(seconds: int, value: str) -> None:
    """RFC 6238, appendix B, SHA-1."""
    assert code(RFC_KEY, datetime.fromtimestamp(seconds, UTC)) == value
    assert code(RFC_KEY, datetime.fromtimestamp(seconds, UTC), digits=6) == value[2:]


def test_a_code_is_taken_once_per_step() -> None:
    """The caller burns the step; the same one comes back within a period."""
    first = accepted(ROTATION, shown(ROTATION, NOW), now=NOW)
    assert first == step(NOW)
    later = NOW + timedelta(seconds=29)
    assert accepted(ROTATION, shown(ROTATION, later), now=later) == first
    next_one = NOW + timedelta(seconds=30)
    assert accepted(ROTATION, shown(ROTATION, next_one), now=next_one) == first + 1


@pytest.mark.parametrize(
    ("seconds", "reason"),
    [(-60, ""), (-61, "old"), (30, ""), (31, "early")],
)
def test_age(seconds: int, reason: str) -> None:
    scanned = shown(ROTATION, NOW + timedelta(seconds=seconds))
    if not reason:
        assert accepted(ROTATION, scanned, now=NOW)
        return
    with pytest.raises(BadCode) as caught:
        accepted(ROTATION, scanned, now=NOW)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "scanned",
    [
        "",
        "TES1:381333931",
        "TES.1234567.1773738000",
        "TES.12345678.",
        "TES.12345678.-5",
        "TES.12345678.99999999999999",
        "TES.12345678.999999999999999",
        "TES.１２３４５６７８.1773738000",
        "TESx12345678x1773738000",
        "TES.12345678.1773738000\n",
    ],
)
def test_what_cannot_be_read(scanned: str) -> None:
    with pytest.raises(BadCode) as caught:
        accepted(ROTATION, scanned, now=NOW)
    assert caught.value.reason == "unreadable"


def test_a_code_is_bound_to_its_time_and_key() -> None:
    scanned = shown(ROTATION, NOW - timedelta(hours=1))
    value = read(ROTATION, scanned).code
    fresh = f"TES.{value}.{int(NOW.timestamp())}"
    for rotation, text in (
        (ROTATION, fresh),
        (replace(ROTATION, key=b"x" * 20), shown(ROTATION, NOW)),
    ):
        with pytest.raises(BadCode) as caught:
            accepted(rotation, text, now=NOW)
        assert caught.value.reason == "wrong"


def test_milliseconds_and_other_lengths() -> None:
    rotation = Rotation(
        "{totp_timestamp_millis}+{totp_value_0}", b"s" * 16, period_seconds=7, digits=6
    )
    moment = NOW + timedelta(milliseconds=1234)
    scanned = shown(rotation, moment)
    assert scanned.startswith("1773738001234+")
    assert read(rotation, scanned).made_at == moment
    assert accepted(rotation, scanned, now=NOW) == 1773738001234 // 7000
