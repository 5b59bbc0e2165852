"""Discounts from the quote to the refund: R11, E12, E16, E17, E23, E29, rows 13–15."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.cards import actions as cards
from app.core import db, tenancy
from app.core.ids import ReceiptId
from app.people import groups
from app.programmes import actions as programmes
from app.programmes import audiences
from app.programmes.boosts import Boost
from app.programmes.discounts import WITH_CARD, Discount, Stage, WhyNot
from app.programmes.goods import Goods
from app.programmes.kinds.discount import DiscountRules
from app.programmes.kinds.points import PointsRules
from app.programmes.offered import Offered, Redeemed, Redemption
from app.programmes.promotions import Promotion
from app.programmes.tiers import Tier
from app.programmes.windows import Window
from app.sales import actions as sales
from app.sales import discounting, errors
from app.sales.actions import Line
from app.sales.models import ReceiptDiscount
from tests.conftest import Clock
from tests.sales.counter import Counter, lines, open_counter
from tests.world import issue_card

CUMULATIVE = DiscountRules(
    tiers=(
        Tier(share_basis_points=3_00),
        Tier(from_minor=10_000_00, share_basis_points=5_00),
        Tier(from_minor=30_000_00, share_basis_points=7_00),
    )
)
TENTH = (Tier(share_basis_points=10_00),)


@dataclass
class Desk:
    """Where codes and offers are kept; remembers what was used and freed."""

    given: list[Discount] = field(default_factory=list)
    used: list[Redemption] = field(default_factory=list)
    freed: list[Redemption] = field(default_factory=list)
    is_late: bool = False

    def __call__(self, offered: Offered) -> Iterable[Discount]:
        for each in self.given:
            if each.code and each.code not in offered.codes:
                continue
            is_gone = len(self.used) > len(self.freed)
            yield replace(each, refusal=WhyNot.USED_UP if is_gone else None)

    def use(self, redemption: Redemption) -> None:
        if self.is_late:
            raise errors.CodeRefused(why=WhyNot.USED_UP, typed=redemption.code)
        self.used.append(redemption)

    def free(self, redemption: Redemption) -> None:
        self.freed.append(redemption)


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A source of discounts of its own, for one test."""
    own = Desk()
    discounting.SOURCES.append(own)
    discounting.REDEEMED["desk"] = Redeemed(use=own.use, free=own.free)
    yield own
    del discounting.REDEEMED["desk"]
    discounting.SOURCES.remove(own)


def code(**values: Any) -> Discount:
    given = {"stage": Stage.CODE, "source": "desk", "label": "MAY", "code": "MAY"}
    return Discount(**given | values)


def kept(counter: Counter, receipt_id: ReceiptId) -> list[tuple[str, int, int]]:
    """What the receipt says of its discounts."""
    with tenancy.scope(counter.business_id):
        found: Any = db.session().execute(
            select(
                ReceiptDiscount.source,
                ReceiptDiscount.position,
                ReceiptDiscount.amount_minor,
            )
            .where(ReceiptDiscount.receipt_id == receipt_id)
            .order_by(ReceiptDiscount.place, ReceiptDiscount.position)
        )
        return [tuple(row) for row in found]


def test_e12_card_code_and_points_in_their_order(app: Flask, desk: Desk) -> None:
    counter = open_counter(PointsRules(tiers=TENTH, spend_share_basis_points=50_00))
    counter.give(300)
    desk.given = [code(amount_minor=200_00)]
    asked = counter.quote(*lines(3_000_00), codes=("MAY",), points=300)
    assert [each.minor for each in asked.applied] == [300_00, 200_00]
    assert (asked.due_minor, asked.max_points, asked.paid_minor) == (
        2_500_00,
        300,
        2_200_00,
    )
    booked = counter.sell(3_000_00, codes=("MAY",), points=300)
    assert (booked.discount_minor, booked.paid_minor) == (500_00, 2_200_00)
    assert booked.earned_points == 110
    assert kept(counter, booked.receipt_id) == [
        ("card", 1, 300_00),
        ("desk", 1, 200_00),
    ]
    assert counter.faults() == []


