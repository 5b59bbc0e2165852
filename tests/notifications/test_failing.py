"""What mail servers answer when they do not take a message, and what comes of it."""

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from app.core import db, tenancy
from app.notifications import mail, queue
from app.notifications.models import (
    ChannelCircuit,
    MessageHabit,
    Notice,
)
from app.people.models import Person
from tests.conftest import Clock
from tests.notifications.posting import Post, post, postbox
from tests.notifications.telling import (
    LETTER,
    addressed,
    email_of,
    person_of,
    tell,
)
from tests.notifications.test_handlers import free_port
from tests.notifications.test_news import Postbox
from tests.world import World

__all__ = ["post", "postbox"]


def test_an_address_refused_twice_gets_no_advertising(
    world: World, post: Post, clock: Clock
) -> None:
    shop = world.coffee
    anna = addressed(shop, "gone@example.test")
    post.box.refuse = {"gone@example.test": "550 no such box"}
    for number in range(2):
        notice_id = tell(shop, anna, str(number))
        post.send()
        assert email_of(shop, notice_id).why == "bounced"
    third = tell(shop, anna, "3")
    assert email_of(shop, third).why == "bounced"
    letter = tell(shop, anna, "1", LETTER)
    post.box.refuse = {}
    post.send()
    assert email_of(shop, letter).state == "sent"
    # It was taken, but may still come back.
    clock.advance(days=4)
    assert email_of(shop, tell(shop, anna, "4")).why == "bounced"
    # It has stood: the address works again.
    clock.advance(days=3)
    assert email_of(shop, tell(shop, anna, "5")).state == "due"


def test_another_address_starts_anew(world: World, post: Post) -> None:
    shop = world.coffee
    anna = addressed(shop, "gone@example.test")
    post.box.refuse = {"gone@example.test": "550 no such box"}
    for number in range(2):
        tell(shop, anna, str(number))
        post.send()
    with db.writing():
        person = db.session().get(Person, person_of(shop, anna))
        assert person is not None
        person.email = "anna@example.test"
        db.session().flush()

    with tenancy.scope(shop.business_id):
        habit = db.session().scalar(select(MessageHabit))
    assert habit is not None
    assert habit.bounces == 2
    assert email_of(shop, tell(shop, anna, "3")).why != "bounced"


def test_a_busy_server_is_asked_again_and_given_up_in_the_end(
    world: World, post: Post, clock: Clock
) -> None:
    shop = world.coffee
    notice_id = tell(shop, addressed(shop, "anna@example.test"), kind=LETTER)
    post.box.answer = "451 later"
    post.send()
    row = email_of(shop, notice_id)
    assert (row.state, row.attempts) == ("due", 1)
    for _ in range(3 * queue.MAX_ATTEMPTS):
        clock.advance(hours=1)
        post.send()
    row = email_of(shop, notice_id)
    assert (row.state, row.why, row.attempts) == (
        "failed",
        "gave_up",
        queue.MAX_ATTEMPTS,
    )


def test_a_channel_that_fails_rests_and_costs_no_tries(
    world: World, post: Post, clock: Clock
) -> None:
    shop = world.coffee
    told = [tell(shop, addressed(shop, f"{name}@example.test")) for name in "abcde"]
    elsewhere = tell(world.books, addressed(world.books, "z@example.test"))
    post.box.answer = "421 away"

    post.send()

    tried = [email_of(shop, each).attempts for each in told]
    assert tried == [1, 1, 1, 0, 0]
    with tenancy.scope(shop.business_id):
        circuit = db.session().scalar(select(ChannelCircuit))
    assert circuit is not None
    assert circuit.open_until == clock.now + queue.FIRST_RETRY
    assert email_of(world.books, elsewhere).attempts == 1
    post.box.answer = "250 OK"
    clock.advance(minutes=1)
    post.send()
    assert len(post.box.letters) == 6
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        circuit = db.session().scalar(select(ChannelCircuit))
    assert circuit is not None
    assert (circuit.failures, circuit.open_until) == (0, None)


def test_an_address_that_the_server_cannot_write_is_no_failure_of_the_server() -> None:
    letter = mail.message(
        sender="a@b.test", to="анна@example.test", subject="1", text="t", html="<p>"
    )
    old = Controller(
        Postbox(), hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=False
    )
    old.start()
    with pytest.raises(mail.Bounced):
        mail.send(f"smtp://127.0.0.1:{old.port}", letter)
    old.stop()


def test_a_letter_refused_for_what_it_says_is_no_bounce(
    world: World, post: Post
) -> None:
    shop = world.coffee
    notice_id = tell(shop, addressed(shop, "anna@example.test"))
    post.box.answer = "554 looks like spam"

    post.send()

    assert email_of(shop, notice_id).why == "refused"
    with tenancy.scope(shop.business_id):
        assert db.session().scalar(select(MessageHabit)) is None


def test_words_that_cannot_be_made_hold_nobody_up(world: World, post: Post) -> None:
    shop = world.coffee
    broken = tell(shop, addressed(shop, "a@example.test"))
    fine = tell(shop, addressed(shop, "b@example.test"))
    with tenancy.scope(shop.business_id), db.writing():
        notice = db.session().get(Notice, broken)
        assert notice is not None
        notice.payload = {}
        db.session().flush()

    post.send()

    assert email_of(shop, broken).why == "refused"
    assert email_of(shop, fine).state == "sent"
