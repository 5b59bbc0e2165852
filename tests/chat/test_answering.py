"""The bot hears guests, answers from the books, and gives way to people."""

import re

import pytest
from sqlalchemy import func, select

from app.businesses import hours_reading, outlets
from app.businesses import queries as businesses
from app.businesses.hours import Hours
from app.businesses.outlets import Place
from app.chat import answering, settings, staffing
from app.chat.events import GuestWrote
from app.chat.models import Message
from app.chat.settings import Rules
from app.core import db, live, locales, tenancy
from app.core.outbox import OutboxRow
from app.people import actions as people
from app.people import erasing
from app.worker import Worker
from tests.chat.talking import (
    conversation,
    guest_writes,
    picture,
    said,
    staff_answers,
    texts,
)
from tests.world import Shop, World, sell

pytestmark = pytest.mark.database


@pytest.fixture
def shop(world: World) -> Shop:
    """The coffee chain, whose outlet has told its hours."""
    own = world.coffee
    with tenancy.scope(own.business_id), db.writing():
        outlets.change(
            outlet_id=own.outlet_id,
            place=Place(
                name="На Мира",
                address="проспект Мира, 1",
                zone="Europe/Moscow",
                hours=Hours(hours_reading.week("8-22")),
            ),
        )
    return own


@pytest.fixture
def worker(app: object) -> Worker:
    made: Worker = app.extensions["tessera_worker"]  # type: ignore[attr-defined]
    return made


def authors(shop: Shop) -> list[str]:
    return [message.author for message in said(shop)]


def ask(shop: Shop, worker: Worker, text: str) -> str:
    """What is said last once everything has been delivered."""
    guest_writes(shop, text)
    worker.relay()
    return re.sub(r"\s", " ", texts(shop)[-1])


def test_the_balance_comes_from_the_books(shop: Shop, worker: Worker) -> None:
    sell(shop, shop.member, amount_minor=300_000)
    assert "150 баллов" in ask(shop, worker, "Сколько у меня баллов?")
    assert authors(shop) == ["member", "bot"]
    assert conversation(shop).unread == 0
    sell(shop, shop.member, amount_minor=200_000)
    assert "250 баллов" in ask(shop, worker, "А теперь сколько баллов?")


def test_the_last_day_comes_from_the_books(shop: Shop, worker: Worker) -> None:
    sell(shop, shop.member, amount_minor=300_000)
    assert "17 марта 2027" in ask(shop, worker, "Когда сгорят баллы?")


def test_hours_and_address_are_those_of_the_outlet(shop: Shop, worker: Worker) -> None:
    assert "Открыто до 22:00" in ask(shop, worker, "До скольки вы сегодня открыты?")
    assert "проспект Мира, 1" in ask(shop, worker, "А какой адрес?")


def test_spending_is_explained_by_the_rules_in_force(
    shop: Shop, worker: Worker
) -> None:
    answer = ask(shop, worker, "Как потратить баллы?")
    assert "5" in answer
    assert "Показать код для списания" in answer


def test_a_guest_is_answered_in_their_language(shop: Shop, worker: Worker) -> None:
    with db.writing():
        people.speak(person_id=shop.member.person_id, language="en")
    sell(shop, shop.member, amount_minor=300_000)
    assert "can be spent now" in ask(shop, worker, "how many points do I have")


def test_the_first_answer_says_who_answers(shop: Shop, worker: Worker) -> None:
    assert "Отвечает бот" in ask(shop, worker, "баланс")
    assert "бот" not in ask(shop, worker, "баланс")


def test_what_it_does_not_know_goes_to_people_with_the_history(
    shop: Shop, worker: Worker
) -> None:
    ask(shop, worker, "Сколько у меня баллов?")
    assert "Передал ваш вопрос" in ask(shop, worker, "Есть ли безлактозное молоко?")
    known = conversation(shop)
    assert known.bot_state == "off"
    assert known.waiting_since is not None
    assert known.unread == 1
    assert authors(shop) == ["member", "bot", "member", "bot"]


def test_it_is_silent_after_a_hand_over(shop: Shop, worker: Worker) -> None:
    ask(shop, worker, "оператор")
    ask(shop, worker, "Сколько у меня баллов?")
    assert authors(shop) == ["member", "bot", "member"]


def test_it_is_silent_once_a_human_has_answered(shop: Shop, worker: Worker) -> None:
    ask(shop, worker, "баланс")
    staff_answers(shop, "Добрый день, это Ольга.")
    ask(shop, worker, "Сколько у меня баллов?")
    assert authors(shop) == ["member", "bot", "staff", "member"]


