"""What became of the value that was credited in a span (K5)."""

from datetime import datetime

from app.core import tenancy
from app.ledger.cohorts import Cohort, cohorts
from tests.ledger.books import Till, day, through

SALE = 501


def seen(till: Till, now: datetime, *, is_over: bool = False) -> Cohort:
    """All of January, as of ``now``."""
    with tenancy.scope(till.business_id):
        (found,) = cohorts(day(1, 1), day(2, 1), now=now, is_over=is_over)
    assert found.left == found.kept - found.spent - found.expired
    return found


def test_uses_are_parted_by_what_they_were_for(till: Till) -> None:
    card = till.card()
    till.credit(card, 300, day(1, 1), until=through(3, 1), receipt_id=SALE)
    till.spend(card, 120, day(1, 2), receipt_id=SALE + 1)
    till.give_back(card, 20, day(1, 3), SALE + 1)
    till.claw(card, 50, day(1, 4), receipt_id=SALE)
    till.expire(card, through(3, 1))
    found = seen(till, through(3, 1))
    assert (found.credited, found.taken_back, found.kept) == (300, 50, 250)
    assert (found.spent, found.expired, found.left) == (100, 150, 0)


def test_a_reversed_use_is_none(till: Till) -> None:
    card = till.card()
    till.credit(card, 100, day(1, 1))
    done = till.spend(card, 40, day(1, 2))
    till.reverse(done.posting_id, day(1, 3))
    assert seen(till, day(2, 1)).spent == 0


def test_a_joined_card_takes_its_points_along(till: Till) -> None:
    old, new = till.card(), till.card()
    till.credit(old, 100, day(1, 1))
    till.spend(old, 30, day(1, 2))
    till.transfer(old, new, day(1, 3))
    till.spend(new, 20, day(1, 4))
    found = seen(till, day(2, 1))
    assert (found.credited, found.spent, found.left) == (100, 50, 50)


def test_points_that_came_back_after_their_end_are_not_told_twice(till: Till) -> None:
    card = till.card()
    till.credit(card, 100, day(1, 1), until=through(1, 10))
    till.spend(card, 100, day(1, 2), receipt_id=SALE)
    till.give_back(card, 100, day(1, 20), SALE)
    found = seen(till, day(1, 21))
    assert (found.credited, found.spent, found.left) == (100, 0, 100)


def test_only_what_is_over_shows_how_much_is_spent(till: Till) -> None:
    card = till.card()
    till.credit(card, 100, day(1, 1), until=through(1, 10))
    till.credit(card, 500, day(1, 1))
    till.spend(card, 60, day(1, 2))
    till.expire(card, day(2, 1))
    found = seen(till, day(2, 1), is_over=True)
    assert (found.credited, found.spent, found.expired) == (100, 60, 40)
