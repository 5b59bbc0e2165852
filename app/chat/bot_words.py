"""The words that the bot knows, by their beginnings, so that any inflection is known.

A topic is met by one of its ``alone``, or by one of its ``doing`` together with one of
its ``what``. Beginnings of up to three letters are whole words. Spelling: small letters,
ё as е, no apostrophes.
"""

from dataclasses import dataclass
from enum import StrEnum

WHOLE_LETTERS = 3


class Topic(StrEnum):
    """What the bot can tell of."""

    BALANCE = "balance"
    EXPIRY = "expiry"
    SPEND = "spend"
    HOURS = "hours"
    PLACE = "place"
    JOIN = "join"
    LOST = "lost"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@dataclass(frozen=True)
class Words:
    """Beginnings of words that mean one topic."""

    alone: tuple[str, ...] = ()
    doing: tuple[str, ...] = ()
    what: tuple[str, ...] = ()


POINTS = _words(
    "балл бонус кешбэк кэшбэк кешбек кэшбек штамп накопл "
    "point bonus cashback stamp reward"
)
TOPICS: dict[Topic, Words] = {
    Topic.BALANCE: Words(
        alone=_words("баланс balance"),
        doing=_words("сколько остат мои моих many much left my"),
        what=POINTS,
    ),
    Topic.EXPIRY: Words(
        alone=_words("сгора сгорит сгорят истека истечет expir"),
        doing=_words("срок действу когда until valid burn run when"),
        what=POINTS,
    ),
    Topic.SPEND: Words(
        alone=_words("redeem"),
        doing=_words("потрат тратит списат оплат заплат расплат использ spend use pay"),
        what=POINTS,
    ),
    Topic.HOURS: Words(
        alone=_words(
            "график открыты открыто открыва откроет закрыты закрыва закроет "
            "работаете часы hours opening closing opens"
        ),
        doing=_words("работает режим скольки open close opened closed"),
        what=_words(
            "вы кафе магазин сегодня завтра выходн праздник работы "
            "you today tomorrow weekend till shop store cafe"
        ),
    ),
    Topic.PLACE: Words(
        alone=_words("адрес добрат проехат располож address located direction"),
        doing=_words("где where"),
        what=_words(
            "вы вас находит кафе магазин ближайш найти you shop store cafe nearest"
        ),
    ),
    Topic.JOIN: Words(
        alone=_words("вступ зарегистрир регистрац регистрир join signup"),
        doing=_words("получ завест оформ стать sign get become register"),
        what=_words("карт участник программ card member programme program"),
    ),
    Topic.LOST: Words(
        alone=_words("потерял потерян утерял украл lost stolen stole"),
        doing=_words("восстанов сменил поменял сломал restore recover broke replac"),
        what=_words("карт телефон номер доступ card phone number access"),
    ),
}
SMALL_TALK = _words(
    "привет здравств добр день дня вечер утро утра спасибо благодар большое огромн "
    "вам вас за ответ очень hello hi hey good morning afternoon evening day thank very "
    "much you lot so"
)
"""A message of nothing but these greets or thanks."""
PEOPLE = _words(
    "оператор человек сотрудник менеджер администратор поддержк живой живым живого "
    "operator human person agent manager staff support somebody"
)
"""Whoever says these asks for a person."""
TROUBLE = _words(
    "не жалоб жалу ошиб неправ неверн верните вернут возврат пропал исчез сгорел обман "
    "списали начисли почему зачем заказ доставк ваканс резюме аллерг удалит закрыть "
    "not never cant dont doesnt didnt isnt wasnt havent complain mistake wrong refund "
    "missing disappear why order deliver vacanc job jobs hiring allerg delete charged"
)
"""What a person should look at, whatever else the words say."""
