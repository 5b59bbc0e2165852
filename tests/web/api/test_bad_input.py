"""Nothing that can be sent is a 500, and what is refused changes nothing."""

import json

import pytest

from tests.web.api.conftest import Software

HUGE = 10**30


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount_minor": 0}, "amount_minor"),
        ({"amount_minor": -1}, "amount_minor"),
        ({"amount_minor": HUGE}, "amount_minor"),
        ({"amount_minor": 1.5}, "amount_minor"),
        ({"amount_minor": 100.0}, "amount_minor"),
        ({"amount_minor": True}, "amount_minor"),
        ({"amount_minor": "100"}, "amount_minor"),
        ({"amount_minor": "٣"}, "amount_minor"),
        ({"amount_minor": [1]}, "amount_minor"),
        ({"amount_minor": None}, "amount_minor"),
        ({"lines": [{"amount_minor": 1}]}, "amount_minor"),
        ({"amount_minor": None, "lines": []}, "lines"),
        ({"amount_minor": None, "lines": {}}, "lines"),
        ({"amount_minor": None, "lines": [1]}, "lines.0"),
        ({"amount_minor": None, "lines": [{}]}, "lines.0.amount_minor"),
        (
            {"amount_minor": None, "lines": [{"amount_minor": -5}]},
            "lines.0.amount_minor",
        ),
        (
            {"amount_minor": None, "lines": [{"amount_minor": 5, "price": 1}]},
            "lines.0.price",
        ),
        (
            {"amount_minor": None, "lines": [{"amount_minor": 5, "is_voided": 1}]},
            "lines.0.is_voided",
        ),
        (
            {"amount_minor": None, "lines": [{"amount_minor": 5, "name": "\x00"}]},
            "lines.0.name",
        ),
        (
            {"amount_minor": None, "lines": [{"amount_minor": 5, "name": "\ud800"}]},
            "lines.0.name",
        ),
        ({"amount_minor": None, "lines": [{"amount_minor": 1}] * 501}, "lines"),
        ({"points": -1}, "points"),
        ({"points": HUGE}, "points"),
        ({"points": False}, "points"),
        ({"points": "5"}, "points"),
        ({"card": ""}, "card"),
        ({"card": "x" * 65}, "card"),
        ({"card": 1234567890}, "card"),
        ({"card": "T12\x00"}, "card"),
        ({"number": "n" * 65}, "number"),
        ({"number": 5}, "number"),
        ({"occurred_at": "yesterday"}, "occurred_at"),
        ({"occurred_at": "2026-03-17T09:00:00"}, "occurred_at"),
        ({"occurred_at": 1}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"),
        ({"occurred_at": "9999-12-31T23:59:59-14:00"}, "occurred_at"),
        ({"was_asked": "yes"}, "was_asked"),
        ({"balance": 5}, "balance"),
        ({"business_id": 1}, "business_id"),
        ({"outlet_id": 1}, "outlet_id"),
        ({"__proto__": 1}, "__proto__"),
    ],
)
def test_wrong_fields_are_named(
    coffee: Software, changes: dict[str, object], field: str
) -> None:
    body = {"card": coffee.shop.member.number, "amount_minor": 100} | changes
    if changes.get("amount_minor", 0) is None and "lines" in changes:
        del body["amount_minor"]
    problem = coffee.call("POST", "/receipts", body, status=422).get_json(force=True)
    assert problem["code"] == "invalid_body"
    assert [error["field"] for error in problem["errors"]] == [field]
    assert all(error["message"] for error in problem["errors"])
    assert coffee.balance().available == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        b'{"card": "1", "amount_minor": NaN}',
        b'{"card": "1", "amount_minor": Infinity}',
        b'{"card": "1", "amount_minor": -Infinity}',
        b'{"card": "1", "amount_minor": ' + b"9" * 10_000 + b"}",
        b"[" * 20_000 + b"]" * 20_000,
        b'{"lines":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
        b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
        b"{'card': 1}",
    ],
    ids=range(12),
)
def test_what_is_no_json(coffee: Software, raw: bytes) -> None:
    problem = coffee.call("POST", "/receipts", status=400, raw=raw)
    assert problem.get_json(force=True)["code"] == "malformed_json"


@pytest.mark.parametrize("raw", [b"[]", b"1", b"null", b'"x"', b"true"])
def test_what_is_no_object(coffee: Software, raw: bytes) -> None:
    problem = coffee.call("POST", "/receipts", status=422, raw=raw)
    assert problem.get_json(force=True)["code"] == "invalid_body"


def test_a_name_that_cannot_be_sent_back(coffee: Software) -> None:
    raw = b'{"card": "1", "amount_minor": 1, "lines": [{"\\ud800": 1}]}'
    answer = coffee.call("POST", "/receipts", raw=raw, status=422)
    fields = [error["field"] for error in answer.get_json(force=True)["errors"]]
    assert "lines.0.?" in fields


def test_a_number_beyond_floats_is_no_whole_number(coffee: Software) -> None:
    raw = json.dumps(coffee.cheque()).replace("100000", "1e400").encode()
    problem = coffee.call("POST", "/receipts", status=422, raw=raw)
    assert problem.get_json(force=True)["errors"][0]["field"] == "amount_minor"


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "", None])
def test_another_kind_of_content(coffee: Software, kind: str | None) -> None:
    coffee.call(
        "POST",
        "/receipts",
        coffee.cheque(),
        status=415,
        headers={"Content-Type": kind},
    )


def test_a_body_that_is_too_large(coffee: Software) -> None:
    raw = b'{"card": "' + b"x" * 1_100_000 + b'"}'
    coffee.call("POST", "/receipts", status=413, raw=raw)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/receipts", 405),
        ("DELETE", "/receipts", 405),
        ("POST", "/cards/x", 405),
        ("GET", "/members/x/balance", 404),
        ("GET", f"/members/{HUGE}/balance", 404),
    ],
)
def test_wrong_addresses(coffee: Software, method: str, path: str, status: int) -> None:
    answer = coffee.call(method, path, status=status)
    assert ("Allow" in answer.headers) == (status == 405)


def test_problems_speak_the_callers_language(coffee: Software) -> None:
    problem = coffee.call(
        "POST",
        "/receipts",
        coffee.cheque(amount_minor=-1),
        status=422,
        headers={"Accept-Language": "ru"},
    ).get_json(force=True)
    assert "целое число" in problem["errors"][0]["message"]
