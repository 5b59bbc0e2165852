"""Money as people type it, and whole units shared without loss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import money


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1 234,50", 123450),
        ("1\u202f234.5", 123450),
        ("0", 0),
        ("0,01", 1),
        ("100000000", 100_000_000_00),
    ],
)
def test_amounts_as_typed(text: str, minor: int) -> None:
    assert money.parse_minor(text) == minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-1",
        "+1",
        "1e3",
        "NaN",
        "inf",
        "1,234.50",
        "1.234",
        "١٢",
        "½",
        "1\x00",
        "0x10",
        "1_000",
        "100000000.01",
        "9" * 400,
        "1.",
        ".5",
        "1,,5",
    ],
)
def test_unclear_amounts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        money.parse_minor(text)


def test_e17_half_up() -> None:
    assert money.divide_half_up(123450 * 5, 100) == 6173


def test_e09_shares_of_points() -> None:
    assert money.spread(100, [10000, 10000, 10000]) == [34, 33, 33]


def test_e07_display_spread() -> None:
    assert money.spread(49, [33333, 33333, 33333]) == [17, 16, 16]


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**9), max_size=40))
def test_shares_sum_to_the_whole_and_stay_near_their_weight(
    total: int, weights: list[int]
) -> None:
    shares = money.spread(total, weights)
    whole = sum(weights)
    assert sum(shares) == (total if whole else 0)
    for share, weight in zip(shares, weights, strict=True):
        if whole:
            assert abs(share * whole - total * weight) < whole
