"""One list of all that waits: its order, its filters, its count."""

from datetime import timedelta

import pytest

from app.core import clock as app_clock
from app.core import db, tenancy
from app.space import comments, inbox, requests
from app.space.inbox import Unanswered, Wanted
from tests.conftest import Clock
from tests.space import talk
from tests.world import Shop, World


def listed(shop: Shop, **wanted: object) -> list[tuple[str, int]]:
    with tenancy.scope(shop.business_id):
        found = inbox.listed(Wanted(**wanted))  # type: ignore[arg-type]
        db.session().rollback()
    return [(item.kind, item.id) for item in found.items]


def waiting(shop: Shop) -> Unanswered:
    with tenancy.scope(shop.business_id):
        found = inbox.unanswered()
        db.session().rollback()
    return found


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
    before = waiting(shop)
    assert (before.count, before.overdue, before.oldest) == (2, 0, app_clock.now())
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
        ({"state": "new"}, {"application", "comment"}),
        ({"state": "working"}, {"call_back"}),
        ({"state": "done"}, set()),
    ],
)
def test_filters(world: World, wanted: dict[str, str], kinds: set[str]) -> None:
    shop = world.coffee
    talk.application(shop, talk.vacancy(shop))
    talk.comment(shop, talk.publish(shop), world.stranger)
    call = talk.call_back(shop)
    with tenancy.scope(shop.business_id), db.writing():
        requests.take(request_id=call, staff_id=shop.owner.staff_id)
    assert {kind for kind, _ in listed(shop, **wanted)} == kinds
    assert listed(shop, staff_id=shop.owner.staff_id) == [("call_back", call)]


def test_overdue_ones_are_counted(world: World, clock: Clock) -> None:
    shop = world.coffee
    talk.call_back(shop)
    talk.application(shop, talk.vacancy(shop))
    came = app_clock.now()
    clock.advance(hours=3)
    assert waiting(shop) == Unanswered(2, 1, came)


def test_a_long_list_comes_in_pages(world: World, clock: Clock) -> None:
    shop = world.coffee
    calls = []
    for _ in range(inbox.PAGE + 1):
        calls.append(("call_back", talk.call_back(shop)))
        app_clock.advance(timedelta(seconds=1))
    assert listed(shop) == calls[: inbox.PAGE]
    assert listed(shop, number=2) == calls[inbox.PAGE :]
    assert listed(shop, number=3) == []
