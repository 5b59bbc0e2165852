"""Cheques without a card over the API (E47)."""

import re
from typing import Any

import pytest

from app.core import db, tenancy
from app.core.ids import StaffId
from app.trust import cases, claims
from tests.web.api.conftest import Software


def register(coffee: Software, status: int = 201, **body: Any) -> Any:
    """Write a cheque down."""
    sent = {"amount_minor": 1000_00} if "lines" not in body else {}
    answer = coffee.call("POST", "/unclaimed-receipts", sent | body, status=status)
    return answer.get_json(force=True)


def test_e47_a_code_and_a_link_come_back(coffee: Software) -> None:
    made = register(coffee, number="P-1")
    assert re.fullmatch(r"(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}", made["code"])
    assert made["link"].endswith(f"/zerno/claim/{made['code'].replace('-', '')}")
    assert (made["number"], made["total_minor"]) == ("P-1", 1000_00)
    assert made["claim_until"].startswith("2026-03-24")
    shop, secret = coffee.shop, coffee.app.config["SECRET_KEY"]
    with tenancy.scope(shop.business_id), db.writing():
        claims.claim(code=made["code"], card_id=shop.member.card_id, secret_key=secret)
    assert coffee.balance().available == 50


def test_lines_are_kept(coffee: Software) -> None:
    lines = [{"amount_minor": 300_00, "name": "Tea"}, {"amount_minor": 200_00}]
    assert register(coffee, lines=lines)["total_minor"] == 500_00


def test_a_repeat_is_the_same_cheque(coffee: Software) -> None:
    key = {"Idempotency-Key": "same"}
    body = {"amount_minor": 100}
    first = coffee.call("POST", "/unclaimed-receipts", body, headers=key, status=201)
    again = coffee.call("POST", "/unclaimed-receipts", body, headers=key, status=201)
    assert again.get_json(force=True) == first.get_json(force=True)
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_number_is_taken_once(coffee: Software) -> None:
    register(coffee, number="P-1")
    assert register(coffee, number="P-1", status=409)["code"] == "receipt_exists"
    coffee.sell(number="P-2")
    assert register(coffee, number="P-2", status=409)["code"] == "receipt_exists"


@pytest.mark.parametrize(
    "body",
    [
        {"amount_minor": 0},
        {"amount_minor": -1},
        {"amount_minor": "1"},
        {"amount_minor": 1, "lines": [{"amount_minor": 1}]},
        {"lines": []},
        {"lines": [{"amount_minor": 0}]},
        {"number": ""},
        {"number": "x" * 65},
        {"number": "a\x00"},
        {"occurred_at": "yesterday"},
        {"occurred_at": "2020-01-01T00:00:00Z"},
        {"card": "1"},
    ],
)
def test_what_makes_no_sense_is_refused(coffee: Software, body: Any) -> None:
    register(coffee, status=422, **body)


def test_a_key_is_needed(coffee: Software) -> None:
    coffee.call(
        "POST",
        "/unclaimed-receipts",
        {"amount_minor": 1},
        headers={"Authorization": "Bearer x"},
        status=401,
    )


def test_points_of_a_blocked_card_are_not_spent(coffee: Software) -> None:
    coffee.sell()
    shop = coffee.shop
    with tenancy.scope(shop.business_id), db.writing():
        cases.open_case(
            card_id=shop.member.card_id,
            reason="unusual",
            text="x",
            receipts=[],
            is_blocking=True,
            days=5,
            staff_id=StaffId(shop.owner.staff_id),
        )
    assert coffee.sell(points=10, status=422)["code"] == "spending_blocked"
    quote = coffee.call("POST", "/quotes", coffee.cheque(), status=200)
    assert quote.get_json(force=True)["max_points"] == 0
    assert coffee.sell()["earned_points"] == 50
