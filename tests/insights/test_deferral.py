"""Points as a promise of their own in the accounts (E38)."""

from hypothesis import given
from hypothesis import strategies as st

from app.insights.deferral import Given, deferral, spent_share

SALE = Given(sales_minor=10_000_00, points=500, spent=0, value_minor=100)


def spent(points: int) -> Given:
    return Given(sales_minor=10_000_00, points=500, spent=points, value_minor=100)


def test_e38_part_of_the_price_is_set_aside_and_released() -> None:
    at_sale = deferral(SALE, expected_then=80_00, expected_now=80_00)
    assert (at_sale.allocated_minor, at_sale.revenue_minor) == (384_62, 9_615_38)
    assert at_sale.released_minor == 0
    later = deferral(spent(250), expected_then=80_00, expected_now=80_00)
    assert later.released_minor == 240_38


def test_e38_another_estimate_changes_what_is_released_in_total() -> None:
    later = deferral(spent(250), expected_then=80_00, expected_now=90_00)
    assert later.released_minor == 213_68
    assert later.allocated_minor == 384_62


def test_more_spent_than_expected_releases_all_and_no_more() -> None:
    done = deferral(spent(500), expected_then=80_00, expected_now=80_00)
    assert done.left_minor == 0


def test_nothing_given_sets_nothing_aside() -> None:
    none = deferral(
        Given(sales_minor=100, points=0, spent=0, value_minor=100),
        expected_then=80_00,
        expected_now=80_00,
    )
    assert (none.allocated_minor, none.revenue_minor, none.left_minor) == (0, 100, 0)


def test_k5_share_of_points_spent() -> None:
    assert spent_share(10_000 - 300, 7_200) == 74_23
    assert spent_share(0, 0) is None


@given(
    st.integers(0, 10**10),
    st.integers(0, 10**8),
    st.floats(0, 1),
    st.integers(1, 10_000),
    st.integers(0, 10_000),
    st.integers(0, 10_000),
)
def test_the_parts_are_the_whole(
    sales: int, points: int, part: float, value: int, then: int, now: int
) -> None:
    done = deferral(
        Given(
            sales_minor=sales,
            points=points,
            spent=int(points * part),
            value_minor=value,
        ),
        expected_then=then,
        expected_now=now,
    )
    assert done.allocated_minor + done.revenue_minor == sales
    assert 0 <= done.released_minor <= done.allocated_minor <= sales
