"""Promo codes over the API: asked about, used, and not to be guessed."""

from typing import Any

from app.offers.rules import Terms
from tests.conftest import Clock
from tests.offers.giving import drawn, order, promote, work
from tests.web.api.conftest import Software
from tests.world import World

TENTH = Terms(share_basis_points=10_00)


def ask(coffee: Software, *codes: str, status: int = 200) -> Any:
    body = {
        "card": coffee.shop.member.number,
        "amount_minor": 1000_00,
        "points": 0,
        "codes": list(codes),
    }
    return coffee.call("POST", "/quotes", body, status=status).get_json()


def test_a_code_is_asked_about_and_used(coffee: Software) -> None:
    business_id = coffee.shop.business_id
    promotion_id = promote(business_id, "codes", TENTH, name="Leaflet")
    order(business_id, promotion_id, 1)
    work()
    (code,) = drawn(business_id, promotion_id)
    asked = ask(coffee, code.lower())
    assert asked["paid_minor"] == 900_00
    assert asked["discounts"] == [
        {
            "source": "offer",
            "label": "Leaflet",
            "code": code.lower(),
            "amount_minor": 100_00,
        }
    ]
    body = {
        "card": coffee.shop.member.number,
        "amount_minor": 1000_00,
        "points": 0,
        "codes": [code],
        "number": "A1",
    }
    booked = coffee.call("POST", "/receipts", body, status=201).get_json()
    assert booked["paid_minor"] == 900_00
    again = coffee.call("POST", "/receipts", body | {"number": "A2"}, status=422)
    assert again.get_json()["code"] == "code_refused"


def test_row89_bytes_of_every_wrong_code_are_the_same(
    coffee: Software, world: World
) -> None:
    foreign = promote(world.books.business_id, "codes", TENTH)
    order(world.books.business_id, foreign, 1)
    work()
    (theirs,) = drawn(world.books.business_id, foreign)
    promote(coffee.shop.business_id, "word", TENTH, word="DRAFT", is_begun=False)
    answers = {
        str(ask(coffee, code)).replace(code, "…")
        for code in (theirs, "DRAFT", "NOBODYS")
    }
    assert len(answers) == 1


def test_guessing_is_stopped_and_good_codes_are_not_counted(
    coffee: Software, clock: Clock
) -> None:
    promote(coffee.shop.business_id, "word", TENTH, word="MAY15")
    for _ in range(30):
        assert ask(coffee, "MAY15")["paid_minor"] == 900_00
    for number in range(8):
        assert ask(coffee, f"GUESS{number}")["paid_minor"] == 1000_00
    # Now a good one is refused, too: guessing on tells nothing.
    ask(coffee, "MAY15", status=429)
    ask(coffee, "GUESS9", status=429)
    assert ask(coffee)["paid_minor"] == 1000_00
    clock.advance(minutes=10)
    assert ask(coffee, "MAY15")["paid_minor"] == 900_00


def test_wrong_codes_of_a_booking_count_too(coffee: Software) -> None:
    body = {"card": coffee.shop.member.number, "amount_minor": 100_00, "points": 0}
    for number in range(8):
        wrong = body | {"number": f"B{number}", "codes": ["GUESS"]}
        coffee.call("POST", "/receipts", wrong, status=422)
    wrong = body | {"number": "B9", "codes": ["GUESS"]}
    coffee.call("POST", "/receipts", wrong, status=429)
    coffee.call("POST", "/receipts", body | {"number": "B10"}, status=201)
