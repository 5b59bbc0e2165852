"""Chats among all that waits: deadlines of working time, hand-over, answer times."""

from datetime import timedelta
from operator import attrgetter

from app.chat import queries as chat
from app.core import clock as app_clock
from app.core import db, tenancy
from app.core.ids import StaffId
from app.inbox import queries
from app.inbox.items import Item, Unanswered, Wanted
from app.inbox.sources import registry
from app.people import answering
from app.people.answering import Answered
from app.people.rights import Right
from app.space import talk_rules
from app.space.talk_rules import Rules
from tests.chat.talking import bot_says, guest_writes, staff_answers
from tests.conftest import Clock
from tests.world import Shop, World

ALL = registry.open_to(frozenset(Right))


def listed(shop: Shop, **wanted: object) -> list[Item]:
    with tenancy.scope(shop.business_id):
        found = queries.listed(Wanted(**wanted), ALL)  # type: ignore[arg-type]
        db.session().rollback()
    return found.items


def waiting(shop: Shop) -> Unanswered:
    with tenancy.scope(shop.business_id):
        found = queries.unanswered(ALL)
        db.session().rollback()
    return found


def test_a_chat_is_due_after_an_hour_of_working_time(
    world: World, clock: Clock
) -> None:
    shop = world.coffee
    begin = app_clock.now()
    guest_writes(shop, "Есть ли веганское молоко?")
    (item,) = listed(shop)
    assert (item.kind, item.state) == ("chat", "new")
    assert item.text == "Есть ли веганское молоко?"
    assert item.due_at == begin + timedelta(hours=1)
    assert waiting(shop) == Unanswered(1, 0, begin)
    assert listed(world.books) == []
    clock.advance(hours=1, seconds=1)
    assert waiting(shop) == Unanswered(1, 1, begin)
    assert listed(shop, is_overdue=True) == listed(shop)
    with tenancy.scope(shop.business_id), db.writing():
        talk_rules.change(rules=Rules(chat_minutes=120))
    assert waiting(shop) == Unanswered(1, 0, begin)
    assert listed(shop, is_overdue=True) == []


def test_what_comes_at_night_is_due_in_the_morning(world: World, clock: Clock) -> None:
    shop = world.coffee
    clock.advance(hours=12)
    guest_writes(shop, "Вы открыты?")
    (item,) = listed(shop)
    # Nine in the morning in Moscow, and an hour.
    assert item.due_at == app_clock.now() + timedelta(hours=10)


def test_an_answer_takes_it_off_and_its_time_is_kept(
    world: World, clock: Clock
) -> None:
    shop = world.coffee
    begin = app_clock.now()
    guest_writes(shop, "Раз")
    clock.advance(minutes=3)
    guest_writes(shop, "Два")
    clock.advance(minutes=7)
    staff_answers(shop, "Да")
    clock.advance(minutes=1)
    staff_answers(shop, "И ещё")
    guest_writes(shop, "Спасибо")
    clock.advance(minutes=2)
    staff_answers(shop, "Ждём")
    assert listed(shop) == []
    assert [item.kind for item in listed(shop, state="done")] == ["chat"]
    with tenancy.scope(shop.business_id):
        found = answering.answered(begin, app_clock.now() + timedelta(seconds=1))
        db.session().rollback()
    me = StaffId(shop.owner.staff_id)
    found.sort(key=attrgetter("seconds"))
    assert found == [Answered("chat", me, 120), Answered("chat", me, 600)]


def test_who_waits_is_shown_by_their_own_words_not_by_the_bot_s(world: World) -> None:
    shop = world.coffee
    guest_writes(shop, "Вы взяли деньги дважды")
    bot_says(shop, "Передал ваш вопрос сотруднику", handed_over=True)
    (item,) = listed(shop)
    assert item.text == "Вы взяли деньги дважды"
    with tenancy.scope(shop.business_id):
        (line,) = chat.waiting()
        db.session().rollback()
    assert (line.last_author, line.last_text) == ("member", "Вы взяли деньги дважды")
    staff_answers(shop, "Вернём сегодня")
    with tenancy.scope(shop.business_id):
        (line,) = chat.lines("open")
        db.session().rollback()
    assert (line.last_author, line.last_text) == ("staff", "Вернём сегодня")
