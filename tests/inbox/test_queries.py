"""One list of all that waits: its order, its filters, its counts."""

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock as app_clock
from app.core import db, tenancy
from app.inbox import assigning, queries
from app.inbox.items import Unanswered, Wanted
from app.inbox.queries import Waiting
from app.inbox.sources import registry
from app.people.rights import Right
from app.space import comments, requests
from tests.chat.talking import guest_writes
from tests.conftest import Clock
from tests.space import talk
from tests.world import Shop, World

ALL = registry.open_to(frozenset(Right))


def listed(shop: Shop, **wanted: Any) -> list[tuple[str, int]]:
    with tenancy.scope(shop.business_id):
        found = queries.listed(Wanted(**wanted), ALL)
        db.session().rollback()
    return [(item.kind, item.id) for item in found.items]


def waiting(shop: Shop) -> Unanswered:
    with tenancy.scope(shop.business_id):
        found = queries.unanswered(ALL)
        db.session().rollback()
    return found


def take(shop: Shop, kind: str, item_id: int, staff_id: Any) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        source = registry.source_of(kind, ALL)
        assigning.take(source=source, kind=kind, item_id=item_id, staff_id=staff_id)


def test_the_nearest_deadline_is_first(world: World) -> None:
    shop = world.coffee
    application = talk.application(shop, talk.vacancy(shop))
    comment = talk.comment(shop, talk.publish(shop), world.stranger)
    call = talk.call_back(shop)
    assert listed(shop) == [
        ("call_back", call),
        ("comment", comment),
        ("application", application),
    ]
    assert listed(world.books) == []


def test_what_is_answered_leaves_and_stands_among_the_closed(world: World) -> None:
    shop, me = world.coffee, world.coffee.owner.staff_id
    call = talk.call_back(shop)
    comment = talk.comment(shop, talk.publish(shop), world.stranger)
    assert waiting(shop) == Unanswered(2, 0, app_clock.now())
    with tenancy.scope(shop.business_id), db.writing():
        requests.finish(request_id=call, staff_id=me, note="")
        comments.show(comment_id=comment, staff_id=me)
    assert listed(shop) == []
    assert set(listed(shop, state="done")) == {
        ("call_back", call),
        ("comment", comment),
    }
    assert waiting(shop) == Unanswered(0, 0, None)


def test_a_reported_comment_comes_back(world: World) -> None:
    shop = world.coffee
    comment = talk.comment(
        shop, talk.publish(shop), shop.member.person_id, is_shown=True
    )
    assert listed(shop) == []
    with tenancy.scope(shop.business_id), db.writing():
        comments.report(comment_id=comment, person_id=world.stranger)
    assert listed(shop) == [("comment", comment)]


@pytest.mark.parametrize(
    ("wanted", "kinds"),
    [
        ({"kind": "call_back"}, {"call_back"}),
        ({"kind": "application"}, {"application"}),
        ({"kind": "comment"}, {"comment"}),
        ({"state": "new"}, {"application"}),
        ({"state": "working"}, {"call_back", "comment"}),
        ({"state": "done"}, set()),
        ({"is_free": True}, {"application"}),
        ({"is_overdue": True}, set()),
    ],
)
def test_filters(world: World, wanted: dict[str, Any], kinds: set[str]) -> None:
    shop, me = world.coffee, world.coffee.owner.staff_id
    talk.application(shop, talk.vacancy(shop))
    comment = talk.comment(shop, talk.publish(shop), world.stranger)
    call = talk.call_back(shop)
    take(shop, "call_back", call, me)
    take(shop, "comment", comment, me)
    assert {kind for kind, _ in listed(shop, **wanted)} == kinds
    mine = {("call_back", call), ("comment", comment)}
    assert set(listed(shop, staff_id=me)) == mine
    assert listed(shop, staff_id=shop.cashier.staff_id) == []


def test_an_outlet_shows_what_was_asked_about_it(world: World) -> None:
    shop = world.coffee
    there = talk.VacancyWords(**(vars(talk.BARISTA) | {"outlet_id": shop.outlet_id}))
    application = talk.application(shop, talk.vacancy(shop, there))
    talk.application(shop, talk.vacancy(shop))
    talk.call_back(shop)
    assert listed(shop, outlet_id=shop.outlet_id) == [("application", application)]
    assert listed(shop, outlet_id=world.books.outlet_id) == []


def test_overdue_ones_are_counted_and_found(world: World, clock: Clock) -> None:
    shop = world.coffee
    call = talk.call_back(shop)
    talk.application(shop, talk.vacancy(shop))
    comment = talk.comment(shop, talk.publish(shop), world.stranger)
    came = app_clock.now()
    clock.advance(hours=3)
    assert waiting(shop) == Unanswered(3, 1, came)
    assert listed(shop, is_overdue=True) == [("call_back", call)]
    clock.advance(hours=21, seconds=1)
    assert waiting(shop) == Unanswered(3, 2, came)
    assert ("comment", comment) in listed(shop, is_overdue=True)


def test_the_menu_counts_in_one_statement(world: World) -> None:
    shop = world.coffee
    talk.call_back(shop)
    talk.comment(shop, talk.publish(shop), world.stranger)
    talk.call_back(world.books)
    guest_writes(shop, "Hello")
    with tenancy.scope(shop.business_id):
        every = queries.waiting(ALL, with_checks=True, with_chats=True)
        assert every == Waiting(inbox=3, checks=0, chats=1)
        own = queries.waiting((), with_checks=True, with_chats=True)
        assert own == Waiting(chats=1)
        none = queries.waiting((), with_checks=False, with_chats=False)
        assert none == Waiting()
        db.session().rollback()


def test_a_long_list_comes_in_pages(world: World) -> None:
    shop = world.coffee
    calls = []
    for _ in range(queries.PAGE + 1):
        calls.append(("call_back", talk.call_back(shop)))
        app_clock.advance(timedelta(seconds=1))
    assert listed(shop) == calls[: queries.PAGE]
    assert listed(shop, number=2) == calls[queries.PAGE :]
    assert listed(shop, number=3) == []