def test_e12_of_card_and_code_the_best_when_they_exclude_each_other(
    app: Flask, desk: Desk
) -> None:
    counter = open_counter(PointsRules(tiers=TENTH, spend_share_basis_points=50_00))
    counter.give(300)
    desk.given = [code(amount_minor=200_00, group=WITH_CARD)]
    booked = counter.sell(3_000_00, codes=("MAY",), points=300)
    assert (booked.paid_minor, booked.earned_points) == (2_400_00, 120)
    assert [(each.discount.code, each.why) for each in booked.declined] == [
        ("MAY", WhyNot.BETTER_ONE)
    ]
    assert desk.used == []


def test_e16_the_step_rises_with_what_was_bought_and_falls_with_a_return(
    app: Flask,
) -> None:
    counter = open_counter(CUMULATIVE)
    first = counter.sell(9_793_81)
    assert first.paid_minor == 9_500_00
    second = counter.sell(2_000_00)
    assert (second.discount_minor, second.paid_minor) == (60_00, 1_940_00)
    assert counter.quote(*lines(1_000_00)).discount_minor == 50_00
    counter.refund(second.receipt_id)
    assert counter.quote(*lines(1_000_00)).discount_minor == 30_00
    third = counter.sell(2_000_00)
    assert counter.quote(*lines(1_000_00)).discount_minor == 50_00
    counter.undo(third.receipt_id)
    assert counter.quote(*lines(1_000_00)).discount_minor == 30_00


def test_e16_a_partial_return_takes_its_part_of_the_history(app: Flask) -> None:
    counter = open_counter(CUMULATIVE)
    bought = counter.sell(10_000_00, 500_00)
    assert counter.quote(*lines(1_000_00)).discount_minor == 50_00
    counter.refund(bought.receipt_id, 2)
    assert counter.quote(*lines(1_000_00)).discount_minor == 30_00


def test_e17_a_fixed_discount_rounds_half_up_and_comes_back_exactly(app: Flask) -> None:
    counter = open_counter(DiscountRules())
    booked = counter.sell(1_234_50)
    assert (booked.total_minor, booked.discount_minor) == (1_234_50, 61_73)
    assert (booked.paid_minor, booked.earned_points) == (1_172_77, 0)
    assert counter.refund(booked.receipt_id).money_minor == 1_172_77
    assert counter.faults() == []


def test_row_15_excluded_goods_keep_their_price(app: Flask) -> None:
    counter = open_counter(
        DiscountRules(
            excluded_categories=("Tobacco",), tier_goods=Goods(categories=("Books",))
        )
    )
    booked = counter.book(
        *lines(100_00, category="books"),
        *lines(100_00, category="tobacco"),
        *lines(100_00, category="Tea"),
    )
    assert kept(counter, booked.receipt_id) == [("card", 1, 5_00)]


def test_r7_a_return_gives_back_what_was_paid_per_line(app: Flask, desk: Desk) -> None:
    counter = open_counter(PointsRules(tiers=TENTH))
    counter.give(100)
    desk.given = [code(amount_minor=100_00)]
    booked = counter.sell(1_000_00, 500_00, codes=("MAY",), points=100)
    back = [counter.refund(booked.receipt_id, at) for at in (1, 2)]
    assert sum(each.money_minor for each in back) == booked.paid_minor == 1_150_00
    assert sum(each.points_returned for each in back) == 100
    assert sum(each.points_clawed for each in back) == booked.earned_points
    assert counter.standing == (100, 0, 0)
    assert counter.faults() == []


