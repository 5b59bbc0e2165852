"""Everything stacked on one cheque: conservation, any order of returns, constant cost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from app.core import db, tenancy
from app.core.ids import ReceiptId
from app.programmes.boosts import Boost
from app.programmes.discounts import WITH_CARD
from app.programmes.goods import Goods
from app.programmes.kinds.points import PointsRules
from app.programmes.promotions import Promotion
from app.programmes.rules import Rounding
from app.programmes.tiers import Tier
from app.sales import queries
from app.sales.actions import Line
from app.sales.models import ReceiptDiscount
from tests.conftest import Clock
from tests.sales.counter import Counter, lines, open_counter
from tests.sales.stacked import CATEGORIES, STACKED, cheque

few_examples = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
goods = st.builds(Goods, categories=st.sampled_from([(), ("coffee",), ("cake", "tea")]))
shares = st.integers(1, 10_000)
promotions = st.one_of(
    st.builds(
        Promotion,
        name=st.just("share"),
        goods=goods,
        share_basis_points=shares,
        is_instead=st.booleans(),
    ),
    st.builds(
        Promotion, name=st.just("item"), goods=goods, item_minor=st.integers(1, 90_00)
    ),
)
boosts = st.one_of(
    st.builds(
        Boost,
        name=st.just("factor"),
        goods=goods,
        factor_basis_points=st.integers(10_000, 50_000),
    ),
    st.builds(
        Boost,
        name=st.just("item"),
        goods=goods,
        item_points=st.integers(1, 9),
        is_instead=st.booleans(),
    ),
)
any_rules = st.builds(
    PointsRules,
    rate_basis_points=st.integers(0, 2000),
    rounding=st.sampled_from(Rounding),
    hold_days=st.sampled_from([0, 14]),
    min_line_money_minor=st.sampled_from([0, 1_00]),
    excluded_categories=st.sampled_from([(), ("Tobacco",)]),
    tiers=st.sampled_from(
        [
            (),
            (Tier(share_basis_points=7_00),),
            (Tier(share_basis_points=1), Tier(from_minor=1, share_basis_points=9_99)),
        ]
    ),
    promotions=st.lists(promotions, max_size=2, unique_by=lambda own: own.name).map(
        tuple
    ),
    boosts=st.lists(boosts, max_size=2, unique_by=lambda own: own.name).map(tuple),
)
any_lines = st.lists(
    st.builds(
        Line,
        amount_minor=st.integers(1, 900_00),
        category=st.sampled_from(CATEGORIES),
        quantity_milli=st.integers(1, 5_000),
    ),
    min_size=1,
    max_size=5,
)


def taken_off(receipt_id: ReceiptId) -> dict[int, int]:
    """What the rows of a receipt's discounts say, by line."""
    found: dict[int, int] = {}
    rows: Any = db.session().execute(
        select(ReceiptDiscount.position, ReceiptDiscount.amount_minor).where(
            ReceiptDiscount.receipt_id == receipt_id
        )
    )
    for position, amount in rows:
        found[position] = found.get(position, 0) + amount
    return found


def check_lines(counter: Counter, receipt_id: ReceiptId, value_minor: int) -> None:
    """Every line: what it costs is what was taken off, points and money."""
    with tenancy.scope(counter.business_id):
        found = queries.receipt(receipt_id)
        off = taken_off(receipt_id)
    for line in found.lines:
        covered = line.points_share * value_minor
        assert line.discount_minor == off.get(line.position, 0)
        assert line.amount_minor == line.discount_minor + covered + line.paid_minor
        assert not (line.is_excluded and (line.discount_minor or covered))
    row = found.row
    assert row.discount_minor == sum(off.values())
    assert row.paid_minor == sum(line.paid_minor for line in found.lines)


