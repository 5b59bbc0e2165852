"""Reading over the API: cards and balances."""

import pytest

from app.cards import queries as cards
from app.cards.models import CardNumber
from app.core import clock as app_clock
from app.core import db, tenancy
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
        "chosen": number,
        "reason": "only",
        "alternatives": [],
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


@pytest.mark.parametrize("code", ["{}", "T{}"])
def test_looking_a_printed_number_up_wakes_its_card(
    coffee: Software, code: str
) -> None:
    asked = code.format(lay_out(coffee))
    card = coffee.call("GET", f"/cards/{asked}", status=200).get_json()
    again = coffee.call("GET", f"/cards/{asked}", status=200).get_json()
    assert card == again
    assert (card["number"], card["available"]) == (PRINTED, 0)
    assert card["is_protected"] is False


def test_the_first_cheque_of_a_printed_card_can_be_sent_at_once(
    coffee: Software,
) -> None:
    lay_out(coffee)
    body = {"card": PRINTED, "amount_minor": 100_000}
    booked = coffee.call("POST", "/receipts", body, status=201).get_json()
    assert booked["earned_points"] == 50


PRINTED = "3819331202"


def lay_out(coffee: Software) -> str:
    """Print a card that nobody holds yet."""
    row = CardNumber(
        value=PRINTED,
        programme_id=coffee.shop.programme_id,
        added_at=app_clock.now(),
    )
    with tenancy.scope(coffee.shop.business_id), db.writing():
        db.session().add(row)
        db.session().flush()
    return PRINTED
