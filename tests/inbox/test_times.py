"""Half within, nine of ten within: by hand-made lists, and from what really happened."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock as app_clock
from app.core import db, tenancy
from app.core.ids import StaffId
from app.inbox import times
from app.inbox.times import Pace
from app.people import answering
from app.people.answering import Answered
from app.space import comments, requests
from tests.conftest import Clock
from tests.space import talk
from tests.world import World


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([7], 50, 7),
        ([7], 90, 7),
        ([10, 20, 30, 40], 50, 20),
        ([10, 20, 30, 40], 90, 40),
        (list(range(1, 11)), 90, 9),
        (list(range(1, 12)), 50, 6),
        ([1, 2], 0, 1),
    ],
)
def test_the_nearest_rank(values: list[int], percent: int, expected: int) -> None:
    assert times.nearest_rank(values, percent) == expected


@given(st.lists(st.integers(0, 10**7), min_size=1), st.sampled_from([50, 90]))
def test_enough_are_as_fast_and_one_fewer_would_not_be(
    values: list[int], percent: int
) -> None:
    ordered = sorted(values)
    found = times.nearest_rank(ordered, percent)
    assert found in values
    assert 100 * sum(each <= found for each in values) >= percent * len(values)
    assert 100 * sum(each < found for each in values) < percent * len(values)


def test_paces_by_kind_and_by_person() -> None:
    found = [
        Answered("comment", StaffId(1), 60),
        Answered("comment", StaffId(2), 120),
        Answered("call_back", StaffId(1), 600),
    ]
    assert times.paces(found, lambda each: each.kind) == {
        "comment": Pace(2, 60, 120),
        "call_back": Pace(1, 600, 600),
    }
    assert times.paces(found, lambda each: each.staff_id)[StaffId(1)] == Pace(
        2, 60, 600
    )


def test_the_first_answer_counts_with_who_gave_it(world: World, clock: Clock) -> None:
    shop, me = world.coffee, world.coffee.owner.staff_id
    begin = app_clock.now()
    call = talk.call_back(shop)
    comment = talk.comment(shop, talk.publish(shop), world.stranger)
    clock.advance(minutes=10)
    with tenancy.scope(shop.business_id), db.writing():
        requests.finish(request_id=call, staff_id=me, note="")
        comments.answer(comment_id=comment, staff_id=me, text="Да.")
    clock.advance(hours=5)
    with tenancy.scope(shop.business_id), db.writing():
        requests.reopen(request_id=call)
        requests.finish(request_id=call, staff_id=me, note="")
        comments.hide(comment_id=comment, staff_id=me, reason="x")
        requests.erase(request_id=call)
    until = app_clock.now() + timedelta(seconds=1)
    with tenancy.scope(shop.business_id):
        assert sorted(answering.answered(begin, until), key=lambda a: a.kind) == [
            Answered("call_back", me, 600),
            Answered("comment", me, 600),
        ]
        assert answering.answered(begin, begin + timedelta(minutes=10)) == []
    with tenancy.scope(world.books.business_id):
        assert answering.answered(begin, until) == []
