"""Figures of the day: recounted from the rows, in the outlet's own zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.core import db, tenancy
from app.insights import actions, queries
from app.insights.periods import Span
from app.insights.queries import Figures
from app.sales import actions as sales
from tests.conftest import Clock
from tests.insights.conftest import Tell
from tests.world import Shop, World, create_member, create_outlet, sell

TODAY = date(2026, 3, 17)


def figures(shop: Shop, day: date = TODAY, outlet_id: int | None = None) -> Figures:
    """What a day of a shop looks like."""
    with tenancy.scope(shop.business_id):
        found = queries.days(Span(day, day), outlet_id)[day]
        db.session().rollback()
    return found


def refund(shop: Shop, receipt_id: int) -> None:
    """Bring everything back."""
    with tenancy.scope(shop.business_id), db.writing():
        sales.refund(
            receipt_id=receipt_id,
            positions=None,
            number=None,
            outlet_id=shop.outlet_id,
            actor=shop.cashier.actor,
            reason="goods",
        )


def test_a_day_is_counted_from_its_receipts(world: World, tell: Tell) -> None:
    shop = world.coffee
    sell(shop, shop.member, amount_minor=1000_00)
    sell(shop, shop.member, amount_minor=500_00, points=15)
    tell()
    found = figures(shop)
    assert (found.receipts, found.net_sales_minor) == (2, 1485_00)
    assert (found.points_given, found.points_spent) == (74, 15)
    assert found.average_minor == 742_50
    assert found.joins == 1


def test_a_return_is_taken_off_the_day_of_its_sale(
    world: World, tell: Tell, clock: Clock
) -> None:
    shop = world.coffee
    booked = sell(shop, shop.member, amount_minor=1000_00)
    clock.advance(days=2)
    refund(shop, booked.receipt_id)
    tell()
    assert figures(shop) == Figures(receipts=1, joins=1)
    assert figures(shop, TODAY + timedelta(days=2)) == Figures()


def test_an_undone_receipt_is_counted_nowhere(world: World, tell: Tell) -> None:
    shop = world.coffee
    booked = sell(shop, shop.member, amount_minor=1000_00)
    tell()
    assert figures(shop).receipts == 1
    with tenancy.scope(shop.business_id), db.writing():
        sales.undo(receipt_id=booked.receipt_id, actor=shop.cashier.actor)
    tell()
    assert figures(shop).receipts == 0


def test_telling_a_fact_again_changes_nothing(world: World, tell: Tell) -> None:
    shop = world.coffee
    sell(shop, shop.member, amount_minor=1000_00)
    tell()
    before = figures(shop)
    with tenancy.scope(shop.business_id), db.writing():
        actions.refresh_outlet_day(outlet_id=shop.outlet_id, day=TODAY)
        actions.refresh_joins(day=TODAY)
    assert figures(shop) == before


def test_a_sale_counts_on_the_day_of_its_outlet(
    world: World, tell: Tell, clock: Clock
) -> None:
    """21:30 UTC is half past midnight in Moscow, and still yesterday in London."""
    shop = world.coffee
    london = create_outlet(shop.business_id, code="L", zone="Europe/London")
    clock.set(datetime(2026, 3, 16, 21, 30, tzinfo=UTC))
    sell(shop, shop.member, amount_minor=100_00)
    sell(replace(shop, outlet_id=london), shop.member, amount_minor=700_00)
    tell()
    assert figures(shop, date(2026, 3, 17)).net_sales_minor == 100_00
    assert figures(shop, date(2026, 3, 16)).net_sales_minor == 700_00
    assert figures(shop, date(2026, 3, 16), london).receipts == 1
    assert figures(shop, date(2026, 3, 16), shop.outlet_id).receipts == 0


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        # London puts its clocks forward on 29 March 2026 and back on 25 October.
        (datetime(2026, 3, 28, 23, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 29, 22, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 23, 1, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 23, 1, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 2, 28, 23, 59, tzinfo=UTC), date(2026, 2, 28)),
    ],
)
def test_days_of_23_and_25_hours_are_days(
    world: World, tell: Tell, clock: Clock, instant: datetime, day: date
) -> None:
    shop = world.books
    clock.set(instant)
    sell(shop, shop.member, amount_minor=10_00)
    tell()
    assert figures(shop, day).receipts == 1


def test_new_members_belong_to_no_outlet(world: World, tell: Tell) -> None:
    shop = world.coffee
    create_member(shop.business_id)
    tell()
    assert figures(shop).joins == 2
    assert figures(shop, outlet_id=shop.outlet_id).joins == 0


def test_another_business_s_figures_are_not_ours(world: World, tell: Tell) -> None:
    sell(world.books, world.books.member, amount_minor=77_00)
    tell()
    assert figures(world.coffee).receipts == 0
    assert figures(world.books).receipts == 1


def test_totals_are_sums_and_an_average_needs_receipts() -> None:
    days = {
        TODAY: Figures(2, 300, 5, 1, 1),
        TODAY + timedelta(days=1): Figures(1, 100, 1, 1, 0),
        TODAY + timedelta(days=9): Figures(9, 900, 9, 9, 9),
    }
    total = queries.total(days, Span(TODAY, TODAY + timedelta(days=1)))
    assert total == Figures(3, 400, 6, 2, 1)
    assert total.average_minor == 133
    assert Figures(receipts=0, net_sales_minor=-5).average_minor == 0


def test_members_are_counted_until_the_end_of_a_day(world: World, clock: Clock) -> None:
    clock.advance(days=1)
    create_member(world.coffee.business_id)
    with tenancy.scope(world.coffee.business_id):
        assert queries.members_until(TODAY) == 1
        assert queries.members_until(TODAY + timedelta(days=1)) == 2
