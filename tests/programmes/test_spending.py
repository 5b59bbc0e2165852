"""How many points a receipt takes: E09, E10, E11, R12 and each reason's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programmes.explain import limit_sentence
from app.programmes.kinds.points import PointsRules
from app.programmes.spending import (
    Limit,
    Payer,
    Reason,
    SpendLimit,
    share_points,
    spend_limit,
)


def ask(
    eligible: list[int],
    rules: PointsRules,
    *,
    total_minor: int | None = None,
    available: int = 1_000_000,
    is_protected: bool = True,
    code_is_rotating: bool = True,
) -> SpendLimit:
    payer = Payer(
        available=available,
        is_protected=is_protected,
        code_is_rotating=code_is_rotating,
    )
    total = sum(eligible) if total_minor is None else total_minor
    return spend_limit(eligible, total, payer, rules)


def test_e10_cap_counts_eligible_goods_only() -> None:
    rules = PointsRules(spend_share_basis_points=3000)
    limit = ask([1500_00], rules, total_minor=2000_00, available=900)
    assert limit.points == 450
    assert limit.binding.reason is Reason.SHARE


def test_e11_each_line_keeps_its_least_money() -> None:
    rules = PointsRules(min_line_money_minor=1_00)
    limit = ask([300_00, 200_00], rules)
    assert limit.points == 498
    assert limit.binding.reason is Reason.LINE_MONEY
    assert share_points([300_00, 200_00], 498, rules) == [299, 199]


def test_e09_shares_by_largest_remainder() -> None:
    assert share_points([100_00] * 3, 100, PointsRules()) == [34, 33, 33]


@pytest.mark.parametrize(
    ("rules", "asked", "points", "reason"),
    [
        (PointsRules(), {"available": 7}, 7, Reason.BALANCE),
        (PointsRules(spend_max_points=70), {}, 70, Reason.PER_RECEIPT),
        (PointsRules(min_receipt_minor=100_01), {}, 0, Reason.MIN_RECEIPT),
        (PointsRules(spend_share_basis_points=0), {}, 0, Reason.SHARE),
        (
            PointsRules(unprotected_spend_points=30, static_spend_points=0),
            {"is_protected": False, "code_is_rotating": False},
            30,
            Reason.UNPROTECTED,
        ),
        (
            PointsRules(static_spend_points=20),
            {"code_is_rotating": False},
            20,
            Reason.STATIC_CODE,
        ),
        (
            PointsRules(unprotected_spend_points=0),
            {"is_protected": False},
            0,
            Reason.UNPROTECTED,
        ),
    ],
)
def test_each_limit_holds_and_is_named(
    rules: PointsRules, asked: dict[str, bool], points: int, reason: Reason
) -> None:
    limit = ask([100_00], rules, **asked)
    assert limit.points == points
    assert limit.binding.reason is reason


def test_nothing_eligible_takes_nothing() -> None:
    limit = ask([], PointsRules(), total_minor=100_00)
    assert limit.points == 0
    assert limit.binding.reason is Reason.NOTHING_ELIGIBLE


def test_broken_limits_come_tightest_first() -> None:
    limit = ask([100_00], PointsRules(spend_max_points=50), available=20)
    reasons = [broken.reason for broken in limit.broken_by(60)]
    assert reasons == [Reason.BALANCE, Reason.PER_RECEIPT]
    assert limit.broken_by(20) == ()


lines = st.lists(st.integers(0, 500_00), min_size=1, max_size=12)
spending_rules = st.builds(
    PointsRules,
    spend_share_basis_points=st.integers(0, 10_000),
    spend_max_points=st.none() | st.integers(1, 1000),
    min_line_money_minor=st.integers(0, 200_00),
    point_value_minor=st.sampled_from([1, 7, 100, 250]),
)


@given(lines, spending_rules, st.integers(0, 10_000), st.data())
def test_no_cap_is_ever_exceeded(
    eligible: list[int], rules: PointsRules, available: int, data: st.DataObject
) -> None:
    limit = ask(eligible, rules, available=available)
    points = data.draw(st.integers(0, limit.points))
    shares = share_points(eligible, points, rules)
    value = rules.point_value_minor
    assert points <= available
    assert sum(shares) == points
    assert points * value * 10_000 <= sum(eligible) * rules.spend_share_basis_points
    for amount, share in zip(eligible, shares, strict=True):
        least = min(amount, rules.min_line_money_minor)
        assert share == 0 or amount - share * value >= least


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words(reason: Reason) -> None:
    limit = Limit(reason=reason, points=2)
    russian = limit_sentence(limit, PointsRules(), "ru")
    english = limit_sentence(limit, PointsRules(), "en", currency="GBP")
    assert russian.endswith(".")
    assert english.endswith(".")
    assert "%" not in english.replace("100%", "")
    assert russian != english


def test_a_static_code_that_spends_nothing_says_what_to_show() -> None:
    limit = Limit(reason=Reason.STATIC_CODE, points=0)
    assert limit_sentence(limit, PointsRules(), "ru") == (
        "Для списания откройте на телефоне код для списания."
    )
