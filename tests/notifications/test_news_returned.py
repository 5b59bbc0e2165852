"""News that come back, or that their reader calls unwanted."""

from typing import Any

from app.core import tenancy
from app.notifications import returned
from app.notifications.returned import Learnt
from app.space import subscriptions
from tests.conftest import Clock
from tests.notifications import postmaster
from tests.notifications.test_news import Post, letters, post, postbox, published
from tests.space import talk
from tests.world import World

__all__ = ["post", "postbox"]


def come_back(post: Post, letter: Any, **said: str) -> Learnt:
    key = post.config.secret_key
    found: Learnt = post.run(returned.learn, postmaster.report(letter, **said), key)
    return found


def test_two_letters_that_come_back_suspend_though_each_was_taken(
    world: World, post: Post, clock: Clock
) -> None:
    shop = world.coffee
    talk.subscribe(shop)
    for _ in range(2):
        published(shop, post)
        post.send()
        letter = post.box.letters[-1]
        assert letter["Message-ID"].startswith("<n-")
        assert come_back(post, letter) is Learnt.NEW
        assert come_back(post, letter) is Learnt.KNOWN
        clock.advance(days=1)
    with tenancy.scope(shop.business_id):
        assert subscriptions.counts() == (0, 1)
    assert {(row.sent_at, row.problem) for row in letters(shop)} == {
        (None, "came back: 5.1.1")
    }


def test_a_full_mailbox_and_one_that_stood_suspend_nobody(
    world: World, post: Post, clock: Clock
) -> None:
    shop = world.coffee
    talk.subscribe(shop)
    for status in ("5.1.1", "5.2.2", "", "5.1.1", "5.7.1"):
        published(shop, post)
        post.send()
        if status:
            come_back(post, post.box.letters[-1], status=status)
        clock.advance(days=6)
    with tenancy.scope(shop.business_id):
        assert subscriptions.counts() == (1, 0)


def test_a_complaint_ends_the_subscription_once(world: World, post: Post) -> None:
    shop = world.coffee
    talk.subscribe(shop)
    published(shop, post)
    post.send()
    (letter,) = post.box.letters
    raw, key = postmaster.complaint(letter), post.config.secret_key
    assert post.run(returned.learn, raw, key) is Learnt.NEW
    with tenancy.scope(shop.business_id):
        assert subscriptions.counts() == (0, 0)
    # Who subscribes anew later is not ended by the old complaint.
    talk.subscribe(shop)
    assert post.run(returned.learn, raw, key) is Learnt.KNOWN
    with tenancy.scope(shop.business_id):
        assert subscriptions.counts() == (1, 0)
