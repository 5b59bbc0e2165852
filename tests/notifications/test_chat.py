"""Whoever has not seen an answer is told of it, once, without notes."""

import pytest
from sqlalchemy import select

from app import fanout
from app.cards.erasing import erase
from app.chat import actions
from app.core import clock as time
from app.core import db, tenancy
from app.core.outbox import OutboxRow
from app.notifications import chat
from app.notifications.models import Notice
from tests.chat.talking import (
    bot_says,
    conversation,
    guest_writes,
    picture,
    staff_answers,
    staff_notes,
)
from tests.conftest import Clock
from tests.world import Shop, World

pytestmark = pytest.mark.database


def _deliver() -> None:
    """What the worker does with facts of answers that are due."""
    rows = db.session().scalars(
        select(OutboxRow)
        .where(OutboxRow.fact == "MessageWritten", OutboxRow.due_at <= time.now())
        .order_by(OutboxRow.id)
    )
    facts = [dict(row.payload) for row in rows]
    for payload in facts:
        fanout.handle("MessageWritten", payload, set())


def _told(shop: Shop) -> list[str]:
    with tenancy.scope(shop.business_id):
        notices = db.session().scalars(select(Notice).order_by(Notice.id))
        return [notice.payload["text"] for notice in notices]


def test_an_unseen_answer_is_told_after_a_minute(world: World, clock: Clock) -> None:
    guest_writes(world.coffee, "Открыты ли вы?")
    staff_answers(world.coffee, "Да, " + "очень " * 60)
    staff_notes(world.coffee, "Тайная заметка")
    _deliver()
    assert _told(world.coffee) == []

    clock.advance(seconds=61)
    _deliver()
    _deliver()
    (words,) = _told(world.coffee)
    assert words.startswith("Да, очень")
    assert len(words) == chat.LONGEST


def test_what_was_seen_is_told_to_nobody(world: World, clock: Clock) -> None:
    guest_writes(world.coffee, "Открыты ли вы?")
    staff_answers(world.coffee, "Да")
    with tenancy.scope(world.coffee.business_id), db.writing():
        actions.read(member_id=world.coffee.member.member_id)
    clock.advance(seconds=61)
    _deliver()
    assert _told(world.coffee) == []


def test_several_answers_in_a_row_are_told_once(world: World, clock: Clock) -> None:
    guest_writes(world.coffee, "Открыты ли вы?")
    bot_says(world.coffee, "Сейчас узнаю", handed_over=True)
    staff_answers(world.coffee, "Да")
    clock.advance(minutes=2)
    staff_answers(world.coffee, "До 22:00")
    clock.advance(minutes=2)
    _deliver()
    assert _told(world.coffee) == ["Сейчас узнаю"]
    clock.advance(hours=2)
    staff_answers(world.coffee, "Вы придёте?")
    clock.advance(minutes=2)
    _deliver()
    assert _told(world.coffee) == ["Сейчас узнаю", "Вы придёте?"]


def test_a_photo_has_words_of_its_own(world: World, clock: Clock) -> None:
    staff = world.coffee
    guest_writes(staff, "Покажите")
    staff_answers(staff, "", photo=picture())
    clock.advance(minutes=2)
    _deliver()
    with tenancy.scope(staff.business_id):
        (notice,) = db.session().scalars(select(Notice))
    words = fanout.chat_notices.CHAT_REPLY.words(None, notice.payload)  # type: ignore[arg-type]
    assert words.paragraphs[0]


def test_a_conversation_that_is_gone_is_told_to_nobody(
    world: World, clock: Clock
) -> None:
    guest_writes(world.coffee, "Открыты ли вы?")
    staff_answers(world.coffee, "Да")
    assert conversation(world.coffee)
    with db.writing():
        erase(person_id=world.coffee.member.person_id, actor="system")
    clock.advance(minutes=2)
    _deliver()
    assert _told(world.coffee) == []
