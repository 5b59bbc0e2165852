"""The bot answers its topics in any inflection, and gives everything else to people."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.chat import bot
from app.chat.bot import CardFacts, Facts, PlaceFacts
from app.chat.bot_words import Topic
from app.core import locales

CARD = CardFacts(
    title="Карта кофейни",
    available="240 баллов",
    endings=(("40 баллов", "3 мая"), ("200 баллов", "1 июня")),
    rules="5 % баллами.",
)
KNOWN = Facts(
    business="Зерно",
    cards=(CARD,),
    places=(
        PlaceFacts(
            name="На Мира",
            address="проспект Мира, 1",
            now="Открыто до 22:00",
            week=("Пн–Пт 8:00–22:00", "Сб, Вс 10:00–20:00"),
        ),
        PlaceFacts(name="Склад"),
    ),
    join_url="https://tessera.test/zerno/join",
)


@pytest.fixture(autouse=True)
def _russian() -> Iterator[None]:
    with locales.speaking("ru"):
        yield


def topics(text: str) -> list[Topic]:
    return bot.topics_of(bot._words_of(text))


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Сколько у меня баллов?", Topic.BALANCE),
        ("какой баланс", Topic.BALANCE),
        ("СКОЛЬКО БОНУСОВ НАКОПИЛОСЬ", Topic.BALANCE),
        ("How many points do I have", Topic.BALANCE),
        ("what's my balance?", Topic.BALANCE),
        ("Когда сгорят баллы?", Topic.EXPIRY),
        ("какой срок действия у бонусов", Topic.EXPIRY),
        ("баллы сгорают?", Topic.EXPIRY),
        ("When do my points expire?", Topic.EXPIRY),
        ("Как потратить баллы", Topic.SPEND),
        ("можно оплатить бонусами?", Topic.SPEND),
        ("can I pay with points", Topic.SPEND),
        ("До скольки вы сегодня работаете?", Topic.HOURS),
        ("вы открыты?", Topic.HOURS),
        ("режим работы", Topic.HOURS),
        ("when do you close today", Topic.HOURS),
        ("Opening hours?", Topic.HOURS),
        ("Где вы находитесь?", Topic.PLACE),
        ("подскажите адрес", Topic.PLACE),
        ("where are you", Topic.PLACE),
        ("Как получить карту подруге?", Topic.JOIN),
        ("как вступить", Topic.JOIN),
        ("how do I get a card", Topic.JOIN),
        ("Потерял телефон", Topic.LOST),
        ("я утеряла карту", Topic.LOST),
        ("I lost my card", Topic.LOST),
    ],
)
def test_a_topic_is_known_in_any_inflection(text: str, topic: Topic) -> None:
    assert topics(text) == [topic]
    assert not bot.reply([text], KNOWN).is_handed_over


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("topic", list(bot.QUESTIONS))
def test_every_ready_question_is_known(topic: Topic, language: str) -> None:
    with locales.speaking(language):
        question = locales.gettext(bot.QUESTIONS[topic])
        assert topics(question) == [topic], question
        assert not bot.reply([question], KNOWN).is_handed_over
        wish = locales.gettext(bot.ASK_A_PERSON)
        assert bot.reply([wish], KNOWN).is_handed_over


@pytest.mark.parametrize(
    "text",
    [
        "оператор",
        "Позовите живого человека!",
        "can I talk to a HUMAN",
        "Есть ли у вас безлактозное молоко?",
        "Вчера мне не начислили баллы",
        "Почему списали баллы?",
        "Где мой заказ? Вы обещали сегодня",
        "Верните баллы, сгорели вчера",
        "I didn’t get my points",
        "сколько",
        "?!",
        "",
        "🙂",
        "баланс адрес график потерял карту",
        "Сколько у меня баллов? " + "Расскажу всё по порядку. " * 10,
        "<script>alert(1)</script>",
        "\u202eволлаб оклокс",
    ],
)
def test_everything_else_is_for_people(text: str) -> None:
    said = bot.reply([text], KNOWN)
    assert said.is_handed_over
    assert "Передал ваш вопрос" in said.text


def test_a_picture_is_for_people() -> None:
    assert bot.reply(["Сколько баллов?"], KNOWN, has_photo=True).is_handed_over


def test_the_balance_is_what_the_books_say() -> None:
    said = bot.reply(["Сколько у меня баллов?"], KNOWN).text
    assert "240 баллов" in said
    assert "Карта кофейни" not in said
    assert "3 мая" not in said


def test_what_is_on_hold_and_owed_is_told() -> None:
    card = replace(CARD, pending="15 баллов", pending_until="20 марта", debt="7 баллов")
    said = bot.reply(["баланс"], replace(KNOWN, cards=(card,))).text
    for words in ("240 баллов", "15 баллов", "20 марта", "7 баллов"):
        assert words in said


def test_several_cards_are_told_apart() -> None:
    other = CardFacts(title="Абонемент", available="3 визита")
    said = bot.reply(["баланс"], replace(KNOWN, cards=(CARD, other))).text
    assert "Карта кофейни: 240 баллов" in said
    assert "Абонемент: 3 визита" in said


def test_endings_are_told_in_their_order() -> None:
    said = bot.reply(["Когда сгорят баллы?"], KNOWN).text
    assert said.index("3 мая") < said.index("1 июня")


def test_nothing_ends_is_said_so() -> None:
    card = replace(CARD, endings=())
    said = bot.reply(["Когда сгорят баллы?"], replace(KNOWN, cards=(card,)))
    assert not said.is_handed_over
    assert "ничего не сгорает" in said.text


def test_two_questions_get_two_answers() -> None:
    said = bot.reply(["Сколько баллов?", "И какой у вас адрес"], KNOWN).text
    assert "240 баллов" in said
    assert "проспект Мира, 1" in said


def test_hours_and_places_that_nobody_told_are_not_invented() -> None:
    nowhere = replace(KNOWN, places=(PlaceFacts(name="Склад"),))
    for text in ("вы открыты?", "какой адрес"):
        assert bot.reply([text], nowhere).is_handed_over
    assert "Склад" not in bot.reply(["какой адрес"], KNOWN).text


def test_rules_that_are_not_there_are_not_invented() -> None:
    card = replace(CARD, rules="")
    bare = replace(KNOWN, cards=(card,))
    assert bot.reply(["как потратить баллы"], bare).is_handed_over


def test_it_says_that_it_is_a_bot() -> None:
    first = bot.reply(["баланс"], replace(KNOWN, is_first=True)).text
    assert "бот" in first
    assert "бот" in bot.reply(["Здравствуйте!"], KNOWN).text
    assert "бот" in bot.reply(["про молоко"], KNOWN).text


def test_a_greeting_with_a_question_is_a_question() -> None:
    assert "240" in bot.reply(["Добрый день! Сколько у меня баллов?"], KNOWN).text


def test_where_to_get_a_card_is_an_address() -> None:
    assert KNOWN.join_url in bot.reply(["как получить карту"], KNOWN).text


def test_the_word_of_the_business_for_a_point_is_known() -> None:
    own = replace(KNOWN, unit=("зерно", "зерна", "зёрен"))
    assert "240" in bot.reply(["Сколько у меня зёрен?"], own).text
    assert bot.reply(["Сколько у меня зёрен?"], KNOWN).is_handed_over
