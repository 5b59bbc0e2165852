"""Asking what a cheque would do."""

import pytest

from app.core import db, tenancy
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from app.programmes.tiers import Tier
from tests.web.api.conftest import Software
from tests.world import sell


def quote(software: Software, status: int = 200, **changes: object) -> dict:
    """Ask."""
    body = software.cheque(**changes)
    return software.call(
        "POST", "/quotes", body, status=status, headers={"Idempotency-Key": None}
    ).get_json(force=True)


def test_e10_the_most_points(coffee: Software) -> None:
    """2,000 with 500 excluded, cap 30 %, 300 from the lasting code at most 300."""
    shop = coffee.shop
    sell(shop, shop.member, amount_minor=900 * 2000)
    with tenancy.scope(shop.business_id), db.writing():
        programmes.change_rules(
            programme_id=shop.programme_id,
            rules=PointsRules(
                rate_basis_points=500,
                spend_share_basis_points=3000,
                static_spend_points=1000,
            ),
            starts_at=None,
            actor="system",
        )
    lines = [{"amount_minor": 150_000}, {"amount_minor": 50_000, "is_excluded": True}]
    priced = quote(coffee, amount_minor=None, lines=lines, points=500)
    refusals = priced.pop("refusals")
    told = priced.pop("lines")
    assert [(line["points"], line["is_excluded"]) for line in told] == [
        (450, False),
        (0, True),
    ]
    assert priced == {
        "max_partner_minor": 0,
        "partner_minor": 0,
        "total_minor": 200_000,
        "discount_minor": 0,
        "discounts": [],
        "declined": [],
        "eligible_minor": 150_000,
        "max_points": 450,
        "points": 450,
        "paid_minor": 155_000,
        "earned_points": 52,
    }
    assert [limit["code"] for limit in refusals] == ["share"]
    assert "450" in refusals[0]["message"]


def test_a_quote_writes_nothing(coffee: Software) -> None:
    quote(coffee)
    assert coffee.balance().available == 0


def test_another_business_has_no_such_card(coffee: Software, books: Software) -> None:
    number = coffee.shop.member.number
    assert quote(books, 404, card=number)["code"] == "card_not_found"


def test_a_quote_explains_its_discounts(coffee: Software) -> None:
    shop = coffee.shop
    with tenancy.scope(shop.business_id), db.writing():
        programmes.change_rules(
            programme_id=shop.programme_id,
            rules=PointsRules(
                tiers=(Tier(share_basis_points=7_00),),
                excluded_categories=("tobacco",),
            ),
            starts_at=None,
            actor="system",
        )
    lines = [
        {"amount_minor": 100_000, "name": "Coffee"},
        {"amount_minor": 50_000, "category": "Tobacco"},
    ]
    priced = quote(coffee, amount_minor=None, lines=lines, codes=["NOPE"])
    assert (priced["discount_minor"], priced["paid_minor"]) == (7_000, 143_000)
    assert [each["amount_minor"] for each in priced["discounts"]] == [7_000]
    (declined,) = priced["declined"]
    assert (declined["code"], declined["why"]) == ("NOPE", "not_known")
    assert declined["message"]
    assert [line["discount_minor"] for line in priced["lines"]] == [7_000, 0]


@pytest.mark.parametrize(
    "changes",
    [
        {"codes": "MAY"},
        {"codes": [""]},
        {"codes": ["x" * 41]},
        {"codes": ["a\x00"]},
        {"codes": ["A"] * 6},
        {"codes": [1]},
        {"currency": "EURO"},
        {"currency": "EUR"},
        {"currency": "eur", "rate_millionths": 1},
        {"rate_millionths": 0},
        {"currency": "EUR", "rate_millionths": 98.5},
    ],
)
def test_bad_codes_and_currencies_are_refused(
    coffee: Software, changes: dict[str, object]
) -> None:
    quote(coffee, status=422, **changes)
