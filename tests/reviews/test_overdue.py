"""What no team reads in time stands by itself: waiting is no way to hide."""

from typing import Any

from app.core import audit, db, tenancy
from app.reviews import actions, overdue, queries
from tests.conftest import Clock
from tests.reviews.saying import buyers, choose, say
from tests.world import Shop, World


def show_due(shop: Shop) -> int:
    with tenancy.scope(shop.business_id):
        shown = overdue.show_due(10)
        db.session().rollback()
    return shown


def read(shop: Shop, review_id: int) -> Any:
    with tenancy.scope(shop.business_id):
        found = queries.review(review_id)
        db.session().rollback()
    return found


def report(shop: Shop, review_id: int) -> None:
    for person_id in buyers(shop, 3):
        with tenancy.scope(shop.business_id), db.writing():
            actions.report(review_id=review_id, person_id=person_id)


def test_what_the_rule_holds_is_shown_after_seven_days(
    world: World, clock: Clock
) -> None:
    shop = world.coffee
    choose(shop, is_premoderated=True)
    review_id = say(shop, stars=1, text="Грубо.")
    clock.advance(days=7, seconds=-1)
    assert show_due(shop) == 0
    clock.advance(seconds=1)
    assert show_due(shop) == 1
    assert read(shop, review_id).state == "shown"
    assert show_due(shop) == 0
    with tenancy.scope(shop.business_id):
        last = audit.lines(limit=1)[0]
        db.session().rollback()
    assert (last.act, last.actor) == ("feedback.shown", "system")


def test_reports_hold_for_seven_days_from_the_last_of_them(
    world: World, clock: Clock
) -> None:
    shop = world.coffee
    review_id = say(shop, stars=1)
    clock.advance(days=6)
    report(shop, review_id)
    clock.advance(days=6)
    assert show_due(shop) == 0
    assert read(shop, review_id).state == "waiting"
    clock.advance(days=1)
    assert show_due(shop) == 1
    # Those reports have had their time: the next ones begin to count anew.
    clock.advance(minutes=1)
    report(shop, review_id)
    assert read(shop, review_id).state == "waiting"


def test_first_links_and_what_is_hidden_go_on_waiting(
    world: World, clock: Clock
) -> None:
    shop = world.coffee
    review_id = say(shop, text="Дешевле на www.example.com")
    assert read(shop, review_id).state == "waiting"
    clock.advance(days=30)
    assert show_due(shop) == 0
    assert read(shop, review_id).state == "waiting"
