"""Guests and the bot: one conversation, nothing doubled, nothing lost."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.chat import actions, rules, settings
from app.chat.errors import MessageTooLong, NothingSaid, TooManyMessages
from app.chat.models import LONGEST, Conversation, Message
from app.chat.settings import Rules
from app.core import db, live, tenancy
from app.core.outbox import OutboxRow
from app.people.models import Member
from tests.chat.talking import (
    bot_says,
    conversation,
    guest_writes,
    picture,
    said,
    staff_answers,
    texts,
)
from tests.conftest import Clock
from tests.world import Shop, World

pytestmark = pytest.mark.database


def _facts(fact: str) -> list[OutboxRow]:
    return list(
        db.session().scalars(
            select(OutboxRow).where(OutboxRow.fact == fact).order_by(OutboxRow.id)
        )
    )


def _unread(shop: Shop) -> int | None:
    with tenancy.scope(shop.business_id):
        return db.session().scalar(
            select(Member.unread_messages).where(Member.id == shop.member.member_id)
        )


def _rows(shop: Shop, model: type) -> int | None:
    with tenancy.scope(shop.business_id):
        return db.session().scalar(select(func.count()).select_from(model))


def test_a_member_has_one_conversation_with_a_business(world: World) -> None:
    guest_writes(world.coffee, "Здравствуйте")
    guest_writes(world.coffee, "Есть ли овсяное молоко?")
    guest_writes(world.books, "Hello")

    assert texts(world.coffee) == ["Здравствуйте", "Есть ли овсяное молоко?"]
    assert texts(world.books) == ["Hello"]
    assert _rows(world.coffee, Conversation) == 1
    known = conversation(world.coffee)
    assert known.unread == 2
    assert known.waiting_since is not None


def test_sent_twice_is_one_message(world: World) -> None:
    first = guest_writes(world.coffee, "Здравствуйте", key="form")
    again = guest_writes(world.coffee, " Здравствуйте\r\n", key="form")
    other = guest_writes(world.coffee, "И ещё вопрос", key="form")

    assert again == first
    assert other != first
    assert texts(world.coffee) == ["Здравствуйте", "И ещё вопрос"]
    assert conversation(world.coffee).unread == 2


def test_a_photo_alone_is_a_message(world: World) -> None:
    guest_writes(world.coffee, "", photo=picture())

    (message,) = said(world.coffee)
    assert message.photo is not None
    assert (message.photo.width, message.photo.height) == (40, 30)


def test_nothing_and_too_much_are_refused(world: World) -> None:
    for nothing in ("", " \n ", "\u202e\u2066", "\0"):
        with pytest.raises(NothingSaid):
            guest_writes(world.coffee, nothing)
    with pytest.raises(MessageTooLong):
        guest_writes(world.coffee, "я" * (LONGEST + 1))

    guest_writes(world.coffee, "я" * LONGEST)
    assert _rows(world.coffee, Message) == 1


def test_marks_that_turn_words_are_left_out() -> None:
    assert rules.cleaned("счёт \u202e0051\u202c\r\nрублей\0") == "счёт 0051\nрублей"
    assert rules.cleaned("👩\u200d👧") == "👩\u200d👧"


def test_twenty_messages_a_minute_are_enough(world: World, clock: Clock) -> None:
    for number in range(20):
        guest_writes(world.coffee, f"{number}", key=f"{number}")

    with pytest.raises(TooManyMessages) as refused:
        guest_writes(world.coffee, "ещё")
    # What is sent again was counted already.
    assert guest_writes(world.coffee, "3", key="3")
    assert 0 < refused.value.retry_seconds <= 60
    clock.advance(seconds=refused.value.retry_seconds)
    guest_writes(world.coffee, "ещё")


def test_an_answer_is_new_until_it_is_read(world: World, clock: Clock) -> None:
    guest_writes(world.coffee, "Открыты ли вы?")
    clock.advance(minutes=3)
    staff_answers(world.coffee, "Да, до 22:00")

    assert _unread(world.coffee) == 1
    known = conversation(world.coffee)
    assert (known.unread, known.waiting_since) == (0, None)
    assert known.assigned_to == world.coffee.owner.staff_id

    with tenancy.scope(world.coffee.business_id), db.writing():
        actions.read(member_id=world.coffee.member.member_id)
    assert _unread(world.coffee) == 0
    assert conversation(world.coffee).guest_read_id == known.last_id


def test_bells_ring_on_both_sides(world: World) -> None:
    guest_writes(world.coffee, "Есть кто?")
    known = conversation(world.coffee)
    topics = (
        f"chat:{known.id}",
        f"inbox:{world.coffee.business_id}",
        f"member:{world.coffee.member.member_id}",
    )
    before = [live.count(topic) for topic in topics]

    staff_answers(world.coffee, "Да")

    assert all(
        live.count(topic) > was for topic, was in zip(topics, before, strict=True)
    )


def test_the_bot_is_asked_until_a_human_has_the_conversation(world: World) -> None:
    guest_writes(world.coffee, "Сколько у меня баллов?")
    (asked,) = _facts("GuestWrote")
    assert asked.payload["message_id"] == said(world.coffee)[0].id

    assert bot_says(world.coffee, "У вас 36 баллов") is not None
    known = conversation(world.coffee)
    assert (known.unread, known.waiting_since, known.bot_state) == (0, None, "on")

    guest_writes(world.coffee, "Позовите человека")
    bot_says(world.coffee, "Передаю ваш вопрос сотруднику", handed_over=True)
    known = conversation(world.coffee)
    assert known.bot_state == "off"
    assert known.waiting_since is not None
    assert known.unread == 1

    guest_writes(world.coffee, "Жду")
    assert len(_facts("GuestWrote")) == 2
    assert bot_says(world.coffee, "Опоздавший ответ") is None
    assert "Опоздавший ответ" not in texts(world.coffee)


def test_a_human_is_faster_than_the_bot(world: World) -> None:
    guest_writes(world.coffee, "Сколько у меня баллов?")
    staff_answers(world.coffee, "36")

    assert bot_says(world.coffee, "У вас 36 баллов") is None


def test_without_a_bot_nobody_is_asked(world: World) -> None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        settings.change(Rules(has_bot=False))
    guest_writes(world.coffee, "Сколько у меня баллов?")

    assert _facts("GuestWrote") == []


def test_guests_are_told_of_answers_after_a_minute(world: World) -> None:
    guest_writes(world.coffee, "Открыты ли вы?")
    staff_answers(world.coffee, "Да")

    (fact,) = _facts("MessageWritten")
    assert fact.due_at is not None
    assert fact.due_at - fact.recorded_at == timedelta(seconds=60)


def test_only_the_first_message_has_plain_links(world: World) -> None:
    guest_writes(world.coffee, "https://one.example")
    guest_writes(world.coffee, "https://two.example")
    staff_answers(world.coffee, "https://three.example")

    assert [m.is_plain for m in said(world.coffee)] == [True, False, False]
