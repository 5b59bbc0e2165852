"""News on their way by e-mail: against a real local server, with every answer acted on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from flask import Flask
from sqlalchemy import select

from app.core import db, tenancy
from app.core.config import Config
from app.core.ids import PostId
from app.insights import queries as insights
from app.notifications import news
from app.space import actions as posts
from app.space import newsletters, subscriptions
from app.space.events import PostPublished
from app.space.talk_events import SubscriptionAsked
from app.space.talk_models import NewsLetter, Subscription
from tests.conftest import Clock
from tests.notifications.test_handlers import free_port
from tests.space import talk
from tests.world import Shop, World


@dataclass
class Postbox:
    """A mail server that keeps letters; it answers each recipient as it is told."""

    letters: list[Any] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    answer: str = "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _: SMTP, __: Any, envelope: Envelope, address: str, ___: Any
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: SMTP, __: Any, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            content = envelope.content
            self.letters.append(message_from_bytes(content, policy=policy.default))
        return self.answer

    def to(self) -> list[str]:
        """Whom letters went to."""
        return sorted(letter["To"] for letter in self.letters)


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, str]]:
    """A running mail server and its address."""
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield box, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


@dataclass
class Post:
    """The application that sends, and what its mail server got."""

    app: Flask
    box: Postbox

    @property
    def config(self) -> Config:
        """Its settings."""
        found: Config = self.app.extensions["tessera_config"]
        return found

    def run(self, job: Callable[..., Any], *given: Any) -> Any:
        """Run a job in the application's context."""
        with self.app.app_context():
            return job(*given)

    def send(self) -> int:
        """One batch."""
        count: int = self.run(news.send, self.config)
        return count


@pytest.fixture
def post(
    world: World, make_app: Callable[..., Flask], postbox: tuple[Postbox, str]
) -> Post:
    """A sender with a mail server."""
    box, url = postbox
    return Post(make_app(smtp_url=url, mail_from="Tessera <hello@tessera.test>"), box)


def published(shop: Shop, post: Post, **words: Any) -> int:
    """A post that is there and told of."""
    post_id = talk.publish(shop, **words)
    post.run(news.plan, PostPublished(business_id=shop.business_id, post_id=post_id))
    return post_id


def letters(shop: Shop) -> list[NewsLetter]:
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        return list(db.session().scalars(select(NewsLetter).order_by(NewsLetter.id)))


def test_each_confirmed_address_gets_one_letter(world: World, post: Post) -> None:
    shop = world.coffee
    talk.subscribe(shop, "a@example.test")
    talk.subscribe(shop, "b@example.test")
    talk.subscribe(shop, "never@example.test", is_confirmed=False)
    talk.subscribe(world.books, "books@example.test")
    post_id = published(shop, post)
    fact = PostPublished(business_id=shop.business_id, post_id=post_id)
    post.run(news.plan, fact)
    assert post.send() == 2
    assert post.send() == 0
    assert post.box.to() == ["a@example.test", "b@example.test"]


def test_a_letter_names_the_business_and_how_to_stop(world: World, post: Post) -> None:
    shop = world.coffee
    subscription_id = talk.subscribe(shop)
    post_id = published(shop, post, title="Новое <b>зерно</b>\r\nBcc: all@x.test")
    post.send()
    (letter,) = post.box.letters
    assert letter["Subject"].startswith("Зерно: Новое")
    assert letter["Bcc"] is None
    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    assert text.startswith("Зерно\n")
    link = letter["List-Unsubscribe"].strip("<>")
    assert link.startswith("https://tessera.test/zerno/unsubscribe/")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for body in (text, html):
        assert link in body
        assert f"https://tessera.test/zerno/news/{post_id}" in body
    assert "<b>зерно" not in html
    with tenancy.scope(shop.business_id):
        found = subscriptions.behind_stop(
            link.rpartition("/")[2], post.config.secret_key
        )
    assert found is not None
    assert found.id == subscription_id


def test_who_stopped_meanwhile_gets_nothing(world: World, post: Post) -> None:
    shop = world.coffee
    subscription_id = talk.subscribe(shop)
    published(shop, post)
    with tenancy.scope(shop.business_id), db.writing():
        subscriptions.stop(subscription_id=subscription_id)
    assert post.send() == 1
    assert post.box.letters == []


def test_a_post_that_was_withdrawn_or_put_off_is_not_told(
    world: World, post: Post
) -> None:
    shop = world.coffee
    talk.subscribe(shop)
    gone = talk.publish(shop)
    talk.withdraw_post(shop, gone)
    post.run(news.plan, PostPublished(business_id=shop.business_id, post_id=gone))
    assert letters(shop) == []
    later = published(shop, post)
    talk.withdraw_post(shop, later)
    post.send()
    assert post.box.letters == []


def test_a_post_that_is_shown_again_is_told_to_who_was_not_told(
    world: World, post: Post
) -> None:
    """Withdrawn in the middle of sending, corrected, published again."""
    shop = world.coffee
    talk.subscribe(shop, "a@example.test")
    post_id = published(shop, post)
    post.send()
    talk.subscribe(shop, "b@example.test")
    fact = PostPublished(business_id=shop.business_id, post_id=post_id)
    post.run(news.plan, fact)
    talk.withdraw_post(shop, post_id)
    post.send()
    with tenancy.scope(shop.business_id), db.writing():
        posts.publish(post_id=PostId(post_id))
    post.run(news.plan, fact)
    post.send()
    assert post.box.to() == ["a@example.test", "b@example.test"]


