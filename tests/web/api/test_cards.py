"""Reading over the API: cards and balances."""

import pytest

from app.cards import queries as cards
from app.core import tenancy
from tests.conftest import Clock
from tests.web.api.conftest import Software


def test_a_card_by_its_number(coffee: Software) -> None:
    coffee.sell()
    number = coffee.shop.member.number
    card = coffee.call("GET", f"/cards/{number}", status=200).get_json()
    assert card == {
        "number": number,
        "member_id": coffee.shop.member.member_id,
        "programme": "Points",
        "is_protected": True,
        "is_rotating": False,
        "available": 50,
        "pending": 0,
        "debt": 0,
    }


@pytest.mark.parametrize("form", ["T{}", " {} ", "t{}"])
def test_a_code_as_scanned(coffee: Software, form: str) -> None:
    code = form.format(coffee.shop.member.number).replace(" ", "%20")
    assert coffee.call("GET", f"/cards/{code}", status=200)


def test_the_spending_code_is_told_apart(coffee: Software) -> None:
    with tenancy.scope(coffee.shop.business_id):
        code = cards.rotating_code(coffee.shop.member.card_id).payload
    card = coffee.call("GET", f"/cards/{code}", status=200).get_json()
    assert card["is_rotating"] is True


@pytest.mark.parametrize(
    "code", ["1234567890", "x", "%00", "%D9%A3" * 10, "9" * 300, "..%2F..", "%FF"]
)
def test_codes_that_lead_nowhere(coffee: Software, code: str) -> None:
    coffee.call("GET", f"/cards/{code}", status=404)


def test_guessing_numbers_is_limited(coffee: Software, clock: Clock) -> None:
    """After 30 misses everything is refused for a while, good numbers too."""
    coffee.call("GET", f"/cards/{coffee.shop.member.number}", status=200)
    miss = "1000000008"
    for _ in range(30):
        coffee.call("GET", f"/cards/{miss}", status=404)
    answer = coffee.call("GET", f"/cards/{miss}", status=429)
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    coffee.call("GET", f"/cards/{coffee.shop.member.number}", status=429)
    coffee.sell(status=429)
    clock.advance(minutes=11)
    coffee.call("GET", f"/cards/{coffee.shop.member.number}", status=200)


def test_a_card_of_another_business_is_not_there(
    coffee: Software, books: Software
) -> None:
    books.call("GET", f"/cards/{coffee.shop.member.number}", status=404)


def test_a_members_balance(coffee: Software) -> None:
    coffee.sell()
    member_id = coffee.shop.member.member_id
    found = coffee.call("GET", f"/members/{member_id}/balance", status=200).get_json()
    points = {"available": 50, "pending": 0, "debt": 0}
    assert found == {
        "member_id": member_id,
        "cards": [
            {"number": coffee.shop.member.number, "programme": "Points", **points}
        ],
        **points,
    }


def test_a_member_of_another_business_is_not_there(
    coffee: Software, books: Software
) -> None:
    member_id = coffee.shop.member.member_id
    books.call("GET", f"/members/{member_id}/balance", status=404)
