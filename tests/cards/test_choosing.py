"""Which card a till takes: the rules alone."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cards.choosing import Candidate, Reason, choose
from app.core.ids import CardId, ProgrammeId


def card(number: int, **what: bool | int) -> Candidate:
    """A card for everybody, taken everywhere, unless ``what`` says otherwise."""
    plain = {
        "card_id": CardId(number),
        "programme_id": ProgrammeId(number),
        "programme": f"Card {number}",
        "number": str(number),
        "position": number,
    }
    return Candidate(**plain | what)  # type: ignore[arg-type]


SHOWN = card(1, is_shown=True)
CASES = {
    Reason.GROUP: [SHOWN, card(2, is_for_group=True)],
    Reason.OUTLET: [SHOWN, card(2, is_limited=True)],
    Reason.SHOWN: [card(1), card(2, is_shown=True)],
    Reason.ONLY_HERE: [
        card(1, is_for_group=True, is_limited=True, is_taken_here=False, is_shown=True),
        card(2),
    ],
    Reason.STILL_EARNS: [
        card(1, is_for_group=True, is_entitled=False, is_shown=True),
        card(2),
    ],
}


@pytest.mark.parametrize(("reason", "cards"), CASES.items())
def test_the_card_that_fits_best_is_taken(
    reason: Reason, cards: list[Candidate]
) -> None:
    for order in permutations(cards):
        choice = choose(order)
        assert choice.reason is reason
        assert choice.card.card_id == 2
        assert [other.card_id for other in choice.others] == [1]
        assert choice.is_sure


def test_one_card_needs_no_reason() -> None:
    choice = choose([card(7, is_entitled=False, is_taken_here=False)])
    assert (choice.reason, choice.others, choice.is_sure) == (Reason.ONLY, (), True)


def test_where_two_fit_as_well_and_none_was_shown_the_guest_is_asked() -> None:
    choice = choose([card(1, position=5), card(2, position=3)])
    assert choice.reason is Reason.FIRST
    assert not choice.is_sure
    # The business's own order decides what is offered first.
    assert choice.card.card_id == 2


def test_a_group_weighs_more_than_an_outlet() -> None:
    local = card(1, is_limited=True, is_shown=True)
    assert choose([local, card(2, is_for_group=True)]).card.card_id == 2


def test_without_cards_there_is_no_choice() -> None:
    with pytest.raises(ValueError, match="no cards"):
        choose([])


flags = st.booleans()


@given(
    st.lists(
        st.tuples(flags, flags, flags, flags, st.integers(0, 3)),
        min_size=1,
        max_size=6,
    ),
    st.randoms(),
)
def test_the_order_in_which_cards_come_does_not_matter(
    rows: list[tuple[bool, bool, bool, bool, int]], chance: object
) -> None:
    cards = [
        card(
            number,
            is_for_group=group,
            is_entitled=entitled,
            is_limited=limited,
            is_taken_here=here,
            position=position,
        )
        for number, (group, entitled, limited, here, position) in enumerate(rows, 1)
    ]
    mixed = list(cards)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    first, second = choose(cards), choose(mixed)
    assert first == second
    assert {first.card, *first.others} == set(cards)
    assert all(first.card.fit >= other.fit for other in first.others)
