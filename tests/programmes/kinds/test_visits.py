"""Visit passes: periods, breaks, refunds; without a database (R22; E20)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.programmes.kinds.visits import (
    Begins,
    Break,
    NoBreak,
    VisitRules,
    is_same_visit,
    refund,
    shortened,
    through,
    why_no_break,
)
from app.programmes.rules import InvalidRules

RULES = VisitRules(visits=8, days=30, price_minor=4_000_00)
JUNE = Break(first=date(2026, 6, 10), last=date(2026, 6, 16))
FIRST = date(2026, 6, 1)
PERIOD = (FIRST, date(2026, 6, 30))


def test_e20_thirty_days_from_the_first_of_june() -> None:
    assert through(FIRST, (), RULES) == date(2026, 6, 30)


def test_e20_a_break_of_seven_days_moves_the_end() -> None:
    assert through(FIRST, (JUNE,), RULES) == date(2026, 7, 7)


def test_e20_three_of_eight_visits_are_paid() -> None:
    assert refund(4_000_00, 3, RULES, days_used=11, days=30) == 2_500_00


def test_a_price_per_visit_leaves_the_discount_of_the_pass_behind() -> None:
    single = VisitRules(visit_price_minor=600_00)
    assert refund(4_000_00, 3, single, days_used=0, days=30) == 2_200_00
    assert refund(4_000_00, 8, single, days_used=0, days=30) == 0


def test_an_odd_price_is_rounded_once() -> None:
    # 3 of 7 visits of 1,000.00 are 428.571…: 428.57 is kept.
    rules = VisitRules(visits=7)
    assert refund(1_000_00, 3, rules, days_used=0, days=30) == 571_43


def test_without_a_count_the_days_are_paid() -> None:
    rules = VisitRules(visits=0, days=30)
    assert rules.is_unlimited
    assert refund(3_000_00, 25, rules, days_used=10, days=30) == 2_000_00


def test_two_scans_within_the_cooldown_are_one_visit() -> None:
    at = datetime(2026, 6, 1, 9, tzinfo=UTC)
    rules = VisitRules(cooldown_minutes=60)
    assert is_same_visit(at, at + timedelta(minutes=59, seconds=59), rules)
    assert not is_same_visit(at, at + timedelta(minutes=60), rules)


def test_the_first_visit_or_the_sale_begins_the_period() -> None:
    assert RULES.first_day(FIRST) is None
    assert VisitRules(begins=Begins.SALE).first_day(FIRST) == FIRST


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("2026-06-12", "2026-06-11", NoBreak.BACKWARDS),
        ("2026-06-04", "2026-06-06", NoBreak.IN_THE_PAST),
        ("2026-07-01", "2026-07-03", NoBreak.AFTER_THE_END),
        ("2026-06-10", "2026-06-24", NoBreak.TOO_LONG),
        ("2026-06-10", "2026-06-16", None),
        ("2026-06-30", "2026-07-06", None),
    ],
)
def test_which_breaks_are_possible(first: str, last: str, why: NoBreak | None) -> None:
    wanted = Break(first=date.fromisoformat(first), last=date.fromisoformat(last))
    today = date(2026, 6, 5)
    assert why_no_break(wanted, (), period=PERIOD, today=today, rules=RULES) is why


def test_breaks_are_counted_and_do_not_overlap() -> None:
    rules = VisitRules(freeze_times=2, freeze_days=14)
    today = date(2026, 6, 5)
    over = Break(first=date(2026, 6, 16), last=date(2026, 6, 17))
    once = VisitRules(freeze_times=1)
    ask = {"period": PERIOD, "today": today}
    assert why_no_break(over, (JUNE,), rules=rules, **ask) is NoBreak.TWICE  # type: ignore[arg-type]
    later = Break(first=date(2026, 6, 20), last=date(2026, 6, 21))
    assert why_no_break(later, (JUNE,), rules=rules, **ask) is None  # type: ignore[arg-type]
    assert why_no_break(later, (JUNE,), rules=once, **ask) is NoBreak.TOO_MANY  # type: ignore[arg-type]


def test_a_pass_that_has_not_begun_needs_no_break() -> None:
    ask = why_no_break(
        JUNE, (), period=(None, None), today=date(2026, 6, 5), rules=RULES
    )
    assert ask is NoBreak.NOT_BEGUN


def test_a_break_can_end_early() -> None:
    assert shortened(JUNE, date(2026, 6, 13)) == Break(
        first=date(2026, 6, 10), last=date(2026, 6, 12)
    )
    assert shortened(JUNE, date(2026, 6, 10)) is None


@pytest.mark.parametrize("field", ["rate_basis_points", "step_minor", "hold_days"])
def test_a_pass_earns_nothing_by_itself(field: str) -> None:
    with pytest.raises(InvalidRules) as refused:
        VisitRules(**{field: 10})  # type: ignore[arg-type]
    assert refused.value.field == field