def test_a_human_who_was_faster_has_the_word(shop: Shop, worker: Worker) -> None:
    guest_writes(shop, "баланс")
    staff_answers(shop, "Сейчас посмотрю.")
    worker.relay()
    assert authors(shop) == ["member", "staff"]


def test_it_comes_back_once_the_conversation_was_closed(
    shop: Shop, worker: Worker
) -> None:
    ask(shop, worker, "оператор")
    known = conversation(shop)
    with tenancy.scope(shop.business_id), db.writing():
        staffing.close(conversation_id=known.id)
    ask(shop, worker, "баланс")
    assert authors(shop)[-1] == "bot"


def test_what_came_together_is_answered_together_and_once(
    shop: Shop, worker: Worker
) -> None:
    guest_writes(shop, "Добрый день")
    guest_writes(shop, "Сколько у меня баллов?")
    guest_writes(shop, "И какой у вас адрес?")
    worker.relay()
    assert authors(shop) == ["member"] * 3 + ["bot"]
    assert "проспект Мира, 1" in texts(shop)[-1]
    assert "баллов" in texts(shop)[-1]


def test_a_fact_told_twice_is_answered_once(shop: Shop, worker: Worker) -> None:
    first = guest_writes(shop, "баланс")
    known = conversation(shop)
    fact = GuestWrote(
        business_id=shop.business_id, conversation_id=known.id, message_id=first
    )
    for _ in range(2):
        answering.answer(fact)
    worker.relay()
    assert authors(shop) == ["member", "bot"]


def test_whoever_writes_meanwhile_is_answered_as_well(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message that comes while the bot thinks is not left without an answer."""
    first = guest_writes(shop, "баланс")
    real = answering.bot_facts.known
    more = iter(["А какой адрес?"])

    def slow(*args: object, **named: object) -> object:
        for text in more:
            guest_writes(shop, text)
        return real(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(answering.bot_facts, "known", slow)
    answering.answer(
        GuestWrote(
            business_id=shop.business_id,
            conversation_id=conversation(shop).id,
            message_id=first,
        )
    )
    assert authors(shop) == ["member", "member", "bot"]
    assert "проспект Мира, 1" in texts(shop)[-1]


def test_a_picture_goes_to_people(shop: Shop, worker: Worker) -> None:
    guest_writes(shop, "Сколько баллов?", photo=picture())
    worker.relay()
    assert conversation(shop).bot_state == "off"


def test_a_business_may_do_without(shop: Shop, worker: Worker) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        settings.change(Rules(has_bot=False))
    ask(shop, worker, "баланс")
    assert authors(shop) == ["member"]


def test_whoever_was_erased_meanwhile_is_not_answered(
    shop: Shop, worker: Worker
) -> None:
    guest_writes(shop, "баланс")
    with tenancy.across(), db.writing():
        erasing.forget(shop.member.person_id)
    worker.relay()
    failed = select(func.count()).where(OutboxRow.error.is_not(None))
    assert db.session().scalar(failed) == 0
    with tenancy.scope(shop.business_id):
        assert db.session().scalar(select(func.count()).select_from(Message)) == 0


def test_facts_of_others_never_come_in(shop: Shop, world: World) -> None:
    sell(world.books, world.books.member, amount_minor=100_000)
    with tenancy.scope(shop.business_id):
        facts = answering.bot_facts.known(shop.member.person_id, is_first=False)
        names = {outlet.name for outlet in businesses.outlets()}
    assert {place.name for place in facts.places} == names
    assert [card.available for card in facts.cards] == [
        f"0{locales.NO_BREAK_SPACE}баллов"
    ]
    assert facts.join_url.endswith("/zerno/join")


def test_its_answer_rings_both_sides(shop: Shop, worker: Worker) -> None:
    guest_writes(shop, "баланс")
    known = conversation(shop)
    topics = [f"chat:{known.id}", f"inbox:{shop.business_id}"]
    topics.append(f"member:{shop.member.member_id}")
    before = [live.count(topic) for topic in topics]
    worker.relay()
    after = [live.count(topic) for topic in topics]
    assert all(new > old for new, old in zip(after, before, strict=True))


def test_spaces_that_do_not_break_stay(shop: Shop, worker: Worker) -> None:
    """An amount and its word are two words, also in a message."""
    ask(shop, worker, f"сколько{locales.NO_BREAK_SPACE}баллов")
    first, second = texts(shop)
    assert first == f"сколько{locales.NO_BREAK_SPACE}баллов"
    assert f"0{locales.NO_BREAK_SPACE}баллов" in second
