"""Mailings that most businesses send, as beginnings to write on from.

Whole words in both languages: nothing in them is filled in by a machine, and signs that
look like a template are words like any other.
"""

from dataclasses import dataclass, field

from app.campaigns.audience import Audience, Hours
from app.campaigns.content import Wording
from app.core.locales import mark


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A beginning: what it is for, to whom, in which words."""

    code: str
    title: str
    hint: str
    audience: Audience
    words: dict[str, Wording] = field(default_factory=dict)


BLANKS = (
    "**название новинки**",
    "Расскажите в двух предложениях, чем она",
    "**the name of it**",
    "Say in two sentences what is good",
)
"""What a pattern leaves to its author; nobody is to be sent it (``actions.start``)."""

PATTERNS = (
    Pattern(
        code="new",
        title=mark("Something new"),
        hint=mark("To everybody: a new dish, book or service."),
        audience=Audience(),
        words={
            "ru": Wording(
                subject="У нас новинка",
                text=(
                    "Здравствуйте.\n\nМы давно это готовили, и вот оно у нас: "
                    "**название новинки**.\n\nРасскажите в двух предложениях, чем она "
                    "хороша и сколько стоит. Приходите попробовать: будем рады узнать, "
                    "что вы думаете."
                ),
                button="Посмотреть",
            ),
            "en": Wording(
                subject="Something new is here",
                text=(
                    "Hello,\n\nWe have been working on it for a while, and now it is "
                    "here: **the name of it**.\n\nSay in two sentences what is good "
                    "about it and what it costs. Come and try it; we would love to "
                    "hear what you think."
                ),
                button="Have a look",
            ),
        },
    ),
    Pattern(
        code="lost",
        title=mark("It has been a while"),
        hint=mark("To those who stay away longer than is usual for them."),
        audience=Audience(standing="lost"),
        words={
            "ru": Wording(
                subject="Давно вас не было",
                text=(
                    "Здравствуйте.\n\nМы заметили, что вы давно не заходили, и были бы "
                    "рады увидеть вас снова.\n\nЕсли в прошлый раз что-то было не так, "
                    "напишите нам: мы прочтём и ответим. А ваши баллы и карта на месте."
                ),
                button="Открыть карту",
            ),
            "en": Wording(
                subject="It has been a while",
                text=(
                    "Hello,\n\nIt has been a while since your last visit, and we would "
                    "be glad to see you again.\n\nIf something was not right last time, "
                    "write to us: we read everything and answer. Your points and your "
                    "card are where you left them."
                ),
                button="Open my card",
            ),
        },
    ),
    Pattern(
        code="birthday",
        title=mark("Birthdays of a month"),
        hint=mark("To those who told you their birthday. Choose the month."),
        audience=Audience(birthday_month=1),
        words={
            "ru": Wording(
                subject="С днём рождения",
                text=(
                    "Здравствуйте.\n\nВ этом месяце у вас день рождения, и мы вас от "
                    "души поздравляем.\n\nЗаходите отметить: будем рады вас видеть."
                ),
                button="Открыть карту",
            ),
            "en": Wording(
                subject="Happy birthday",
                text=(
                    "Hello,\n\nYour birthday is this month, and we wish you a very happy "
                    "one.\n\nCome and celebrate: we would be glad to see you."
                ),
                button="Open my card",
            ),
        },
    ),
    Pattern(
        code="quiet",
        title=mark("Quiet hours"),
        hint=mark("To those who come in the evening and never on Tuesday afternoon."),
        audience=Audience(
            comes=Hours(since=18, until=23),
            never=Hours(weekdays=(2,), since=12, until=16),
        ),
        words={
            "ru": Wording(
                subject="По вторникам днём у нас тихо",
                text=(
                    "Здравствуйте.\n\nВы обычно бываете у нас вечером. А по вторникам с "
                    "12 до 16 здесь просторно, тихо и всегда есть место у окна.\n\n"
                    "Загляните в эти часы: будем рады вас видеть."
                ),
                button="Подробнее",
            ),
            "en": Wording(
                subject="Tuesday afternoons are quiet here",
                text=(
                    "Hello,\n\nYou usually come in the evening. On Tuesdays from 12 to 4 "
                    "it is calm here, and there is always a seat by the window.\n\n"
                    "Drop in at that time: we would be glad to see you."
                ),
                button="Read more",
            ),
        },
    ),
)
BY_CODE = {pattern.code: pattern for pattern in PATTERNS}
