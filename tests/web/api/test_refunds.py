"""Goods that come back, over the API."""

import pytest

from app.core import db, tenancy
from tests.web.api.conftest import Software, make_key
from tests.world import create_outlet

LINES = [{"amount_minor": 100_000}, {"amount_minor": 100_000}]


def refund(software: Software, receipt_id: object, status: int, **body: object) -> dict:
    """Send a refund."""
    answer = software.call(
        "POST", f"/receipts/{receipt_id}/refunds", body, status=status
    )
    return answer.get_json(force=True)


def test_a_whole_receipt(coffee: Software) -> None:
    booked = coffee.sell()
    refunded = refund(coffee, booked["id"], 201)
    assert refunded == {
        "id": refunded["id"],
        "money_minor": 100_000,
        "points_returned": 0,
        "points_clawed": 50,
        "available": 0,
        "pending": 0,
        "debt": 0,
        "payments": [],
        "currency": None,
        "foreign_minor": None,
    }


def test_one_line(coffee: Software) -> None:
    booked = coffee.sell(amount_minor=None, lines=LINES)
    refunded = refund(coffee, booked["id"], 201, positions=[2], reason="cold")
    assert (refunded["money_minor"], refunded["points_clawed"]) == (100_000, 50)
    again = refund(coffee, booked["id"], 422, positions=[2])
    assert again["code"] == "line_returned"


def test_a_repeat_takes_nothing_back_again(coffee: Software) -> None:
    booked = coffee.sell(amount_minor=None, lines=LINES)
    path = f"/receipts/{booked['id']}/refunds"
    key = {"Idempotency-Key": "back"}
    body = {"positions": [1]}
    first = coffee.call("POST", path, body, status=201, headers=key)
    again = coffee.call("POST", path, body, status=201, headers=key)
    assert again.get_data() == first.get_data()
    assert coffee.balance().available == 50


def test_one_key_does_not_serve_two_receipts(coffee: Software) -> None:
    first, second = coffee.sell(), coffee.sell()
    key = {"Idempotency-Key": "back"}
    path = "/receipts/{}/refunds"
    coffee.call("POST", path.format(first["id"]), {}, status=201, headers=key)
    coffee.call("POST", path.format(second["id"]), {}, status=422, headers=key)


def test_a_receipt_of_another_business_is_not_there(
    coffee: Software, books: Software
) -> None:
    booked = coffee.sell()
    assert refund(books, booked["id"], 404)["code"] == "receipt_not_found"
    assert coffee.balance().available == 50


def test_a_key_reaches_its_own_outlet_only(coffee: Software) -> None:
    booked = coffee.sell()
    other = create_outlet(coffee.shop.business_id, code="2")
    neighbour = Software(
        coffee.app, coffee.shop, make_key(coffee.app, coffee.shop, other)
    )
    assert refund(neighbour, booked["id"], 404)["code"] == "receipt_not_found"


@pytest.mark.parametrize("receipt_id", ["0", "-1", "x", "9" * 30, "1.5", "%00"])
def test_ids_that_cannot_be(coffee: Software, receipt_id: str) -> None:
    refund(coffee, receipt_id, 404)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"positions": []}, "positions"),
        ({"positions": ["1"]}, "positions.0"),
        ({"positions": [True]}, "positions.0"),
        ({"positions": [1.0]}, "positions.0"),
        ({"positions": [0]}, "positions.0"),
        ({"positions": [1] * 501}, "positions"),
        ({"positions": 1}, "positions"),
        ({"number": ""}, "number"),
        ({"number": "a\x00"}, "number"),
        ({"reason": "x" * 201}, "reason"),
        ({"money_minor": 5}, "money_minor"),
    ],
)
def test_bad_fields_are_named(
    coffee: Software, body: dict[str, object], field: str
) -> None:
    booked = coffee.sell()
    problem = refund(coffee, booked["id"], 422, **body)
    assert [error["field"] for error in problem["errors"]] == [field]
    db.session().rollback()
    with tenancy.scope(coffee.shop.business_id):
        assert coffee.balance().available == 50


def test_a_line_that_is_not_there(coffee: Software) -> None:
    booked = coffee.sell()
    assert refund(coffee, booked["id"], 422, positions=[7])["code"] == "no_such_line"


def test_e40_other_money_comes_back_at_its_own_rate(coffee: Software) -> None:
    booked = coffee.sell(
        amount_minor=100_00, currency="EUR", rate_millionths=98_500_000
    )
    assert (booked["total_minor"], booked["earned_points"]) == (9_850_00, 492)
    refunded = refund(coffee, booked["id"], 201)
    assert (refunded["currency"], refunded["foreign_minor"]) == ("EUR", 100_00)
    assert (refunded["money_minor"], refunded["points_clawed"]) == (9_850_00, 492)
