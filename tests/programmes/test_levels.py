"""Levels as pure arithmetic: R9, E14, E15, E36."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programmes.checking import InvalidRules
from app.programmes.kinds.discount import DiscountRules
from app.programmes.kinds.points import PointsRules
from app.programmes.levels import Level, LevelRules, level_standing
from app.programmes.months import add_months
from app.programmes.stored import from_json, to_json

SILVER = Level(name="Silver", from_amount=10_000_00)
GOLD = Level(name="Gold", from_amount=30_000_00)
RULES = LevelRules(levels=(SILVER, GOLD), months=12, grace_days=30)
BOUGHT = [(date(2026, 2, 5), 12_000_00), (date(2026, 9, 1), 4_000_00)]


def index(counted: list[tuple[date, int]], day: date) -> int:
    return level_standing(counted, day, RULES).index


def test_e14_a_level_holds_from_the_purchase_until_its_grace_is_over() -> None:
    assert index([], date(2026, 2, 4)) == 0
    assert index(BOUGHT, date(2026, 2, 5)) == 1
    assert index(BOUGHT, date(2027, 2, 4)) == 1
    below = level_standing(BOUGHT, date(2027, 2, 5), RULES)
    assert below.counted == 4_000_00
    assert below.index == 1
    assert below.enough_through is None
    assert below.changes_on == date(2027, 3, 7)
    assert index(BOUGHT, date(2027, 3, 6)) == 1
    assert index(BOUGHT, date(2027, 3, 7)) == 0


def test_e14_a_return_takes_the_level_at_once() -> None:
    returned = [(date(2026, 2, 5), 9_000_00)]
    assert index(returned, date(2026, 2, 20)) == 0


def test_e14_a_standing_says_until_when() -> None:
    standing = level_standing(BOUGHT, date(2026, 10, 1), RULES)
    assert standing.counted == 16_000_00
    assert standing.counts_through == date(2027, 2, 4)
    assert standing.enough_through == date(2027, 2, 4)
    assert standing.changes_on == date(2027, 3, 7)


def test_e36_what_was_bought_with_two_cards_sums_up() -> None:
    both = [(date(2026, 5, 1), 4_000_00), (date(2026, 6, 1), 7_000_00)]
    standing = level_standing(both, date(2026, 6, 1), RULES)
    assert (standing.index, standing.counted) == (1, 11_000_00)


def test_up_goes_at_once_by_several_levels() -> None:
    assert index([(date(2026, 1, 1), 30_000_00)], date(2026, 1, 1)) == 2


def test_one_step_down_at_a_time() -> None:
    bought = [(date(2026, 1, 10), 25_000_00), (date(2026, 8, 10), 11_000_00)]
    assert index(bought, date(2027, 2, 8)) == 2
    standing = level_standing(bought, date(2027, 2, 9), RULES)
    assert standing.index == 1
    assert standing.changes_on == date(2027, 9, 9)


def test_buying_within_the_grace_keeps_the_level() -> None:
    more = [*BOUGHT, (date(2027, 2, 20), 6_000_00)]
    assert index(more, date(2027, 3, 7)) == 1


def test_what_was_bought_on_29_february_counts_through_27_february() -> None:
    leap = [(date(2028, 2, 29), 10_000_00)]
    strict = LevelRules(levels=(SILVER,), months=12, grace_days=0)
    assert level_standing(leap, date(2029, 2, 27), strict).index == 1
    assert level_standing(leap, date(2029, 2, 28), strict).index == 0


purchases = st.lists(
    st.tuples(
        st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(0, 20_000_00)
    ),
    max_size=12,
)


@given(purchases, st.randoms(), st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_the_order_of_receipts_never_matters(
    bought: list[tuple[date, int]], random: object, day: date
) -> None:
    shuffled = list(bought)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert level_standing(bought, day, RULES) == level_standing(shuffled, day, RULES)


@given(
    purchases,
    st.dates(date(2025, 1, 1), date(2028, 6, 30)),
    st.integers(1, 24),
    st.integers(0, 60),
)
def test_a_level_is_the_best_of_the_days_of_grace(
    bought: list[tuple[date, int]], day: date, months: int, grace: int
) -> None:
    """Against the plain words of the rule, day by day."""
    own = LevelRules(levels=(SILVER, GOLD), months=months, grace_days=grace)
    past = [each for each in bought if each[0] <= day]
    best = 0
    for back in range(grace + 1):
        seen = day - timedelta(days=back)
        total = sum(
            amount for on, amount in past if on <= seen < add_months(on, months)
        )
        best = max(best, own.index_at(total))
    standing = level_standing(past, day, own)
    assert standing.index == best
    if standing.changes_on is not None:
        before = standing.changes_on - timedelta(days=1)
        assert level_standing(past, before, own).index == best
        assert level_standing(past, standing.changes_on, own).index != best
    else:
        assert level_standing(past, day + timedelta(days=1500), own).index == best


@pytest.mark.parametrize(
    "levels",
    [
        (GOLD, SILVER),
        (SILVER, Level(name="Other", from_amount=10_000_00)),
        (SILVER, Level(name="Silver", from_amount=20_000_00)),
        tuple(Level(name=str(n), from_amount=n) for n in range(1, 12)),
    ],
)
def test_levels_rise_and_have_names_of_their_own(levels: tuple[Level, ...]) -> None:
    with pytest.raises(InvalidRules):
        PointsRules(levels=levels)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "a\nb"},
        {"from_amount": 0},
        {"factor_basis_points": 9_999},
        {"extra_basis_points": -1},
        {"share_basis_points": 10_001},
        {"benefits": ("Tea", "Tea")},
        {"benefits": ("",)},
        {"service": "x" * 101},
    ],
)
def test_a_level_checks_itself(wrong: dict[str, object]) -> None:
    values: dict[str, object] = {"name": "Silver", "from_amount": 1, **wrong}
    with pytest.raises(InvalidRules):
        Level(**values)  # type: ignore[arg-type]


def test_what_has_no_rate_cannot_lift_it() -> None:
    lifting = (Level(name="Silver", from_amount=1, extra_basis_points=100),)
    with pytest.raises(InvalidRules):
        PointsRules(levels=lifting, step_minor=100_00)
    with pytest.raises(InvalidRules):
        DiscountRules(levels=lifting)


def test_a_level_adds_to_a_rate_or_multiplies_it() -> None:
    assert Level(name="A", from_amount=1, extra_basis_points=200).extra_rate(500) == 200
    double = Level(name="B", from_amount=1, factor_basis_points=20_000)
    assert double.extra_rate(500) == 500
    assert SILVER.extra_rate(500) == 0


def test_levels_are_stored_and_read_again() -> None:
    own = PointsRules(
        levels=(Level(name="Silver", from_amount=1, benefits=("Tea",), service="VIP"),),
        level_months=6,
    )
    assert from_json("points", to_json(own)) == own
