"""Asking what a cheque would do."""

from app.core import db, tenancy
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
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
    assert priced == {
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
