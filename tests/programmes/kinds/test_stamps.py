"""Stamp cards: what a stamp is given for, and rules that cannot work."""

from datetime import UTC, datetime

import pytest

from app.programmes.explain import describe
from app.programmes.goods import Goods
from app.programmes.kinds.stamps import StampPer, StampsRules
from app.programmes.purchases import Bought, Earned, Purchase, Reduced
from app.programmes.rules import InvalidRules, Reward

NOON = datetime(2026, 3, 17, 12, tzinfo=UTC)
CUP = Bought(paid_minor=200_00, category="кофе")


def bought(*lines: Bought, carried: int = 0) -> Purchase:
    return Purchase(lines=lines, local=NOON, carried_minor=carried)


def test_one_for_a_purchase_however_large() -> None:
    assert StampsRules().earned(bought(CUP, CUP)).points == 1
    assert StampsRules().earned(bought()).points == 0


def test_one_for_every_piece_of_the_goods() -> None:
    rules = StampsRules(stamp_per=StampPer.ITEM, goods=Goods(categories=("Кофе",)))
    three = Bought(paid_minor=600_00, category="кофе", quantity_milli=3000)
    food = Bought(paid_minor=600_00, category="еда")
    assert rules.earned(bought(three, food, CUP)).points == 4


@pytest.mark.parametrize(
    ("paid", "carried", "earned"),
    [(30_00, 0, (0, 30_00)), (20_00, 30_00, (1, 0)), (130_00, 0, (2, 30_00))],
)
def test_e44_for_a_full_amount(
    paid: int, carried: int, earned: tuple[int, int]
) -> None:
    rules = StampsRules(stamp_per=StampPer.AMOUNT, step_minor=50_00)
    made = rules.earned(bought(Bought(paid_minor=paid), carried=carried))
    assert made == Earned(points=earned[0], carried_minor=earned[1])


def test_a_return_keeps_the_stamps_of_what_stays() -> None:
    back = Reduced(
        remaining=bought(CUP),
        returned=bought(CUP),
        earned_points=2,
        clawed_points=0,
        carried_minor=0,
    )
    assert StampsRules(stamp_per=StampPer.ITEM).unearned(back).points == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"rewards": ()}, "rewards"),
        (
            {"rewards": (Reward(name="A", points=1), Reward(name="B", points=2))},
            "rewards",
        ),
        ({"rewards": (Reward(name="A", points=6, stock=3),)}, "rewards"),
        ({"rate_basis_points": 500}, "rate_basis_points"),
        ({"spend_share_basis_points": 100}, "spend_share_basis_points"),
        ({"hold_days": 1}, "hold_days"),
        ({"debt_limit": 5}, "debt_limit"),
        ({"stamp_per": StampPer.AMOUNT}, "step_minor"),
        ({"step_minor": 50_00}, "step_minor"),
        ({"stamp_per": StampPer.ITEM, "stamp_from_minor": 100}, "stamp_from_minor"),
        ({"stamp_from_minor": -1}, "stamp_from_minor"),
    ],
)
def test_rules_that_cannot_work_name_the_field(
    values: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidRules) as refused:
        StampsRules(**values)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_the_rules_in_one_sentence() -> None:
    rules = StampsRules(
        stamp_per=StampPer.ITEM,
        goods=Goods(categories=("кофе",)),
        rewards=(Reward(name="Любой кофе", points=6),),
    )
    said = describe(rules, "ru").replace("\u00a0", " ")
    assert said == (
        "6 штампов — и «Любой кофе» в подарок; "
        "штамп за каждую штуку (кофе); не сгорают."
    )
