"""Pushes say nothing but "come"; every answer of Apple has one meaning."""

from datetime import UTC, datetime, timedelta

import pytest

from passes.apple import push

NOW = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
TOKEN = "ab" * 32


def test_a_request_has_the_topic_and_nothing_to_read() -> None:
    path, headers, body = push.request(
        TOKEN, "pass.x", expiration=NOW + timedelta(days=1)
    )
    assert path == f"/3/device/{TOKEN}"
    assert body == b"{}"
    assert headers == {
        "apns-topic": "pass.x",
        "apns-push-type": "background",
        "apns-priority": "5",
        "apns-expiration": str(int(NOW.timestamp()) + 86_400),
    }


def test_a_background_push_never_has_another_priority() -> None:
    _, headers, _ = push.request(TOKEN, "pass.x", priority=10, expiration=NOW)
    assert headers["apns-priority"] == "5"


def test_a_push_without_a_type_has_the_priority_of_the_settings() -> None:
    _, headers, _ = push.request(
        TOKEN, "pass.x", push_type="", priority=10, expiration=NOW
    )
    assert headers["apns-priority"] == "10"
    assert "apns-push-type" not in headers


def test_a_token_cannot_leave_its_place_in_the_path() -> None:
    path, _, _ = push.request("../x?y#z", "pass.x", expiration=NOW)
    assert path == "/3/device/..%2Fx%3Fy%23z"


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (200, b"", push.Delivered()),
        (200, b"<html>", push.Delivered()),
        (410, b'{"reason":"Unregistered"}', push.Dead(None)),
        (410, b"", push.Dead(None)),
        (
            410,
            b'{"reason":"ExpiredToken","timestamp":1773738000000}',
            push.Dead(datetime(2026, 3, 17, 9, 0, tzinfo=UTC)),
        ),
        (410, b'{"timestamp":"yesterday"}', push.Dead(None)),
        (410, b'{"timestamp":true}', push.Dead(None)),
        (410, b'{"timestamp":1e400}', push.Dead(None)),
        (410, b'{"timestamp":99999999999999999999}', push.Dead(None)),
        (400, b'{"reason":"BadDeviceToken"}', push.BadToken()),
        (
            400,
            b'{"reason":"DeviceTokenNotForTopic"}',
            push.Halt("400 DeviceTokenNotForTopic"),
        ),
        (400, b'{"reason":"TopicDisallowed"}', push.Halt("400 TopicDisallowed")),
        (400, b'{"reason":"MissingTopic"}', push.Halt("400 MissingTopic")),
        (400, b'{"reason":"InvalidPushType"}', push.Halt("400 InvalidPushType")),
        (403, b'{"reason":"BadCertificate"}', push.Halt("403 BadCertificate")),
        (
            403,
            b'{"reason":"BadCertificateEnvironment"}',
            push.Halt("403 BadCertificateEnvironment"),
        ),
        (
            403,
            b'{"reason":"MissingProviderToken"}',
            push.Halt("403 MissingProviderToken"),
        ),
        (403, b'{"reason":"Unheard"}', push.Halt("403 Unheard")),
        (403, b"", push.Halt("403")),
        (404, b'{"reason":"BadPath"}', push.Drop("404 BadPath")),
        (405, b'{"reason":"MethodNotAllowed"}', push.Drop("405 MethodNotAllowed")),
        (413, b'{"reason":"PayloadTooLarge"}', push.Drop("413 PayloadTooLarge")),
        (400, b'{"reason":"Unheard"}', push.Drop("400 Unheard")),
        (400, b'{"reason":"<script>"}', push.Drop("400")),
        (400, b"[1]", push.Drop("400")),
        (400, b"\xff\xfe", push.Drop("400")),
        (400, b"[" * 4096, push.Drop("400")),
        (400, b'{"reason":"IdleTimeout"}', push.Retry("400 IdleTimeout")),
        (429, b'{"reason":"TooManyRequests"}', push.SlowDown(None)),
        (500, b"", push.Retry("500")),
        (
            500,
            b'{"reason":"InternalServerError"}',
            push.Retry("500 InternalServerError"),
        ),
        (503, b'{"reason":"Shutdown"}', push.Retry("503 Shutdown")),
        (502, b"<html>Bad Gateway</html>", push.Retry("502")),
        (302, b"", push.Retry("302")),
        (204, b"", push.Retry("204")),
    ],
)
def test_every_answer_has_one_meaning(
    status: int, body: bytes, meaning: push.Verdict
) -> None:
    assert push.heard(status, {}, body, now=NOW) == meaning


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("999999999999", 86_400.0),
        ("Tue, 17 Mar 2026 09:00:30 GMT", 30.0),
        ("Tue, 17 Mar 2026 08:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("²", None),
        ("", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(text: str, seconds: float | None) -> None:
    headers = {"retry-after": text}
    assert push.heard(429, headers, b"", now=NOW) == push.SlowDown(seconds)
    assert push.heard(503, headers, b"", now=NOW) == push.Retry("503", seconds)


@pytest.mark.parametrize(
    "detail",
    [
        "[SSL: SSLV3_ALERT_CERTIFICATE_EXPIRED] sslv3 alert certificate expired",
        "[SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca",
        "[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] certificate required",
    ],
)
def test_an_alert_against_our_certificate_halts(detail: str) -> None:
    assert isinstance(push.unanswered("ReadError", detail), push.Halt)


@pytest.mark.parametrize(
    "detail",
    [
        "",
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed",
        "[SSL: TLSV1_ALERT_INTERNAL_ERROR] tlsv1 alert internal error",
    ],
)
def test_any_other_failure_is_tried_again(detail: str) -> None:
    expected = push.Retry("ReadError", is_answered=False)
    assert push.unanswered("ReadError", detail) == expected


def test_waits_double_up_to_an_hour_and_are_spread() -> None:
    middle = [push.backoff(attempts, jitter=0.5) for attempts in range(1, 13)]
    assert middle[:4] == [5, 10, 20, 40]
    assert middle[-1] == 3600
    assert push.backoff(10**6, jitter=0.5) == 3600
    assert push.backoff(1, jitter=0.0) == 3.75
    assert push.backoff(1, jitter=1.0) == 6.25
