"""What the bot answers: a pure function of what was written and of what is known.

It never guesses. Whatever is not one of its topics, tells of trouble, or asks for a
person is given to people. Words come out in the language being spoken.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.chat.bot_words import (
    PEOPLE,
    POINTS,
    SMALL_TALK,
    TOPICS,
    TROUBLE,
    WHOLE_LETTERS,
    Topic,
    Words,
)
from app.core.locales import gettext as _
from app.core.locales import mark

MOST_TOPICS = 2
LONGEST_QUESTION = 200
QUESTIONS: dict[Topic, str] = {
    Topic.BALANCE: mark("How many points do I have?"),
    Topic.EXPIRY: mark("When do my points expire?"),
    Topic.SPEND: mark("How can I spend points?"),
    Topic.HOURS: mark("When are you open?"),
    Topic.PLACE: mark("Where are you?"),
    Topic.LOST: mark("I lost my card, what should I do?"),
    Topic.JOIN: mark("How can a friend get a card?"),
}
"""What the page offers to ask with one tap; the bot knows all of them."""
ASK_A_PERSON = mark("I want to write to a person")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, kw_only=True)
class CardFacts:
    """One card of the guest; amounts and days in words, empty where there are none.

    ``endings`` are amounts with the last day that they can be spent, the next first.
    """

    title: str
    available: str
    pending: str = ""
    pending_until: str = ""
    debt: str = ""
    endings: tuple[tuple[str, str], ...] = ()
    rules: str = ""


@dataclass(frozen=True, kw_only=True)
class PlaceFacts:
    """One outlet: where it is, and its hours in words, if it has told any."""

    name: str
    address: str = ""
    now: str = ""
    week: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that the bot knows; ``join_url`` is where anybody gets a card.

    ``unit`` are the forms of the business's own word for a point.
    """

    business: str
    cards: tuple[CardFacts, ...]
    places: tuple[PlaceFacts, ...]
    join_url: str
    unit: tuple[str, ...] = ()
    is_first: bool = False


@dataclass(frozen=True)
class Reply:
    """What the bot says, and whether it leaves the guest to people then."""

    text: str
    is_handed_over: bool = False


def reply(questions: Iterable[str], facts: Facts, *, has_photo: bool = False) -> Reply:
    """Answer what the guest has written since the last answer."""
    text = " ".join(questions)
    words = _words_of(text, facts.unit)
    if _has(words, PEOPLE):
        return _handed_over(_("You will be answered by a person."))
    is_story = len(text) > LONGEST_QUESTION
    if has_photo or is_story or _has(words, TROUBLE):
        return _handed_over(_("This is a question for a person."))
    if words and all(_is_one(word, SMALL_TALK) for word in words):
        return Reply(_greeting(facts))
    topics = topics_of(words)
    answers = [answer for topic in topics if (answer := _ANSWERS[topic](facts))]
    if not 0 < len(topics) <= MOST_TOPICS or len(answers) < len(topics):
        return _handed_over(_("I am a bot and do not know the answer."))
    said = "\n\n".join(answers)
    return Reply(f"{said}\n\n{_introduction()}" if facts.is_first else said)


def topics_of(words: list[str]) -> list[Topic]:
    """What the words ask for, the same topics for any order of them."""
    found = [topic for topic, known in TOPICS.items() if _meets(words, known)]
    has_own_words = _has(words, TOPICS[Topic.BALANCE].alone) or "сколько" in words
    if len(found) > 1 and Topic.BALANCE in found and not has_own_words:
        # "When do my points expire" speaks of points, too, and does not ask how many.
        found.remove(Topic.BALANCE)
    return found


def _words_of(text: str, unit: Iterable[str] = ()) -> list[str]:
    own = {_plain(form) for form in unit}
    return [POINTS[0] if word in own else word for word in _WORD.findall(_plain(text))]


def _plain(text: str) -> str:
    return text.lower().replace("ё", "е").replace("'", "").replace("’", "")


