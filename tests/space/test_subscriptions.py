"""Subscriptions: asked for, confirmed by a link, ended by a link, of one business only."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import db, outbox, tenancy
from app.space import retention, subscriptions
from app.space.subscriptions import SubscriptionView
from app.space.talk_models import Subscription
from tests.conftest import Clock
from tests.space import talk
from tests.world import Shop, World

KEY = "k" * 40


def view(shop: Shop, subscription_id: int) -> SubscriptionView:
    with tenancy.scope(shop.business_id):
        found = subscriptions.subscription(subscription_id)
        db.session().rollback()
    assert found is not None
    return found


def ask(shop: Shop, email: str = "anna@example.test") -> int | None:
    with tenancy.scope(shop.business_id), db.writing():
        return subscriptions.ask(email=email, language="ru")


def behind(
    shop: Shop, read: Callable[[str, str], SubscriptionView | None], token: str
) -> SubscriptionView | None:
    with tenancy.scope(shop.business_id):
        found = read(token, KEY)
        db.session().rollback()
    return found


def token(shop: Shop, subscription_id: int, make: Callable[..., str]) -> str:
    with tenancy.scope(shop.business_id):
        return make(view(shop, subscription_id), KEY)


def test_an_address_counts_when_its_link_is_answered(world: World) -> None:
    shop = world.coffee
    asked = ask(shop)
    assert asked is not None
    link = token(shop, asked, subscriptions.confirm_token)
    found = behind(shop, subscriptions.behind_confirm, link)
    assert found is not None
    assert not found.is_confirmed
    assert found.masked == "an···@example.test"
    with tenancy.scope(shop.business_id):
        assert subscriptions.counts() == (0, 0)
        with db.writing():
            subscriptions.confirm(subscription_id=asked)
        assert subscriptions.counts() == (1, 0)


def test_the_outbox_holds_no_address(world: World) -> None:
    ask(world.coffee)
    rows = list(db.session().scalars(select(outbox.OutboxRow)))
    assert [row.fact for row in rows if "Subscription" in row.fact] == [
        "SubscriptionAsked"
    ]
    assert "example" not in str([row.payload for row in rows])


def test_asking_twice_sends_one_letter(world: World, clock: Clock) -> None:
    shop = world.coffee
    first = ask(shop)
    assert ask(shop) is None
    clock.advance(minutes=11)
    assert ask(shop) == first
    talk.subscribe(shop, "other@example.test")
    clock.advance(minutes=11)
    assert ask(shop, "other@example.test") is None


def test_a_new_link_makes_the_old_one_void(world: World, clock: Clock) -> None:
    shop = world.coffee
    asked = ask(shop)
    assert asked is not None
    old = token(shop, asked, subscriptions.confirm_token)
    clock.advance(minutes=11)
    ask(shop)
    assert behind(shop, subscriptions.behind_confirm, old) is None


def test_a_link_to_confirm_runs_out_and_one_to_stop_does_not(
    world: World, clock: Clock
) -> None:
    shop = world.coffee
    asked = ask(shop)
    assert asked is not None
    confirm = token(shop, asked, subscriptions.confirm_token)
    stop = token(shop, asked, subscriptions.stop_token)
    clock.advance(days=3)
    assert behind(shop, subscriptions.behind_confirm, confirm) is None
    clock.advance(days=3000)
    assert behind(shop, subscriptions.behind_stop, stop) is not None


def test_a_token_is_good_for_one_thing_in_one_business(world: World) -> None:
    shop = world.coffee
    asked = talk.subscribe(shop)
    stop = token(shop, asked, subscriptions.stop_token)
    confirm = token(shop, asked, subscriptions.confirm_token)
    assert behind(world.books, subscriptions.behind_stop, stop) is None
    assert behind(shop, subscriptions.behind_confirm, stop) is None
    assert behind(shop, subscriptions.behind_stop, confirm) is None


@pytest.mark.parametrize(
    "forged",
    ["", "1-a", "1-a.b", "я" * 20, "\0", "x" * 5000, "../../etc/passwd", "1--1.AAAA"],
)
def test_forged_tokens_open_nothing(world: World, forged: str) -> None:
    assert behind(world.coffee, subscriptions.behind_stop, forged) is None
    assert behind(world.coffee, subscriptions.behind_confirm, forged) is None


def test_who_stopped_can_come_back_with_a_new_consent(world: World) -> None:
    shop = world.coffee
    asked = talk.subscribe(shop)
    with tenancy.scope(shop.business_id), db.writing():
        subscriptions.stop(subscription_id=asked)
        # An old link in another tab must not bring it back.
        subscriptions.confirm(subscription_id=asked)
    assert view(shop, asked).is_ended
    assert ask(shop) == asked
    assert not view(shop, asked).is_ended
    assert not view(shop, asked).is_confirmed


def test_two_who_ask_at_once_make_one_subscription(world: World, app: Flask) -> None:
    answers: list[int | None] = []

    def run() -> None:
        with app.app_context():
            answers.append(ask(world.coffee))

    crowd = [threading.Thread(target=run) for _ in range(6)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join(20)
    assert len(answers) == 6
    assert len([answer for answer in answers if answer is not None]) == 1
    with tenancy.scope(world.coffee.business_id):
        assert db.session().scalar(select(func.count(Subscription.id))) == 1


def test_what_was_never_confirmed_or_is_over_is_deleted(
    world: World, clock: Clock
) -> None:
    shop = world.coffee
    ask(shop)
    kept = talk.subscribe(shop, "kept@example.test")
    over = talk.subscribe(shop, "over@example.test")
    with tenancy.scope(shop.business_id), db.writing():
        subscriptions.stop(subscription_id=over)
    clock.advance(days=retention.ENDED.days, minutes=1)
    with tenancy.across(), db.writing():
        assert retention.forget_old() == 2
    with tenancy.scope(shop.business_id):
        assert list(db.session().scalars(select(Subscription.id))) == [kept]