def test_e23_a_code_is_used_once_and_freed_with_the_whole_cheque(
    app: Flask, desk: Desk
) -> None:
    counter = open_counter()
    desk.given = [
        code(share_basis_points=15_00, max_minor=500_00, min_minor=1_500_00, ref="7")
    ]
    booked = counter.sell(4_000_00, codes=("MAY",))
    assert (booked.discount_minor, booked.paid_minor) == (500_00, 3_500_00)
    (used,) = desk.used
    assert (used.ref, used.code, used.amount_minor) == ("7", "MAY", 500_00)
    assert counter.quote(*lines(4_000_00), codes=("MAY",)).declined[0].why is (
        WhyNot.USED_UP
    )
    with pytest.raises(errors.CodeRefused) as refused:
        counter.sell(4_000_00, codes=("MAY",))
    assert refused.value.why is WhyNot.USED_UP
    counter.undo(booked.receipt_id)
    assert [each.key for each in desk.freed] == [used.key]
    assert counter.sell(4_000_00, codes=("MAY",)).discount_minor == 500_00


def test_e23_a_return_frees_the_code_with_the_last_line(app: Flask, desk: Desk) -> None:
    counter = open_counter()
    desk.given = [code(amount_minor=100_00)]
    booked = counter.sell(400_00, 600_00, codes=("MAY",))
    counter.refund(booked.receipt_id, 1)
    assert desk.freed == []
    counter.refund(booked.receipt_id)
    assert [each.amount_minor for each in desk.freed] == [100_00]


def test_e23_of_two_tills_the_late_one_books_nothing(app: Flask, desk: Desk) -> None:
    counter = open_counter()
    desk.given, desk.is_late = [code(amount_minor=100_00)], True
    with pytest.raises(errors.CodeRefused):
        counter.sell(1_000_00, codes=("MAY",))
    assert counter.standing == (0, 0, 0)


def test_an_unknown_code_is_told_by_the_quote_and_refused_by_the_sale(
    app: Flask,
) -> None:
    counter = open_counter()
    (told,) = counter.quote(*lines(100_00), codes=("NOPE",)).declined
    assert (told.discount.code, told.why) == ("NOPE", WhyNot.NOT_KNOWN)
    with pytest.raises(errors.CodeRefused, match="NOPE"):
        counter.sell(100_00, codes=("NOPE",))


@pytest.mark.parametrize(
    "codes", [("",), (" ",), ("x" * 41,), ("a\x00",), ("\ud800",), ("A",) * 6]
)
def test_codes_that_cannot_be_one_are_refused(
    app: Flask, codes: tuple[str, ...]
) -> None:
    counter = open_counter()
    with pytest.raises(errors.BadCode):
        counter.quote(*lines(100_00), codes=codes)


def test_e29_the_best_per_line_of_a_personal_offer_and_the_card(
    app: Flask, desk: Desk
) -> None:
    counter = open_counter(PointsRules(tiers=(Tier(share_basis_points=5_00),)))
    desk.given = [
        code(
            stage=Stage.OFFER,
            code="",
            share_basis_points=20_00,
            goods=Goods(categories=("coffee",)),
            line_group=WITH_CARD,
        )
    ]
    booked = counter.book(
        *lines(400_00, category="Coffee"), *lines(600_00, category="Food")
    )
    assert (booked.discount_minor, booked.paid_minor) == (110_00, 890_00)
    assert len(desk.used) == 1


def test_promotions_of_the_card_hold_in_their_hours(app: Flask, clock: Clock) -> None:
    clock.set(datetime(2027, 3, 2, 8, 59, 59, tzinfo=UTC))
    happy = Promotion(
        name="Happy hour",
        goods=Goods(categories=("Cake",)),
        window=Window(from_minute=9 * 60, until_minute=12 * 60),
        item_minor=30_00,
    )
    counter = open_counter(PointsRules(promotions=(happy,)))
    cakes = Line(amount_minor=500_00, category="cake", quantity_milli=2_000)
    booked = counter.book(cakes, *lines(100_00))
    assert (booked.discount_minor, booked.paid_minor) == (60_00, 540_00)
    clock.advance(seconds=1)
    asked = counter.quote(cakes)
    assert asked.discount_minor == 0
    assert [(each.discount.label, each.why) for each in asked.declined] == [
        ("Happy hour", WhyNot.NOT_NOW)
    ]
    assert counter.quote(*lines(100_00)).declined == ()