def test_who_comes_by_a_letter_came_by_its_post(world: World, post: Post) -> None:
    shop = world.coffee
    talk.subscribe(shop)
    post_id = published(shop, post)
    post.send()
    (letter,) = post.box.letters
    code = f"post-{post_id}"
    link = f"news/{post_id}?s={code}&utm_medium=email"
    assert link in letter.get_body(("plain",)).get_content()
    with tenancy.scope(shop.business_id):
        assert insights.code_or_other(code) == code
        db.session().rollback()


def test_a_sender_that_died_repeats_nothing_before_its_lease_is_over(
    world: World, post: Post, clock: Clock
) -> None:
    shop = world.coffee
    talk.subscribe(shop)
    published(shop, post)
    with db.writing():
        assert len(newsletters.claim(10)) == 1
    assert post.send() == 0
    clock.advance(minutes=newsletters.LEASE.seconds // 60)
    assert post.send() == 1
    assert post.send() == 0
    assert len(post.box.letters) == 1


def test_a_slow_sender_does_not_undo_what_a_later_one_did(
    world: World, post: Post, clock: Clock
) -> None:
    shop = world.coffee
    talk.subscribe(shop)
    published(shop, post)
    with db.writing():
        (slow,) = newsletters.claim(10)
    clock.advance(minutes=16)
    post.send()
    with db.writing():
        newsletters.put_off(slow, "late")
    (row,) = letters(shop)
    assert (row.due_at, row.problem) == (None, "")


def test_a_server_that_is_busy_is_asked_again_later(
    world: World, post: Post, clock: Clock
) -> None:
    shop = world.coffee
    talk.subscribe(shop)
    published(shop, post)
    post.box.answer = "451 later"
    assert post.send() == 0
    assert post.send() == 0
    post.box.answer = "250 OK"
    clock.advance(minutes=1, seconds=1)
    assert post.send() == 1
    assert len(post.box.letters) == 1


def test_it_is_given_up_after_enough_tries(
    world: World, post: Post, clock: Clock
) -> None:
    shop = world.coffee
    talk.subscribe(shop)
    published(shop, post)
    post.box.answer = "451 later"
    for _ in range(newsletters.MAX_ATTEMPTS):
        post.send()
        clock.advance(days=1)
    (row,) = letters(shop)
    assert (row.due_at, row.sent_at, row.attempts) == (
        None,
        None,
        newsletters.MAX_ATTEMPTS,
    )


def test_the_second_refusal_of_an_address_suspends_it(world: World, post: Post) -> None:
    shop = world.coffee
    talk.subscribe(shop, "gone@example.test")
    talk.subscribe(shop, "here@example.test")
    post.box.refuse = {"gone@example.test": "550 no such box"}
    for _ in range(2):
        published(shop, post)
        post.send()
    with tenancy.scope(shop.business_id):
        assert subscriptions.counts() == (1, 1)
    published(shop, post)
    post.send()
    assert post.box.to() == ["here@example.test"] * 3
    assert len(letters(shop)) == 5


def test_a_refusal_between_two_letters_that_stand_suspends_nobody(
    world: World, post: Post, clock: Clock
) -> None:
    shop = world.coffee
    talk.subscribe(shop)
    for refusal in ({"anna@example.test": "550 full"}, {}) * 3:
        post.box.refuse = dict(refusal)
        published(shop, post)
        post.send()
        clock.advance(days=6)
    with tenancy.scope(shop.business_id):
        assert subscriptions.counts() == (1, 0)


def test_a_letter_refused_for_what_it_says_suspends_nobody(
    world: World, post: Post
) -> None:
    shop = world.coffee
    talk.subscribe(shop)
    post.box.answer = "554 looks like spam"
    for _ in range(3):
        published(shop, post)
        assert post.send() == 1
    with tenancy.scope(shop.business_id):
        assert subscriptions.counts() == (1, 0)


def test_without_a_mail_server_letters_wait(
    world: World, make_app: Callable[..., Flask], post: Post
) -> None:
    shop = world.coffee
    talk.subscribe(shop)
    published(shop, post)
    mute = Post(make_app(smtp_url=""), post.box)
    assert mute.send() == 0
    assert post.send() == 1


def test_the_demo_sends_nothing(
    world: World, make_app: Callable[..., Flask], post: Post
) -> None:
    shop = world.coffee
    talk.subscribe(shop)
    demo = Post(make_app(demo=True, smtp_url=post.config.smtp_url), post.box)
    published(shop, demo)
    assert demo.send() == 1
    assert post.box.letters == []


def test_the_letter_that_asks_carries_a_link_that_works(
    world: World, post: Post
) -> None:
    shop = world.coffee
    asked = talk.subscribe(shop, is_confirmed=False)
    fact = SubscriptionAsked(business_id=shop.business_id, subscription_id=asked)
    post.run(news.ask_to_confirm, fact)
    (letter,) = post.box.letters
    assert letter["Subject"].startswith("Зерно: ")
    text = letter.get_body(("plain",)).get_content()
    link = next(w for w in text.split() if "/zerno/subscribe/" in w)
    with tenancy.scope(shop.business_id):
        found = subscriptions.behind_confirm(
            link.rpartition("/")[2], post.config.secret_key
        )
        assert found is not None
        with db.writing():
            subscriptions.confirm(subscription_id=found.id)
    post.run(news.ask_to_confirm, fact)
    assert len(post.box.letters) == 1


def test_a_language_is_kept_for_each_address(world: World, post: Post) -> None:
    shop = world.coffee
    talk.subscribe(shop)
    with tenancy.scope(shop.business_id), db.writing():
        db.session().scalars(select(Subscription)).one().language = "en"
    published(shop, post)
    post.send()
    text = post.box.letters[0].get_body(("plain",)).get_content()
    assert "Stop these letters" in text
    assert "You get this letter because" in text