@few_examples
@given(rules=any_rules, bought=any_lines, data=st.data())
def test_r6_r7_returns_in_any_order_give_and_take_all(
    app: Flask, rules: PointsRules, bought: list[Line], data: st.DataObject
) -> None:
    counter = open_counter(rules)
    counter.give(3000)
    asked = counter.quote(*bought)
    points = data.draw(st.integers(0, asked.max_points), label="points")
    booked = counter.book(*bought, points=points)
    assert booked.total_minor - booked.discount_minor == asked.due_minor
    check_lines(counter, booked.receipt_id, rules.point_value_minor)
    order = data.draw(st.permutations(range(1, len(bought) + 1)), label="order")
    cut = data.draw(st.integers(1, len(order)), label="first refund")
    groups = [order[:cut], *([place] for place in order[cut:])]
    parts = [counter.refund(booked.receipt_id, *group) for group in groups]
    assert sum(part.money_minor for part in parts) == booked.paid_minor
    assert sum(part.points_returned for part in parts) == points
    assert sum(part.points_clawed for part in parts) == booked.earned_points
    assert counter.standing == (3000, 0, 0)
    assert counter.faults() == []


@few_examples
@given(rules=any_rules, bought=any_lines, data=st.data())
def test_an_undo_restores_card_and_history(
    app: Flask, rules: PointsRules, bought: list[Line], data: st.DataObject
) -> None:
    counter = open_counter(rules)
    counter.give(3000)
    before = counter.quote(*bought)
    points = data.draw(st.integers(0, before.max_points), label="points")
    counter.undo(counter.book(*bought, points=points).receipt_id)
    assert counter.standing == (3000, 0, 0)
    assert counter.quote(*bought) == before
    assert counter.faults() == []


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that run inside the block."""
    statements: list[str] = []

    def note(_1: Any, _2: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "COMMIT", "SAVEPOINT")):
            statements.append(statement)

    engine = db.db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def cost(ask: Callable[[], object]) -> int:
    ask()
    with counted() as statements:
        ask()
    return len(statements)


def test_a_quote_costs_the_same_statements_whatever_is_stacked(
    app: Flask, clock: Clock
) -> None:
    counter = open_counter(STACKED)
    clock.advance(days=1)
    counter.give(500)
    short = cost(lambda: counter.quote(*cheque(1), points=10))
    assert cost(lambda: counter.quote(*cheque(), points=10)) == short
    for _ in range(5):
        counter.book(*cheque())
    # Card, place, rules, history, balance, the day of joining, clubs, promotions.
    assert cost(lambda: counter.quote(*cheque(), points=10)) == short <= 8


def test_everything_stacked_is_explained_line_by_line(app: Flask, clock: Clock) -> None:
    counter = open_counter(STACKED)
    clock.advance(days=1)
    asked = counter.quote(*cheque())
    named = {each.discount.label for each in (*asked.applied, *asked.declined)}
    assert named == {"", *(f"Promotion {number}" for number in range(10))}
    assert sum(each.minor for each in asked.applied) == asked.discount_minor
    boosts = {line.position: line.boosts for line in asked.lines}
    assert (boosts[1], boosts[2], boosts[3], boosts[4]) == (
        ("Double",),
        ("Double", "Cake"),
        ("Double", "Books"),
        (),
    )
    kept = [line for line in asked.lines if line.is_excluded]
    assert len(kept) == 4
    assert all(line.discount_minor == line.points == 0 for line in kept)
    groups = {each.discount.line_group for each in asked.applied}
    assert groups <= {"", WITH_CARD}


def test_row_4_the_receipt_says_which_line_earned_more(app: Flask) -> None:
    cake = Boost(name="Cake", item_points=3, goods=Goods(categories=("cake",)))
    counter = open_counter(PointsRules(boosts=(cake,)))
    booked = counter.book(
        *lines(100_00, category="Cake"), *lines(100_00, category="Tea")
    )
    assert booked.earned_points == 13
    back = counter.refund(booked.receipt_id, 1)
    assert back.points_clawed == 8