def test_e16_joined_cards_bring_their_history(app: Flask) -> None:
    counter = open_counter(CUMULATIVE)
    counter.sell(10_400_00)
    assert counter.quote(*lines(1_000_00)).discount_minor == 50_00
    other = issue_card(counter.business_id, counter.programme_id, phone="+79990000000")
    counter.do(
        cards.join_cards,
        source_id=counter.card_id,
        target_id=other.card_id,
        actor="staff:1",
    )
    joined = replace(counter, card_id=other.card_id)
    assert joined.quote(*lines(1_000_00)).discount_minor == 50_00
    assert counter.quote(*lines(1_000_00)).discount_minor == 50_00


def test_another_business_has_a_history_of_its_own(app: Flask) -> None:
    here, there = open_counter(CUMULATIVE), open_counter(CUMULATIVE)
    here.sell(30_000_00)
    assert there.quote(*lines(1_000_00)).discount_minor == 30_00


def test_row_15_who_left_the_audience_pays_the_full_price(app: Flask) -> None:
    counter = open_counter(DiscountRules())
    with tenancy.scope(counter.business_id), db.writing():
        programmes.create(name="Others", rules=PointsRules(), actor="system")
        group_id = groups.create(name="VIP")
        audiences.choose(
            programme_id=counter.programme_id,
            is_for_everyone=False,
            group_ids=[group_id],
        )
    asked = counter.quote(*lines(1_000_00))
    assert asked.discount_minor == 0
    assert [each.why for each in asked.declined] == [WhyNot.NOT_YOURS]


def test_e42_the_time_of_the_receipt_decides_also_for_its_return(
    app: Flask, clock: Clock
) -> None:
    # A Tuesday in Moscow, at the last second of the window.
    clock.set(datetime(2027, 3, 2, 12, 59, 59, tzinfo=UTC))
    double = Boost(
        name="Off-peak",
        factor_basis_points=2_00_00,
        window=Window(weekdays=(2,), from_minute=12 * 60, until_minute=16 * 60),
    )
    counter = open_counter(PointsRules(boosts=(double,)))
    paid_at = clock.now
    clock.advance(minutes=4)
    late = counter.sell(600_00, 400_00, occurred_at=paid_at)
    assert late.earned_points == 100
    assert counter.sell(1_000_00).earned_points == 50
    back = [counter.refund(late.receipt_id, at).points_clawed for at in (2, 1)]
    assert back == [40, 60]


def test_e46_an_exchange_is_priced_by_its_discounts(app: Flask) -> None:
    counter = open_counter(PointsRules(tiers=TENTH))
    old = counter.sell(700_00)
    assert old.earned_points == 31
    refunded, booked = counter.do(
        sales.exchange,
        receipt_id=old.receipt_id,
        positions=None,
        sale=counter.sale(*lines(900_00)),
    )
    assert (refunded.money_minor, booked.paid_minor) == (630_00, 810_00)
    assert booked.available == booked.earned_points == 40
    assert counter.faults() == []


@pytest.mark.parametrize("source", ["import", "claim", "move"])
def test_what_has_been_paid_keeps_its_price(app: Flask, source: str) -> None:
    counter = open_counter(DiscountRules())
    booked = counter.sell(1_000_00, source=source)
    assert (booked.discount_minor, booked.paid_minor) == (0, 1_000_00)


def test_what_a_till_took_without_a_network_keeps_its_price(app: Flask) -> None:
    counter = open_counter(DiscountRules())
    booked = counter.sell(1_000_00, is_offline=True)
    assert (booked.discount_minor, booked.paid_minor) == (0, 1_000_00)
