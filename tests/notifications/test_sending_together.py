"""Messages that are marked and written down together: what befalls one of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from typing import Any

import pytest
from sqlalchemy import select

from app.businesses.queries import BusinessView
from app.core import db, tenancy
from app.core.config import Config
from app.core.errors import NotFound
from app.notifications import queue, rules, sending
from app.notifications.channels import registry as channels
from app.notifications.kinds import registry as kinds
from app.notifications.kinds.kind import Words
from app.notifications.models import (
    ChannelCircuit,
    MessageHabit,
)
from app.notifications.planning import Rules
from app.people import actions as people
from tests.conftest import Clock
from tests.notifications.posting import Post, post, postbox
from tests.notifications.telling import (
    NEWS,
    addressed,
    email_of,
    person_of,
    states,
    tell,
    told_all,
)
from tests.standins.smtp import Server
from tests.world import World

__all__ = ["post", "postbox"]


@contextmanager
def instead(
    monkeypatch: pytest.MonkeyPatch, code: str, send: channels.Send
) -> Iterator[None]:
    """Another way for one channel to send."""
    with monkeypatch.context() as here:
        real = channels.known()[code]
        here.setitem(channels._known, code, replace(real, send=send))
        yield


def test_one_bad_address_in_the_middle_stops_nobody_else(
    world: World, post: Post
) -> None:
    shop = world.coffee
    told = told_all(shop)
    post.box.refuse = {"c@example.test": "550 no such box"}

    assert post.send() == 5

    assert states(shop, told) == ["sent", "sent", "failed", "sent", "sent"]
    assert email_of(shop, told[2]).why == "bounced"
    with tenancy.scope(shop.business_id):
        (habit,) = db.session().scalars(select(MessageHabit))
    assert (habit.bounced_email, habit.bounces) == ("c@example.test", 1)


def test_one_put_off_in_the_middle_is_the_only_one_that_waits(
    world: World, post: Post, clock: Clock
) -> None:
    shop = world.coffee
    told = told_all(shop)
    post.box.refuse = {"c@example.test": "451 come back"}

    post.send()

    assert states(shop, told) == ["sent", "sent", "due", "sent", "sent"]
    row = email_of(shop, told[2])
    assert (row.attempts, row.due_at) == (1, clock.now + queue.FIRST_RETRY)
    post.box.refuse = {}
    clock.advance(minutes=1)
    post.send()
    assert post.box.to() == [f"{name}@example.test" for name in "abcde"]


def recipients(server: Server) -> list[str]:
    """Whom the letters are for that a mail server has had whole."""
    return [str(message_from_bytes(each)["To"]) for each in server.taken]


def test_a_server_that_hangs_up_before_a_letter_gets_it_over_a_new_connection(
    world: World, post: Post
) -> None:
    shop = world.coffee
    told = told_all(shop)
    server = Server({}, {}, {"DATA": "hang up"})
    post.app.extensions["tessera_config"] = replace(post.config, smtp_url=server.url)

    post.send()

    server.close()
    assert states(shop, told) == ["sent"] * 5
    assert recipients(server) == [f"{name}@example.test" for name in "abcde"]
    assert server.connections == 2


def test_a_server_that_hangs_up_over_a_letter_leaves_that_one_in_doubt(
    world: World, post: Post, clock: Clock
) -> None:
    """It may have taken it: nobody is told twice, and who is in doubt is named."""
    shop = world.coffee
    told = told_all(shop)
    server = Server({}, {}, {"letter": "hang up"})
    post.app.extensions["tessera_config"] = replace(post.config, smtp_url=server.url)

    post.send()
    clock.advance(hours=2)
    post.send()

    server.close()
    assert states(shop, told) == ["sent", "sent", "unclear", "sent", "sent"]
    assert recipients(server) == [f"{name}@example.test" for name in "abcde"]
    with tenancy.scope(shop.business_id):
        circuit = db.session().scalar(select(ChannelCircuit))
    # It counts as a failure of the server, which those after it have cleared.
    assert circuit is not None
    assert circuit.failures == 0


def test_who_withdraws_while_others_leave_gets_nothing(
    world: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the claim and the part that is theirs, while an earlier part leaves."""
    shop = world.coffee
    monkeypatch.setattr(sending, "FIRST", 2)
    members = [addressed(shop, f"{name}@example.test") for name in "abcd"]
    told = [tell(shop, each) for each in members]
    real = channels.known()["email"].send
    withdrawn: list[int] = []

    def send(config: Config, to: Any, words: Any, notice_id: int) -> None:
        if not withdrawn:
            withdrawn.append(members[3])
            person_id = person_of(shop, members[3])
            with tenancy.scope(shop.business_id), db.writing():
                people.withdraw_consent(person_id=person_id, purpose="mailings")
        real(config, to, words, notice_id)

    with instead(monkeypatch, "email", send):
        post.send()

    assert states(shop, told) == ["sent", "sent", "sent", "skipped"]
    assert email_of(shop, told[3]).why == "no_consent"