def _meets(words: list[str], known: Words) -> bool:
    if _has(words, known.alone):
        return True
    return _has(words, known.doing) and _has(words, known.what)


def _has(words: list[str], beginnings: tuple[str, ...]) -> bool:
    return any(_is_one(word, beginnings) for word in words)


def _is_one(word: str, beginnings: tuple[str, ...]) -> bool:
    return any(
        word == known if len(known) <= WHOLE_LETTERS else word.startswith(known)
        for known in beginnings
    )


def _handed_over(reason: str) -> Reply:
    passed = _(
        "I have passed your question on to the team. They see the whole conversation "
        "and will answer here."
    )
    return Reply(f"{reason} {passed}", is_handed_over=True)


def _introduction() -> str:
    return _('A bot answers here. To reach a person, write "person".')


def _greeting(facts: Facts) -> str:
    return _(
        "Hello. I am the bot of %(business)s. I can tell you about your points and when "
        "they expire, how to spend them, our opening hours and addresses, a lost card "
        'and how to get one. To reach a person, write "person".',
        business=facts.business,
    )


def _balance(facts: Facts) -> str:
    if len(facts.cards) == 1:
        return " ".join(_standing(facts.cards[0]))
    return "\n".join(
        " ".join((f"{card.title}: {card.available}.", *_aside(card)))
        for card in facts.cards
    )


def _standing(card: CardFacts) -> Iterator[str]:
    yield _("%(amount)s can be spent now.", amount=card.available)
    yield from _aside(card)


def _aside(card: CardFacts) -> Iterator[str]:
    """What is on the way to a card, and what it owes."""
    if card.pending:
        yield (
            _(
                "On hold: %(amount)s, the first of them until %(day)s.",
                amount=card.pending,
                day=card.pending_until,
            )
            if card.pending_until
            else _("On hold: %(amount)s.", amount=card.pending)
        )
    if card.debt:
        yield _("Owed after a return: %(amount)s.", amount=card.debt)


def _prefix(card: CardFacts, facts: Facts) -> str:
    return f"{card.title}: " if len(facts.cards) > 1 else ""


def _expiry(facts: Facts) -> str:
    lines = []
    for card in facts.cards:
        ends = "; ".join(
            _("%(amount)s until the end of %(day)s", amount=amount, day=day)
            for amount, day in card.endings
        )
        words = ends or _("nothing expires as things stand")
        lines.append(_prefix(card, facts) + _("Good for now: %(what)s.", what=words))
    return "\n".join(lines)


def _spend(facts: Facts) -> str:
    rules = [_prefix(card, facts) + card.rules for card in facts.cards if card.rules]
    if not rules:
        return ""
    how = _(
        'Before you pay, show the code from "Show the code for spending" on the page of '
        "your card, and say how much to take off."
    )
    return "\n".join((*rules, how))


def _hours(facts: Facts) -> str:
    told = [place for place in facts.places if place.now]
    blocks = ("\n".join((f"{place.name}: {place.now}.", *place.week)) for place in told)
    return "\n\n".join(blocks)


def _places(facts: Facts) -> str:
    return "\n".join(
        " · ".join(filter(None, (f"{place.name}: {place.address}", place.now)))
        for place in facts.places
        if place.address
    )


def _join(facts: Facts) -> str:
    return _(
        "A card takes a minute and no app: open %(address)s on the phone. You have one "
        'already: it is on the page "Card".',
        address=facts.join_url,
    )


def _lost(_facts: Facts) -> str:
    return _(
        'Open "Profile", then "A phone or card is lost": the old codes are refused at '
        "once, and your points stay. If you cannot open the card on any device, our "
        "staff at the till will give you it by your phone or e-mail."
    )


_ANSWERS: dict[Topic, Callable[[Facts], str]] = {
    Topic.BALANCE: _balance,
    Topic.EXPIRY: _expiry,
    Topic.SPEND: _spend,
    Topic.HOURS: _hours,
    Topic.PLACE: _places,
    Topic.JOIN: _join,
    Topic.LOST: _lost,
}
