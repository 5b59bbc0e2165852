"""Messages on their way: against a real mail server, each once and no more."""

from typing import Any

import pytest

from app.core import clock, db, tenancy
from app.core.config import Config
from app.notifications import choices, links, mail, queue, rules, sending
from app.notifications.channels import registry as channels
from app.notifications.choices import Habits
from app.notifications.models import (
    MessageChoice,
    MessageHabit,
    Notice,
)
from app.notifications.planning import Rules
from app.people import actions as people
from tests.conftest import Clock, MakeApp
from tests.notifications.posting import Post, post, postbox
from tests.notifications.telling import (
    LETTER,
    NEWS,
    OWED,
    SALES,
    SALES_OVER,
    addressed,
    email_of,
    person_of,
    tell,
)
from tests.notifications.test_news import Postbox
from tests.world import World

__all__ = ["post", "postbox"]


def test_a_letter_names_the_business_and_can_be_stopped(
    world: World, post: Post
) -> None:
    shop = world.coffee
    anna = addressed(shop, "anna@example.test")
    notice_id = tell(shop, anna)

    assert post.send() == 1

    (letter,) = post.box.letters
    row = email_of(shop, notice_id)
    assert (row.state, row.due_at, row.sent_at) == ("sent", None, clock.now())
    assert letter["To"] == "anna@example.test"
    assert letter["Subject"] == "Зерно: новый сорт"
    stop = letter["List-Unsubscribe"].strip(" <>")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    home = "https://tessera.test/zerno"
    with tenancy.scope(shop.business_id):
        key = post.config.secret_key
        assert links.behind_stop(stop.removeprefix(f"{home}/stop/"), key) == (
            anna,
            "test_news",
        )
        opened = f"{home}/n/{links.open_token(row.id, key)}"
    for body in ("plain", "html"):
        words = letter.get_body((body,)).get_content()
        assert "Пробуйте завтра." in words
        assert opened in words
        assert stop in words


def test_line_breaks_in_names_add_no_headers(world: World, post: Post) -> None:
    shop = world.coffee
    anna = addressed(shop, "anna@example.test")
    evil = "новость\r\nBcc: all@example.test\r\n\r\n<script>"
    tell(shop, anna, subject=evil, text=evil)

    post.send()

    (letter,) = post.box.letters
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Зерно: новость Bcc: all@example.test <script>"
    assert "<script>" not in letter.get_body(("html",)).get_content()


def test_what_is_owed_has_no_way_to_stop_it(world: World, post: Post) -> None:
    shop = world.coffee
    anna = addressed(shop, "anna@example.test")
    tell(shop, anna, kind=OWED)

    post.send()

    assert post.box.letters[0]["List-Unsubscribe"] is None


