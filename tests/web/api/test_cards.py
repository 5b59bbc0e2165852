"""Reading over the API: cards and balances."""

import pytest

from app.cards import family
from app.cards import queries as cards
from app.cards.models import CardNumber
from app.core import clock as app_clock
from app.core import db, tenancy
from app.ledger import actions as ledger
from app.ledger.actions import Cause
from app.programmes.kinds.stamps import StampsRules
from tests.circles import Circle, create_circle
from tests.conftest import Clock
from tests.web.api.conftest import Software
from tests.world import create_outlet, create_person, create_programme, issue_card


def test_a_card_by_its_number(coffee: Software) -> None:
    coffee.sell()
    number = coffee.shop.member.number
    card = coffee.call("GET", f"/cards/{number}", status=200).get_json()
    assert card == {
        "number": number,
        "member_id": coffee.shop.member.member_id,
        "programme": "Points",
        "unit": "point",
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
            {
                "number": coffee.shop.member.number,
                "programme": "Points",
                "unit": "point",
                **points,
            }
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


def circle_of(coffee: Software) -> tuple[Circle, str]:
    """The member's group with a card of its own, and that card's number."""
    made = create_circle(coffee.shop)
    made.enter(coffee.shop.member.member_id)
    card_id = made.card(coffee.shop.member.member_id)
    with tenancy.scope(coffee.shop.business_id):
        number = cards.card(card_id).number
        db.session().rollback()
    return made, number


def test_of_several_cards_the_fitting_one_is_named(coffee: Software) -> None:
    circle, own = circle_of(coffee)
    number = coffee.shop.member.number
    card = coffee.call("GET", f"/cards/{number}", status=200).get_json()
    # What was scanned is described as before; the choice comes beside it.
    assert (card["number"], card["programme"]) == (number, "Points")
    assert (card["chosen"], card["reason"]) == (own, "group")
    assert card["alternatives"] == [
        {
            "number": number,
            "programme": "Points",
            "unit": "point",
            "is_taken_here": True,
            "is_earning": True,
            "family_of": None,
            "available": 0,
            "pending": 0,
            "debt": 0,
        }
    ]
    circle.leave(coffee.shop.member.member_id)
    card = coffee.call("GET", f"/cards/{own}", status=200).get_json()
    assert (card["chosen"], card["reason"]) == (number, "still_earns")
    assert card["alternatives"][0]["is_earning"] is False


def test_another_card_of_the_guest_can_be_used(coffee: Software) -> None:
    _, own = circle_of(coffee)
    quote = coffee.call("POST", "/quotes", coffee.cheque(take=own), status=200)
    assert quote.get_json()["earned_points"] == 100
    assert coffee.sell(take=own)["available"] == 100
    assert coffee.sell(take=coffee.shop.member.number)["available"] == 50
    assert coffee.sell()["available"] == 100


def test_a_spending_code_of_one_card_spends_from_the_other_once(
    coffee: Software,
) -> None:
    _, own = circle_of(coffee)
    for _ in range(3):
        coffee.sell(take=own)
    with tenancy.scope(coffee.shop.business_id):
        code = cards.rotating_code(coffee.shop.member.card_id).payload
        db.session().rollback()
    spent = coffee.sell(card=code, take=own, points=200)
    assert spent["points_spent"] == 200
    again = coffee.sell(card=code, take=own, points=100, status=409)
    assert again["code"] == "code_used"


@pytest.mark.parametrize("take", ["foreign", "other", "1234567890", "x"])
def test_only_a_card_of_the_same_guest_can_be_used(
    coffee: Software, books: Software, take: str
) -> None:
    shop = coffee.shop
    other = issue_card(shop.business_id, shop.programme_id).number
    number = {"foreign": books.shop.member.number, "other": other}.get(take, take)
    problem = coffee.sell(take=number, status=422)
    assert problem["code"] == "not_guests_card"


@pytest.mark.parametrize("take", ["", "x" * 65, "a\x00", 7, True, []])
def test_what_is_no_number_is_refused_by_field(coffee: Software, take: object) -> None:
    problem = coffee.sell(take=take, status=422)
    assert [each["field"] for each in problem["errors"]] == ["take"]


def test_a_card_for_other_outlets_is_refused(coffee: Software) -> None:
    elsewhere = create_outlet(coffee.shop.business_id, code="2")
    circle = create_circle(coffee.shop, outlet_ids=[elsewhere])
    circle.enter(coffee.shop.member.member_id)
    with tenancy.scope(coffee.shop.business_id):
        own = cards.card(circle.card(coffee.shop.member.member_id)).number
        db.session().rollback()
    card = coffee.call("GET", f"/cards/{own}", status=200).get_json()
    assert (card["chosen"], card["reason"]) == (coffee.shop.member.number, "only_here")
    assert coffee.sell(card=own, status=422)["code"] == "card_not_here"


def test_stamps_are_no_points(coffee: Software) -> None:
    shop = coffee.shop
    stamps = create_programme(shop.business_id, StampsRules(), name="Stamps")
    card = issue_card(shop.business_id, stamps, person_id=shop.member.person_id)
    coffee.sell()
    with tenancy.scope(shop.business_id), db.writing():
        ledger.credit(
            card_id=card.card_id,
            cause=Cause(
                key="stamps",
                actor="system",
                reason="welcome",
                occurred_at=app_clock.now(),
            ),
            amount=3,
            available_at=app_clock.now(),
            expires_at=None,
            kind="gift",
        )
    path = f"/members/{shop.member.member_id}/balance"
    found = coffee.call("GET", path, status=200).get_json()
    assert found["available"] == 50
    assert [(each["unit"], each["available"]) for each in found["cards"]] == [
        ("point", 50),
        ("stamp", 3),
    ]


def test_a_relative_s_card_is_listed_and_taken(coffee: Software) -> None:
    shop = coffee.shop
    person_id = create_person(name="Anna Kern", phone="+79160000001")
    anna = issue_card(shop.business_id, shop.programme_id, person_id=person_id)
    asked = {"card": shop.member.number, "take": anna.number, "amount_minor": 100000}
    refused = coffee.call("POST", "/quotes", asked, status=422).get_json()
    assert refused["code"] == "not_guests_card"
    with tenancy.scope(shop.business_id), db.writing():
        code = family.invite(card_id=anna.card_id)
        family.accept(code=code, member_id=shop.member.member_id)
    card = coffee.call("GET", f"/cards/{shop.member.number}", status=200).get_json()
    assert (card["chosen"], card["reason"]) == (shop.member.number, "own")
    assert [each["family_of"] for each in card["alternatives"]] == ["Anna K."]
    priced = coffee.call("POST", "/quotes", asked, status=200).get_json()
    assert (priced["earned_points"], priced["max_points"]) == (50, 0)
