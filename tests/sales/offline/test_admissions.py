"""E21: two gates without a network let the same ticket in."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from app.sales.offline.admissions import Admission, settle

SEVEN = datetime(2026, 5, 12, 19, tzinfo=UTC)


def scan(gate: str, second: int, ticket: str = "T1", key: str = "") -> Admission:
    """A gate let the ticket in."""
    at = SEVEN + timedelta(seconds=second)
    return Admission(ticket=ticket, gate=gate, at=at, key=key or f"{gate}:{second}")


def test_e21_the_earliest_wins_and_the_other_is_flagged() -> None:
    first, second = scan("1", 1), scan("3", 3)
    for order in permutations([first, second]):
        found = settle(order)
        assert found.counted == (first,)
        assert [(d.admission, d.first) for d in found.flagged] == [(second, first)]


def test_e21_a_repeat_of_one_scan_is_no_second_admission() -> None:
    found = settle([scan("1", 1), scan("1", 1)])
    assert len(found.counted) == 1
    assert found.flagged == ()


def test_e21_of_two_at_one_instant_every_gate_agrees_who_won() -> None:
    pair = [scan("3", 1, key="b"), scan("1", 1, key="a")]
    for order in permutations(pair):
        assert settle(order).counted[0].key == "a"


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 9), st.integers(0, 3)), max_size=30
    ),
    st.randoms(),
)
def test_e21_order_never_matters_and_nothing_is_lost(
    told: list[tuple[int, int, int]], chance: st.DataObject
) -> None:
    scans = [
        scan(str(gate), second, f"T{ticket}", key=str(n))
        for n, (gate, second, ticket) in enumerate(told)
    ]
    shuffled = list(scans)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    found = settle(shuffled)
    assert found == settle(scans)
    assert len(found.counted) == len({each.ticket for each in scans})
    assert len(found.counted) + len(found.flagged) == len(scans)
    for doubled in found.flagged:
        assert doubled.first.at <= doubled.admission.at
