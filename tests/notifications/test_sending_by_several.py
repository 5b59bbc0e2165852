"""Messages of several channels and senders at once, and what they cost together."""

import threading
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, select

from app.core import clock, db, tenancy
from app.core.errors import Temporary
from app.core.ids import MemberId
from app.notifications import rules, sending
from app.notifications.models import Delivery, MessageChoice
from app.notifications.planning import Rules
from app.notifications.push import sending as browsers
from app.people import actions as people
from tests.notifications.posting import Post, post, postbox
from tests.notifications.push.test_sending import listen
from tests.notifications.telling import (
    LETTER,
    NEWS,
    addressed,
    email_of,
    states,
    tell,
    told_all,
)
from tests.standins import push
from tests.world import Shop, World

__all__ = ["post", "postbox"]


def test_one_notice_by_two_channels_counts_once_and_another_is_over_the_cap(
    world: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = world.coffee
    texts: list[str] = []
    monkeypatch.setattr(
        "app.notifications.sms.send", lambda _url, phone, _text: texts.append(phone)
    )
    config = replace(post.config, sms_url="http://x/{phone}{text}")
    post.app.extensions["tessera_config"] = config
    with tenancy.scope(shop.business_id), db.writing():
        rules.change(Rules(has_sms=True, quiet=(0, 0), weekly_cap=2))
    anna = reachable_by_sms(shop, NEWS.code)
    first, second = (post.run(tell, shop, anna, each) for each in "12")
    with tenancy.scope(shop.business_id), db.writing():
        rules.change(Rules(has_sms=True, quiet=(0, 0), weekly_cap=1))

    assert post.send() == 4

    assert (email_of(shop, first).state, len(post.box.letters)) == ("sent", 1)
    assert email_of(shop, second).why == "over_cap"
    assert texts == ["+79161234567"]


def reachable_by_sms(shop: Shop, kind: str) -> MemberId:
    """The member of the shop, who has a phone: with an address, consent and choice."""
    with tenancy.scope(shop.business_id), db.writing():
        people.claim_address(
            person_id=shop.member.person_id, channel="email", address="anna@e.test"
        )
        people.give_consent(
            person_id=shop.member.person_id, purpose="mailings", language="ru"
        )
        choice = MessageChoice(
            member_id=shop.member.member_id, kind=kind, channel="sms"
        )
        choice.is_on, choice.changed_at = True, clock.now()
        db.session().add(choice)
        db.session().flush()
    return shop.member.member_id


def test_a_channel_that_fails_in_a_batch_stops_no_other(
    world: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = world.coffee

    def away(*_: object) -> None:
        raise Temporary("no SMS gateway")

    monkeypatch.setattr("app.notifications.sms.send", away)
    with tenancy.scope(shop.business_id), db.writing():
        rules.change(Rules(has_sms=True))
    with push.serving() as service:
        config = replace(
            post.config,
            sms_url="http://x/{phone}{text}",
            push_ca=service.ca,
            push_allow_local=service.address,
        )
        post.app.extensions["tessera_config"] = config
        browser = service.browser()
        post.run(listen, world, shop.member, browser)
        anna = reachable_by_sms(shop, LETTER.code)
        post.run(tell, shop, anna, "1", LETTER)

        assert post.send() == 3
        browsers.close()

    with tenancy.scope(shop.business_id):
        rows = db.session().execute(select(Delivery.channel, Delivery.state))
        found = {row.channel: row.state for row in rows}
    assert (found["email"], found["push"], found["sms"]) == ("sent", "sent", "due")
    assert len(service.taken) == len(post.box.letters) == 1


def test_two_senders_at_once_keep_the_cap_and_tell_nobody_twice(
    world: World, post: Post
) -> None:
    shop = world.coffee
    members = [addressed(shop, f"guest{number}@example.test") for number in range(12)]
    told = [tell(shop, each, number) for number in "12" for each in members]
    with tenancy.scope(shop.business_id), db.writing():
        rules.change(Rules(weekly_cap=1))
    problems: list[BaseException] = []

    def work() -> None:
        try:
            post.send()
        except BaseException as error:  # noqa: BLE001 - shown by the test
            problems.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    with pytest.MonkeyPatch.context() as here:
        here.setattr(sending, "BATCH", 6)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert problems == []
    assert post.box.to() == sorted(
        f"guest{number}@example.test" for number in range(12)
    )
    assert sorted(states(shop, told)) == ["sent"] * 12 + ["skipped"] * 12


def test_more_letters_cost_no_more_statements(world: World, post: Post) -> None:
    """What is asked does not grow with the letters that are marked together."""
    shop = world.coffee
    engine = post.run(lambda: db.db.engine)
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    told_all(shop, "a")
    event.listen(engine, "before_cursor_execute", note)
    post.run(sending.send, post.config)
    one = len(asked)
    event.remove(engine, "before_cursor_execute", note)
    told_all(shop, "bcdef")
    asked.clear()
    event.listen(engine, "before_cursor_execute", note)
    post.run(sending.send, post.config)
    event.remove(engine, "before_cursor_execute", note)

    assert len(post.box.letters) == 6
    assert len(asked) == one
