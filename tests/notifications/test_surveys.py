"""The question of the quarter: whom it reaches, when, and never on top of another."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from app.core import clock, db, tenancy
from app.notifications import centre, surveys, triggers
from app.notifications import reviews as review_notices
from app.notifications.kinds.reviews import REVIEW_ASK
from app.notifications.kinds.surveys import NPS_ASK
from app.notifications.models import Notice
from app.reviews.events import ReviewDue
from app.surveys import rules
from tests.surveys import answering
from tests.world import Holder, Shop, World, sell

_HOUR = timedelta(hours=1)


@pytest.fixture
def shop(world: World) -> Shop:
    """The coffee shop, on the first day of a quarter."""
    begin = clock.day_start(rules.moved(answering.quarter(world.coffee), 1), "UTC")
    clock.advance(begin - clock.now() + timedelta(hours=12))
    return world.coffee


def morning(shop: Shop, days: int = 1, hour: int = 10) -> int:
    """Go on to an hour of a day and let the job run; how many were asked."""
    day = clock.today(shop.zone) + timedelta(days=days)
    at = clock.day_start(day, shop.zone) + hour * _HOUR
    clock.advance(at - clock.now())
    return run(shop)


def run(shop: Shop) -> int:
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        return surveys.ask_due()


def asked(shop: Shop, kind: str = NPS_ASK.code) -> list[int]:
    """Who was asked."""
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        query = select(Notice.member_id).where(Notice.kind == kind)
        return list(db.session().scalars(query.order_by(Notice.id)))


def ask_about_purchase(shop: Shop, holder: Holder) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        centre.tell(
            member_id=holder.member_id,
            kind=REVIEW_ASK,
            occurrence=str(clock.now()),
            payload={"receipt_id": 1, "outlet": "1"},
        )


def test_regulars_are_asked_once_a_quarter_from_ten(shop: Shop) -> None:
    guest, once = answering.regular(shop), answering.regular(shop, times=1)
    assert morning(shop, hour=9) == 0
    assert morning(shop, days=0) == 1
    assert asked(shop) == [guest.member_id]
    assert run(shop) == 0
    assert morning(shop) == 0
    answering.regular(shop, once, times=1)
    assert morning(shop) == 1
    assert asked(shop) == [guest.member_id, once.member_id]
    clock.advance(timedelta(days=95))
    answering.regular(shop, guest)
    assert morning(shop) == 1
    assert asked(shop)[2:] == [guest.member_id]


def test_purchases_of_the_last_quarter_do_not_count(shop: Shop) -> None:
    guest = answering.regular(shop, times=1)
    clock.advance(timedelta(days=93))
    answering.regular(shop, guest, times=1)
    assert morning(shop) == 0


def test_who_has_answered_is_not_asked(shop: Shop) -> None:
    answering.crowd(shop, 8)
    assert morning(shop) == 0


def test_never_within_a_week_of_the_question_about_a_purchase(shop: Shop) -> None:
    guest = answering.regular(shop)
    ask_about_purchase(shop, guest)
    assert [morning(shop) for _ in range(8)] == [0] * 7 + [1]


def test_nor_is_a_purchase_asked_about_within_a_week_of_it(shop: Shop) -> None:
    guest = answering.regular(shop)
    assert morning(shop) == 1
    for days, due in ((0, []), (7, [guest.member_id])):
        clock.advance(timedelta(days=days))
        receipt_id = sell(shop, guest, amount_minor=100_00).receipt_id
        review_notices.ask(
            ReviewDue(business_id=shop.business_id, receipt_id=receipt_id)
        )
        assert asked(shop, REVIEW_ASK.code) == due


def test_a_business_can_turn_it_off(shop: Shop) -> None:
    answering.regular(shop)
    with tenancy.scope(shop.business_id), db.writing():
        triggers.choose(code=NPS_ASK.code, is_on=False)
    assert morning(shop) == 0
    with tenancy.scope(shop.business_id), db.writing():
        triggers.choose(code=NPS_ASK.code, is_on=True)
    assert morning(shop) == 1


def test_many_cost_no_more_statements_than_few(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def note(_c: object, _cursor: object, sql: str, *_: object) -> None:
        seen.append(sql)

    counts = []
    for guests in (1, 9):
        for _ in range(guests):
            answering.regular(shop)
        event.listen(db.db.engine, "before_cursor_execute", note)
        assert morning(shop) == guests
        event.remove(db.db.engine, "before_cursor_execute", note)
        counts.append(len(seen))
        seen.clear()
    # A bell for each open page is all that grows.
    assert counts[1] - counts[0] <= 8 * 1
    monkeypatch.setattr(centre, "AT_ONCE", 2)
    for _ in range(5):
        answering.regular(shop)
    assert morning(shop) == 5
