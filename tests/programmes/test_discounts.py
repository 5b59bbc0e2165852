"""Discounts: R11's order, exclusive groups, what was not applied and why."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programmes.discounts import (
    Discount,
    PricedLine,
    Stage,
    WhyNot,
    apply,
)
from app.programmes.goods import Goods
from app.programmes.rules import InvalidRules

CARD = Discount(stage=Stage.CARD, source="card", label="Card", share_basis_points=10_00)
CODE = Discount(stage=Stage.CODE, source="promo_code", label="MAY", amount_minor=200_00)


def whole(amount_minor: int) -> list[PricedLine]:
    return [PricedLine(amount_minor=amount_minor)]


def test_e12_card_then_code() -> None:
    priced = apply(whole(3_000_00), [CODE, CARD])
    assert [each.minor for each in priced.applied] == [300_00, 200_00]
    assert priced.total_minor == 2_500_00


def test_e12_of_an_exclusive_pair_the_best_for_the_guest_stays() -> None:
    priced = apply(
        whole(3_000_00), [replace(CARD, group="one"), replace(CODE, group="one")]
    )
    assert priced.total_minor == 2_700_00
    assert [(each.discount.label, each.why) for each in priced.declined] == [
        ("MAY", WhyNot.BETTER_ONE)
    ]


def test_e17_fixed_discount_rounds_half_up() -> None:
    priced = apply(whole(1_234_50), [replace(CARD, share_basis_points=5_00)])
    assert priced.applied[0].minor == 61_73
    assert priced.total_minor == 1_172_77


def test_e23_a_code_has_a_most_and_a_least() -> None:
    code = Discount(
        stage=Stage.CODE,
        source="promo_code",
        label="MAY",
        share_basis_points=15_00,
        max_minor=500_00,
        min_minor=1_500_00,
    )
    assert apply(whole(4_000_00), [code]).total_minor == 3_500_00
    (declined,) = apply(whole(1_499_99), [code]).declined
    assert declined.why is WhyNot.TOO_SMALL


def test_e29_a_personal_offer_touches_its_line_the_card_the_other() -> None:
    lines = [
        PricedLine(amount_minor=400_00, category="coffee"),
        PricedLine(amount_minor=600_00, category="food"),
    ]
    offer = Discount(
        stage=Stage.OFFER,
        source="offer",
        label="Coffee for you",
        share_basis_points=20_00,
        goods=Goods(categories=("Coffee",)),
        line_group="own",
    )
    card = replace(CARD, share_basis_points=5_00, line_group="own")
    priced = apply(lines, [card, offer])
    assert [each.per_line for each in priced.applied] == [(80_00, 0), (0, 30_00)]
    assert priced.total_minor == 890_00
    better = replace(card, share_basis_points=25_00)
    assert apply(lines, [better, offer]).total_minor == 750_00


def test_goods_that_keep_their_price_are_told_of() -> None:
    (declined,) = apply(
        [PricedLine(amount_minor=100_00, is_fixed=True)], [CARD]
    ).declined
    assert declined.why is WhyNot.NO_GOODS


@pytest.mark.parametrize("values", [{}, {"share_basis_points": 1, "amount_minor": 1}])
def test_a_discount_takes_off_a_share_or_an_amount(values: dict[str, int]) -> None:
    with pytest.raises(InvalidRules):
        Discount(stage=Stage.CARD, source="card", label="x", **values)


_DISCOUNTS = st.builds(
    lambda stage, share, amount, most, group, line_group: Discount(
        stage=stage,
        source="any",
        label="any",
        share_basis_points=share,
        amount_minor=0 if share else amount,
        max_minor=most,
        group=group,
        line_group=line_group,
    ),
    st.sampled_from(Stage),
    st.integers(0, 10_000),
    st.integers(1, 10_000_00),
    st.none() | st.integers(0, 1_000_00),
    st.sampled_from(["", "", "a", "b"]),
    st.sampled_from(["", "", "c"]),
)


@given(
    st.lists(st.integers(0, 10_000_00), min_size=1, max_size=20),
    st.lists(_DISCOUNTS, max_size=6),
)
def test_nothing_is_lost_and_no_line_goes_below_zero(
    amounts: list[int], discounts: list[Discount]
) -> None:
    priced = apply([PricedLine(amount_minor=amount) for amount in amounts], discounts)
    assert len(priced.applied) + len(priced.declined) == len(discounts)
    for place, amount in enumerate(amounts):
        off = sum(each.per_line[place] for each in priced.applied)
        assert amount - off == priced.left[place] >= 0
    stages = [each.discount.stage for each in priced.applied]
    assert stages == sorted(stages)
    for each in priced.applied:
        most = each.discount.max_minor
        assert most is None or each.minor <= most


def test_of_a_group_that_takes_nothing_off_each_says_its_own_reason() -> None:
    card = replace(CARD, group="one", refusal=WhyNot.NOT_YOURS)
    code = replace(CODE, group="one", min_minor=5_000_00)
    declined = apply(whole(3_000_00), [card, code]).declined
    assert [(each.discount.label, each.why) for each in declined] == [
        ("Card", WhyNot.NOT_YOURS),
        ("MAY", WhyNot.TOO_SMALL),
    ]


def test_money_off_each_piece_stops_at_the_price() -> None:
    lines = [
        PricedLine(amount_minor=500_00, quantity_milli=2_000),
        PricedLine(amount_minor=20_00, quantity_milli=350),
        PricedLine(amount_minor=20_00, quantity_milli=0),
    ]
    promotion = Discount(
        stage=Stage.PROMOTION, source="promotion", label="A", item_minor=30_00
    )
    assert apply(lines, [promotion]).left == (440_00, 0, 20_00)
