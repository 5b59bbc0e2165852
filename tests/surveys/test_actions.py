"""Who may answer, once for each quarter, and until when."""

from datetime import timedelta

import pytest

from app.core import clock, db, tenancy
from app.sales import undoing
from app.surveys import asking, queries, rules
from app.surveys.errors import QuarterOver, ScoreMissing, SurveyNotOpen
from app.surveys.queries import Answer
from tests.surveys import answering
from tests.world import Holder, Shop, World, sell


@pytest.fixture
def shop(world: World) -> Shop:
    """The coffee shop."""
    return world.coffee


def mine(shop: Shop, holder: Holder) -> list[Answer]:
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        return queries.of_member(holder.member_id)


def test_an_answer_is_changed_until_the_quarter_ends(shop: Shop) -> None:
    guest = answering.regular(shop)
    answering.answer(shop, guest, 7, "Тесно.")
    first = mine(shop, guest)[0]
    clock.advance(timedelta(hours=1))
    answering.answer(shop, guest, 9)
    (found,) = mine(shop, guest)
    assert (found.score, found.text) == (9, "")
    assert found.answered_at == first.answered_at < found.changed_at


def test_the_next_quarter_is_another_question(shop: Shop) -> None:
    guest = answering.regular(shop)
    answering.answer(shop, guest, 3)
    was = answering.quarter(shop)
    begin = clock.day_start(rules.moved(was, 1), shop.zone)
    # The last moment of a quarter by the clock of the business, and the next one's first.
    clock.advance(begin - clock.now() - timedelta(seconds=1))
    answering.answer(shop, guest, 4)
    clock.advance(timedelta(seconds=1))
    assert answering.quarter(shop) == rules.moved(was, 1)
    with pytest.raises(QuarterOver):
        answering.answer(shop, guest, 10, back=1)
    with pytest.raises(SurveyNotOpen):
        answering.answer(shop, guest, 10)
    answering.regular(shop, guest)
    answering.answer(shop, guest, 10)
    assert [each.score for each in mine(shop, guest)] == [10, 4]


@pytest.mark.parametrize("score", [None, -1, 11, 10**18])
def test_only_the_scale_counts(shop: Shop, score: int | None) -> None:
    guest = answering.regular(shop)
    with pytest.raises(ScoreMissing):
        answering.answer(shop, guest, score)
    assert mine(shop, guest) == []


def test_purchases_that_came_back_do_not_open_it(shop: Shop) -> None:
    guest = answering.regular(shop, times=1)
    second = sell(shop, guest, amount_minor=100_00)
    with tenancy.scope(shop.business_id), db.writing():
        undoing.undo(receipt_id=second.receipt_id, actor=shop.owner.actor)
    with pytest.raises(SurveyNotOpen):
        answering.answer(shop, guest, 10)
    answering.regular(shop, guest, times=1)
    answering.answer(shop, guest, 10)


def test_who_has_answered_may_change_it_whatever_comes_back(shop: Shop) -> None:
    guest = answering.regular(shop, times=1)
    second = sell(shop, guest, amount_minor=100_00)
    answering.answer(shop, guest, 10)
    with tenancy.scope(shop.business_id), db.writing():
        undoing.undo(receipt_id=second.receipt_id, actor=shop.owner.actor)
    answering.answer(shop, guest, 2)
    assert [each.score for each in mine(shop, guest)] == [2]


def test_other_businesses_are_asked_for_themselves(world: World) -> None:
    guest = answering.regular(world.coffee)
    answering.answer(world.coffee, guest, 8)
    with tenancy.scope(world.books.business_id):
        assert queries.of_member(guest.member_id) == []
        assert queries.quarters(world.books.zone) == []
        assert not asking.is_open(
            guest.member_id, answering.quarter(world.books), world.books.zone
        )
