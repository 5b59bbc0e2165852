"""Outside the hours a guest is told once when somebody is back."""

from datetime import UTC, datetime

import pytest

from app.businesses import hours, hours_reading
from app.businesses.hours import Hours
from app.businesses.models import Outlet
from app.chat import manned, settings
from app.chat.settings import Rules
from app.core import db, locales, tenancy
from tests.chat.talking import conversation, guest_writes, said, staff_answers, texts
from tests.conftest import Clock
from tests.world import Shop, World

pytestmark = pytest.mark.database
MONDAY_NOON = datetime(2027, 3, 1, 9, tzinfo=UTC)
"""Twelve o'clock in Moscow."""
MONDAY_NIGHT = datetime(2027, 3, 1, 20, tzinfo=UTC)
"""Eleven in the evening there."""


def choose(shop: Shop, **rules: object) -> None:
    """Chat from nine to six on every day, unless it is said otherwise."""
    week = Hours(hours_reading.week("9:00–18:00"))
    made = Rules(**{"hours": week, **rules})  # type: ignore[arg-type]
    with tenancy.scope(shop.business_id), db.writing():
        settings.change(made)


def test_while_somebody_is_there_nothing_is_said(world: World, clock: Clock) -> None:
    choose(world.coffee)
    clock.set(MONDAY_NOON)
    guest_writes(world.coffee, "Добрый день")
    assert texts(world.coffee) == ["Добрый день"]


def test_an_absence_is_told_once_with_its_end(world: World, clock: Clock) -> None:
    choose(world.coffee)
    clock.set(MONDAY_NIGHT)
    guest_writes(world.coffee, "Есть кто?")
    guest_writes(world.coffee, "Ау")

    first, answer, second = said(world.coffee)
    assert (first.author, answer.author, second.author) == (
        "member",
        "system",
        "member",
    )
    assert answer.text.startswith("Спасибо за сообщение")
    assert answer.text.endswith("Чат: откроется завтра в 9:00.")
    # It is no answer: the guest goes on waiting.
    assert conversation(world.coffee).waiting_since == MONDAY_NIGHT
    assert conversation(world.coffee).unread == 2

    clock.advance(hours=24)
    guest_writes(world.coffee, "И снова ночь")
    assert [m.author for m in said(world.coffee)][-1] == "system"


def test_the_business_says_it_in_its_own_words(world: World, clock: Clock) -> None:
    choose(world.coffee, reply_ru="Мы спим.", reply_en="We are asleep.")
    clock.set(MONDAY_NIGHT)
    guest_writes(world.coffee, "Есть кто?")
    assert texts(world.coffee)[1] == "Мы спим.\nЧат: откроется завтра в 9:00."


def test_it_can_be_switched_off(world: World, clock: Clock) -> None:
    choose(world.coffee, has_auto_reply=False)
    clock.set(MONDAY_NIGHT)
    guest_writes(world.coffee, "Есть кто?")
    assert texts(world.coffee) == ["Есть кто?"]


def test_without_hours_of_its_own_the_outlets_count(world: World, clock: Clock) -> None:
    shop = world.coffee
    clock.set(MONDAY_NIGHT)
    guest_writes(shop, "Часов не называли")
    assert len(texts(shop)) == 1

    week = hours_reading.week("8:00–22:00")
    with tenancy.scope(shop.business_id), db.writing():
        outlet = db.session().get_one(Outlet, shop.outlet_id)
        outlet.hours = hours.stored(Hours(week))
        db.session().flush()
    guest_writes(shop, "Закрыто ли?")
    assert texts(shop)[-1].endswith("Чат: откроется завтра в 8:00.")


def test_an_absence_without_end_is_told_once_a_day(world: World, clock: Clock) -> None:
    choose(world.coffee, hours=Hours(((),) * 7))
    clock.set(MONDAY_NOON)
    guest_writes(world.coffee, "1")
    guest_writes(world.coffee, "2")
    assert len(texts(world.coffee)) == 3
    assert "Чат:" not in texts(world.coffee)[1]
    clock.advance(days=1, seconds=1)
    guest_writes(world.coffee, "3")
    assert len(texts(world.coffee)) == 5


def test_an_answer_ends_the_wait(world: World, clock: Clock) -> None:
    choose(world.coffee)
    clock.set(MONDAY_NIGHT)
    guest_writes(world.coffee, "Есть кто?")
    clock.advance(minutes=90)
    staff_answers(world.coffee, "Да")
    assert conversation(world.coffee).waiting_since is None


def test_the_words_are_there_in_english(world: World, clock: Clock) -> None:
    clock.set(MONDAY_NIGHT)
    choose(world.books)
    with tenancy.scope(world.books.business_id), locales.speaking("en"):
        rules = settings.rules()
        words = manned.words(rules, manned.now(rules), "en")
    assert words.startswith("Thank you for your message.")
    assert "Chat: opens" in words