def test_letters_of_a_batch_share_a_connection(
    world: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = world.coffee
    opened: list[str] = []
    connect = mail._connect

    def counted(url: str) -> Any:
        opened.append(url)
        return connect(url)

    monkeypatch.setattr(mail, "_connect", counted)
    for name in "abc":
        tell(shop, addressed(shop, f"{name}@example.test"))

    assert post.send() == 3

    assert len(post.box.letters) == 3
    assert len(opened) == 1


def test_a_kill_leaves_one_batch_in_doubt_and_tells_nobody_twice(
    world: World, post: Post, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = world.coffee
    monkeypatch.setattr(sending, "FIRST", 2)
    monkeypatch.setattr(sending, "MOST", 2)
    told = [tell(shop, addressed(shop, f"{name}@example.test")) for name in "abcdef"]
    real = channels.known()["email"]
    sent: list[str] = []

    class Killed(BaseException):
        """The process is gone; nothing after the network call runs."""

    def dies(*_: object) -> None:
        raise Killed

    def until_killed(config: Config, to: Any, words: Any, notice_id: int) -> None:
        real.send(config, to, words, notice_id)
        sent.append(str(to.email))
        if len(sent) == 3:
            monkeypatch.setattr(queue, "settle_each", dies)
            raise Killed

    dying = channels.Channel(until_killed, real.holders, real.is_ready)
    with monkeypatch.context() as here:
        here.setitem(channels._known, "email", dying)
        settle_each = queue.settle_each
        with pytest.raises(Killed):
            post.send()
        monkeypatch.setattr(queue, "settle_each", settle_each)

    def states() -> list[str]:
        return [email_of(shop, each).state for each in told]

    assert states() == ["sent", "sent", "sending", "sending", "due", "due"]
    assert post.send() == 0
    clock.advance(minutes=queue.LEASE.seconds // 60)
    post.send()
    # The fourth had not left. It might have, so it is named and not written to.
    assert states() == ["sent", "sent", "unclear", "unclear", "sent", "sent"]
    assert post.box.to() == [f"{name}@example.test" for name in "abcef"]


def test_two_senders_send_each_message_once(world: World, post: Post) -> None:
    shop = world.coffee
    for name in "abc":
        tell(shop, addressed(shop, f"{name}@example.test"))
    with db.writing():
        other = queue.claim(2, frozenset({"email"}))

    post.send()

    assert len(other) == 2
    assert len(post.box.letters) == 1


def test_who_withdrew_meanwhile_gets_nothing(world: World, post: Post) -> None:
    shop = world.coffee
    anna = addressed(shop, "anna@example.test")
    notice_id = tell(shop, anna)
    with tenancy.scope(shop.business_id), db.writing():
        people.withdraw_consent(person_id=person_of(shop, anna), purpose="mailings")

    post.send()

    row = email_of(shop, notice_id)
    assert (row.state, row.why) == ("skipped", "no_consent")
    assert post.box.letters == []


def test_who_read_it_meanwhile_gets_nothing(world: World, post: Post) -> None:
    shop = world.coffee
    notice_id = tell(shop, addressed(shop, "anna@example.test"))
    with tenancy.scope(shop.business_id), db.writing():
        notice = db.session().get(Notice, notice_id)
        assert notice is not None
        notice.read_at = clock.now()
        db.session().flush()

    post.send()

    assert email_of(shop, notice_id).why == "read_meanwhile"


def test_who_switched_it_off_meanwhile_gets_nothing(world: World, post: Post) -> None:
    shop = world.coffee
    anna = addressed(shop, "anna@example.test")
    notice_id = tell(shop, anna)
    with tenancy.scope(shop.business_id), db.writing():
        choice = MessageChoice(member_id=anna, kind=NEWS.code, channel="email")
        choice.is_on, choice.changed_at = False, clock.now()
        db.session().add(choice)
        db.session().flush()

    post.send()

    assert email_of(shop, notice_id).why == "switched_off"


def test_a_late_sender_keeps_quiet_and_drops_what_is_stale(
    world: World, post: Post, clock: Clock
) -> None:
    shop = world.coffee
    late = tell(shop, addressed(shop, "late@example.test"))
    # Down from noon until half past nine in the evening.
    clock.advance(hours=9, minutes=30)
    post.send()
    assert post.box.letters == []
    row = email_of(shop, late)
    assert (row.state, row.attempts) == ("due", 0)
    clock.advance(hours=11, minutes=30)
    post.send()
    assert len(post.box.letters) == 1

    stale = tell(shop, addressed(shop, "stale@example.test"))
    clock.advance(days=2)
    post.send()
    assert email_of(shop, stale).why == "too_late"


def test_the_cap_holds_when_letters_are_late(
    world: World, post: Post, clock: Clock
) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        rules.change(Rules(weekly_cap=1))
    anna = addressed(shop, "anna@example.test")
    first = tell(shop, anna, "1")
    clock.advance(hours=6)
    post.send()
    clock.advance(hours=18)
    clock.advance(days=6)
    second = tell(shop, anna, "2")
    post.send()

    assert email_of(shop, first).state == "sent"
    assert email_of(shop, second).why == "over_cap"


def test_the_cap_counts_what_another_sender_lets_leave(
    world: World, post: Post, clock: Clock
) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        rules.change(Rules(weekly_cap=1))
    anna = addressed(shop, "anna@example.test")
    tell(shop, anna, "1")
    clock.advance(days=7)
    second = tell(shop, anna, "2")
    with db.writing():
        (claimed,) = queue.claim(1, frozenset({"email"}))
        queue.mark([claimed.id])

    post.send()

    assert post.box.letters == []
    assert email_of(shop, second).why == "over_cap"


def test_the_letter_of_the_day_is_one_letter(
    world: World, post: Post, clock: Clock
) -> None:
    shop = world.coffee
    anna = addressed(shop, "anna@example.test")
    with tenancy.scope(shop.business_id), db.writing():
        db.session().add(MessageHabit(member_id=anna, is_daily=True))
        db.session().flush()
    told = [
        tell(shop, anna, str(number), subject=f"новость {number}")
        for number in range(5)
    ]
    assert post.send() == 0
    clock.advance(hours=22)

    post.send()

    (letter,) = post.box.letters
    assert letter["Subject"] == "Зерно: 5 новостей"
    words = letter.get_body(("plain",)).get_content()
    for number in range(5):
        assert f"новость {number}. Пробуйте завтра." in words
    assert {email_of(shop, each).state for each in told} == {"sent"}
    stop = letter["List-Unsubscribe"].strip(" <>").rpartition("/")[2]
    with tenancy.scope(shop.business_id):
        assert links.behind_stop(stop, post.config.secret_key) == (anna, "advertising")


def test_what_was_stopped_meanwhile_is_not_in_the_letter_of_the_day(
    world: World, post: Post, clock: Clock
) -> None:
    shop = world.coffee
    anna = addressed(shop, "anna@example.test")
    with tenancy.scope(shop.business_id), db.writing():
        choices.keep_habits(anna, Habits(is_daily=True))
    wanted = tell(shop, anna, subject="новый сорт")
    stopped = tell(shop, anna, kind=SALES, subject="скидка")
    over = tell(shop, anna, kind=SALES_OVER, subject="снятая рассылка")
    with tenancy.scope(shop.business_id), db.writing():
        choices.stop_email(anna, SALES.code)
    clock.advance(hours=22)

    post.send()

    (letter,) = post.box.letters
    assert letter["Subject"] == "Зерно: новый сорт"
    assert email_of(shop, wanted).state == "sent"
    assert email_of(shop, stopped).why == "switched_off"
    assert email_of(shop, over).why == "stopped"


def test_the_demo_sends_nothing_and_says_so(
    world: World, make_app: MakeApp, post: Post
) -> None:
    shop = world.coffee
    demo = Post(make_app(demo=True, smtp_url=post.config.smtp_url), post.box)
    notice_id = tell(shop, addressed(shop, "anna@example.test"))

    demo.send()

    assert email_of(shop, notice_id).why == "demo"
    assert post.box.letters == []


def test_an_sms_names_the_business_and_the_link(
    world: World, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = world.coffee
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "app.notifications.sms.send",
        lambda _url, phone, text: sent.append((phone, text)),
    )
    texting = Post(make_app(smtp_url="", sms_url="http://x/{phone}{text}"), Postbox())
    with tenancy.scope(shop.business_id), db.writing():
        rules.change(Rules(has_sms=True, quiet=(0, 0)))
        choice = MessageChoice(
            member_id=shop.member.member_id, kind=LETTER.code, channel="sms"
        )
        choice.is_on, choice.changed_at = True, clock.now()
        db.session().add(choice)
        db.session().flush()
    texting.run(tell, shop, shop.member.member_id, "1", LETTER)

    texting.send()

    ((phone, text),) = sent
    assert phone == "+79161234567"
    assert text.startswith("Зерно: новый сорт https://tessera.test/zerno/n/")


def test_forged_links_open_nothing(world: World, post: Post) -> None:
    key = post.config.secret_key
    with tenancy.scope(world.coffee.business_id):
        mine = links.stop_token(1, "test_news", key)
        opened = links.open_token(1, key)
        assert links.behind_open(mine, key) is None
        for token in ("", "x", mine[:-1], mine + "é", "9" * 500, "1-news.sig"):
            assert links.behind_stop(token, key) is None
            assert links.behind_open(token, key) is None
    with tenancy.scope(world.books.business_id):
        assert links.behind_stop(mine, key) is None
        assert links.behind_open(opened, key) is None
