"""The web service's rules, against whatever a stranger may send."""

import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from passes.apple.protocol import (
    MAX_LOG_CHARACTERS,
    MAX_LOGS,
    BadLogs,
    Scheme,
    Tag,
    device_logs,
    http_date,
    is_device_id,
    is_push_token,
    is_unchanged,
    parse_authorization,
    parse_http_date,
    stepped,
)
from tests.passes.samples import NOW

MOMENTS = some.timedeltas(timedelta(0), timedelta(days=30_000)).map(
    lambda passed: datetime(2000, 1, 1, tzinfo=UTC) + passed
)
COUNTERS = some.integers(min_value=0, max_value=10**18 - 1)


@given(change=COUNTERS, later=COUNTERS)
def test_a_tag_comes_back_as_it_went(change: int, later: int) -> None:
    present = max(change, later)
    assert Tag.parse(str(Tag(change)), present=present) == Tag(change)


@given(text=some.text(), present=some.integers(min_value=0, max_value=10**9))
def test_no_text_breaks_a_tag_or_hides_a_change(text: str, present: int) -> None:
    assert 0 <= Tag.parse(text, present=present).change <= present


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", " ", "-1", "+1", "1.0", "1e3", "0x1", "７", "5 ", " 5", "5\n"),
        *("101", "9" * 30, "9" * 5000, "2026-01-01T00:00:00 00:00", "None", "null"),
    ],
)
def test_a_tag_that_is_not_ours_means_everything(text: str | None) -> None:
    assert Tag.parse(text, present=100) == Tag(0)
    assert str(Tag.parse("100", present=100)) == "100"


@given(
    moments=some.lists(
        MOMENTS | some.just(NOW) | some.just(NOW - timedelta(days=1)), min_size=2
    )
)
def test_every_change_is_later_by_a_whole_second(moments: list[datetime]) -> None:
    previous: datetime | None = None
    for now in moments:
        made = stepped(previous, now)
        assert made.microsecond == 0
        assert made.tzinfo is UTC
        assert made > now - timedelta(seconds=1)
        if previous is not None:
            assert made >= previous + timedelta(seconds=1)
            assert not is_unchanged(http_date(previous), made)
        previous = made


def test_the_clock_is_followed_when_it_runs() -> None:
    assert stepped(None, NOW.replace(microsecond=999_999)) == NOW
    assert stepped(NOW, NOW) == NOW + timedelta(seconds=1)
    assert stepped(NOW, NOW + timedelta(hours=1)) == NOW + timedelta(hours=1)


@given(moment=MOMENTS)
def test_dates_come_back_as_they_went(moment: datetime) -> None:
    spelt = http_date(moment)
    whole = moment.replace(microsecond=0)
    assert parsedate_to_datetime(spelt) == whole
    assert parse_http_date(spelt) == whole
    assert is_unchanged(spelt, moment)
    assert is_unchanged(spelt, whole - timedelta(seconds=1))
    assert not is_unchanged(spelt, whole + timedelta(seconds=1))


def test_a_date_is_in_greenwich() -> None:
    moscow = timezone(timedelta(hours=3))
    assert http_date(NOW.astimezone(moscow)) == "Tue, 17 Mar 2026 09:00:00 GMT"


@given(text=some.text())
def test_no_text_breaks_a_date(text: str) -> None:
    assert parse_http_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "0", "1773738000", "2026-03-17T09:00:00Z", "yesterday"),
        *("Tue, 17 Mar 2026 09:00:00", "Tue, 17 Mar 2026 09:00:00 +0000"),
        *("Tue, 31 Feb 2026 09:00:00 GMT", "Tue, 17 Mrz 2026 09:00:00 GMT"),
        *("Tue, 17 Mar 2026 25:00:00 GMT", "Tue, 17 Mar 2026 09:00:00 GMT\n"),
        *("Tue, 17 Mar 0000 09:00:00 GMT", "Tue, 1７ Mar 2026 09:00:00 GMT"),
    ],
)
def test_a_malformed_date_is_no_date(text: str | None) -> None:
    assert parse_http_date(text) is None
    assert not is_unchanged(text, NOW)


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_scheme_is_taken(scheme: Scheme) -> None:
    token = "kQ7-_x.9~+/=" * 3
    assert parse_authorization(f"{scheme} {token}") == (scheme, token)


@pytest.mark.parametrize(
    "header",
    [
        *(None, "", "ApplePass", "ApplePass ", " ApplePass t", "applepass t"),
        *("APPLEPASS t", "ApplePass t u", "ApplePass  t", "ApplePass\tt"),
        *("Bearer t", "ApplePass: t", "ApplePass t\n", "ApplePass ключ", "t"),
        *("ApplePassX t", "ApplePass " + "t" * 513),
    ],
)
def test_every_other_header_is_refused(header: str | None) -> None:
    assert parse_authorization(header) is None


@given(header=some.text())
def test_no_text_breaks_the_header(header: str) -> None:
    found = parse_authorization(header)
    assert found is None or f"{found[0]} {found[1]}" == header


@pytest.mark.parametrize(
    ("scheme", "token", "is_good"),
    [
        (Scheme.APPLE, "0aF" * 20, True),
        (Scheme.APPLE, "a" * 200, True),
        (Scheme.APPLE, "a" * 201, False),
        (Scheme.APPLE, "", False),
        (Scheme.APPLE, "xyz", False),
        (Scheme.APPLE, "abc\n", False),
        (Scheme.APPLE, None, False),
        (Scheme.APPLE, 7, False),
        (Scheme.ANDROID, "dXk3:APA91b_-x", True),
        (Scheme.UNION, "a" * 512, True),
        (Scheme.UNION_HUAWEI, "a" * 513, False),
        (Scheme.ANDROID, "a b", False),
        (Scheme.ANDROID, "a/../b", False),
    ],
)
def test_push_tokens_look_like_their_makers(
    scheme: Scheme, token: object, *, is_good: bool
) -> None:
    assert is_push_token(scheme, token) is is_good


@pytest.mark.parametrize(
    ("text", "is_good"),
    [
        ("0123456789abcdef0123456789abcdef", True),
        ("A-1_b.c", True),
        ("a" * 64, True),
        ("a" * 65, False),
        ("", False),
        ("a b", False),
        ("a/b", False),
        ("а", False),
        ("a\n", False),
        ("a\0", False),
    ],
)
def test_device_identifiers_are_plausible(text: str, *, is_good: bool) -> None:
    assert is_device_id(text) is is_good


def test_logs_are_cleaned_and_capped() -> None:
    evil = "a\x1b[31mb\u202ec\u2066d\r\ne\x00\u2028f\ud800"
    assert device_logs({"logs": [evil, " \n", "ok"]}) == ["a [31mb c d  e  f", "ok"]
    many = device_logs({"logs": ["x" * 5_000] * 500})
    assert len(many) == MAX_LOGS
    assert {len(one) for one in many} == {MAX_LOG_CHARACTERS}
    assert device_logs({"logs": []}) == []


@given(logs=some.lists(some.text(max_size=50), max_size=5))
def test_logs_can_be_shown_and_stored(logs: list[str]) -> None:
    for one in device_logs({"logs": logs}):
        assert one.encode()
        assert not any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in one)


@pytest.mark.parametrize(
    "body",
    [None, [], "x", 1, {}, {"logs": None}, {"logs": "x"}, {"logs": {}}, {"logs": [1]}],
)
def test_what_is_no_list_of_texts_is_refused(body: Any) -> None:
    with pytest.raises(BadLogs, match="logs"):
        device_logs(body)