def test_what_was_looked_at_too_long_ago_is_looked_at_again(
    world: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = world.coffee
    told = told_all(shop, "abc")
    real = channels.known()["email"].send
    late = [0.0]
    monkeypatch.setattr("app.core.clock.seconds", lambda: late[0])
    seen: list[list[str]] = []

    def send(config: Config, to: Any, words: Any, notice_id: int) -> None:
        seen.append(states(shop, told))
        real(config, to, words, notice_id)
        late[0] += sending.FRESH_SECONDS

    with instead(monkeypatch, "email", send):
        assert post.run(sending.send, post.config) == 3
        assert states(shop, told) == ["sent", "due", "due"]
        assert email_of(shop, told[1]).attempts == 0
        post.send()

    # All were marked before the first left; the others were marked anew.
    assert seen[0] == ["sending"] * 3
    assert states(shop, told) == ["sent"] * 3
    assert len(post.box.letters) == 3


def test_a_slow_server_is_given_fewer_together(
    world: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = world.coffee
    told_all(shop, "abcdefgh")
    real = channels.known()["email"].send
    late = [0.0]
    monkeypatch.setattr("app.core.clock.seconds", lambda: late[0])
    sizes: list[int] = []
    marked = sending._marked

    def counted(work: Any, some: Any) -> Any:
        sizes.append(len(some))
        return marked(work, some)

    def send(config: Config, to: Any, words: Any, notice_id: int) -> None:
        real(config, to, words, notice_id)
        late[0] += sending.SPAN_SECONDS

    monkeypatch.setattr(sending, "_marked", counted)
    with instead(monkeypatch, "email", send):
        post.send()

    assert sizes == [5, 1, 1, 1]


def test_the_hour_that_gets_quiet_holds_back_the_rest(
    world: World, post: Post, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    shop = world.coffee
    monkeypatch.setattr(sending, "FIRST", 2)
    with tenancy.scope(shop.business_id), db.writing():
        rules.change(Rules(quiet=(12 * 60 + 5, 9 * 60)))
    told = told_all(shop, "abcd")
    real = channels.known()["email"].send

    def send(config: Config, to: Any, words: Any, notice_id: int) -> None:
        real(config, to, words, notice_id)
        clock.advance(minutes=5)

    assert email_of(shop, told[0]).due_at == clock.now
    with instead(monkeypatch, "email", send):
        post.send()

    # Those that were marked leave; whoever comes next is put off until the morning.
    assert states(shop, told) == ["sent", "sent", "due", "due"]
    waiting = email_of(shop, told[3])
    nine = datetime(2026, 3, 18, 6, 0, tzinfo=UTC)
    assert (waiting.attempts, waiting.due_at) == (0, nine)


def test_what_is_not_there_any_more_holds_nobody_up(
    world: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = world.coffee
    told = [
        tell(shop, addressed(shop, f"{name}@e.test"), subject=name) for name in "abc"
    ]

    def words(business: BusinessView, said: Mapping[str, Any]) -> Words:
        if said["subject"] == "b":
            raise NotFound
        return NEWS.words(business, said)

    monkeypatch.setitem(kinds.KINDS, NEWS.code, replace(NEWS, words=words))
    post.send()

    assert states(shop, told) == ["sent", "failed", "sent"]
    assert email_of(shop, told[1]).why == "refused"


def test_a_fault_of_ours_is_one_message_s_alone(
    world: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = world.coffee
    told = told_all(shop)
    real = channels.known()["email"].send

    def send(config: Config, to: Any, words: Any, notice_id: int) -> None:
        if to.email == "c@example.test":
            raise RuntimeError
        real(config, to, words, notice_id)

    with instead(monkeypatch, "email", send), pytest.raises(RuntimeError):
        post.send()

    assert states(shop, told) == ["sent", "sent", "sending", "due", "due"]
    assert email_of(shop, told[3]).attempts == 0
    post.send()
    assert post.box.to() == [f"{name}@example.test" for name in "abde"]
