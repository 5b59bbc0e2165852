"""Reviews among all that waits: until they are replied to, by their own term."""

from datetime import timedelta
from typing import Any

from app.core import clock as app_clock
from app.core import db, tenancy
from app.core.ids import StaffId
from app.inbox import assigning, queries
from app.inbox.items import Item, Unanswered, Wanted
from app.inbox.sources import registry
from app.people import answering
from app.people.answering import Answered
from app.people.rights import Right
from app.reviews import moderation
from tests.conftest import Clock
from tests.reviews.saying import say
from tests.world import Shop, World

ALL = registry.open_to(frozenset(Right))


def listed(shop: Shop, **wanted: Any) -> list[Item]:
    with tenancy.scope(shop.business_id):
        found = queries.listed(Wanted(**wanted), ALL)
        db.session().rollback()
    return found.items


def reply(shop: Shop, review_id: int) -> None:
    me = StaffId(shop.owner.staff_id)
    with tenancy.scope(shop.business_id), db.writing():
        moderation.reply(review_id=review_id, staff_id=me, text="Спасибо.")


def test_words_wait_for_a_reply_and_stars_alone_do_not(
    world: World, clock: Clock
) -> None:
    shop = world.coffee
    say(shop, stars=5, text="")
    review_id = say(shop, stars=2, text="Долго ждали.")
    say(world.books, text="Elsewhere")
    (item,) = listed(shop)
    assert (item.kind, item.id, item.stars) == ("review", review_id, 2)
    assert item.due_at == item.created_at + timedelta(hours=48)
    assert [each.id for each in listed(shop, outlet_id=shop.outlet_id)] == [review_id]
    assert listed(shop, outlet_id=world.books.outlet_id) == []
    begin = app_clock.now()
    clock.advance(hours=49)
    assert [each.id for each in listed(shop, is_overdue=True)] == [review_id]
    with tenancy.scope(shop.business_id):
        assert queries.unanswered(ALL) == Unanswered(1, 1, begin)
        assert queries.waiting(ALL, with_checks=False, with_chats=False).inbox == 1
        db.session().rollback()
    reply(shop, review_id)
    assert listed(shop) == []
    (done,) = listed(shop, state="done")
    assert (done.id, done.assigned_to) == (review_id, shop.owner.staff_id)
    with tenancy.scope(shop.business_id):
        until = app_clock.now() + timedelta(seconds=1)
        found = answering.answered(begin, until)
        db.session().rollback()
    assert found == [Answered("review", StaffId(shop.owner.staff_id), 49 * 3600)]


def test_somebody_takes_it_on(world: World) -> None:
    shop = world.coffee
    me = StaffId(shop.owner.staff_id)
    review_id = say(shop, text="Долго ждали.")
    source = registry.source_of("review", ALL)
    with tenancy.scope(shop.business_id), db.writing():
        assigning.take(source=source, kind="review", item_id=review_id, staff_id=me)
    assert [each.state for each in listed(shop)] == ["working"]
    assert [each.id for each in listed(shop, staff_id=me)] == [review_id]
    assert listed(shop, is_free=True) == []
    with tenancy.scope(shop.business_id), db.writing():
        assigning.hand_over(
            source=source, kind="review", item_id=review_id, staff_id=None, me=me
        )
    assert [each.state for each in listed(shop)] == ["new"]
