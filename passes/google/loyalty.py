"""Points, stamps and discounts: Google's loyalty cards."""

from typing import Final

from passes.brand import text_in
from passes.card import Card, Progress
from passes.fields import Field, Money
from passes.google import parts, words
from passes.google.resources import Json

_MAX_INT: Final = 2**31 - 1
_BALANCE_CHARACTERS: Final = 7
"""What small screens show of a balance in words."""


def class_fields(card: Card, language: str) -> Json:
    """The programme's name and level, and the rows of the card's face.

    A level belongs to the class, so there is one class per level.
    """
    first, *rest = (parts.front_cell(at) for at in (1, 2, 3))
    level = "class.rewardsTier" if text_in(card.level, language) else first
    cells = [level, first, *rest[:1]] if level != first else [first, *rest]
    made = (
        words.both("programName", card.name, language)
        | words.both("accountIdLabel", words.NUMBER, language)
        | words.both("accountNameLabel", words.HOLDER, language)
        | parts.template(
            parts.face(
                "object.loyaltyPoints.balance", "object.secondaryLoyaltyPoints.balance"
            ),
            parts.face(*cells),
        )
    )
    if text_in(card.level, language):
        made |= words.both("rewardsTierLabel", words.LEVEL, language)
        made |= words.both("rewardsTier", card.level, language)
    return made


def object_fields(card: Card) -> Json:
    """Two balances on the face, everything else in text modules."""
    front = parts.front(card)
    if card.progress is not None and not card.header:
        front.insert(0, stamps(card.progress))
    made: Json = {"accountId": card.number}
    if card.holder:
        made["accountName"] = card.holder
    if front:
        made["loyaltyPoints"] = _points(front.pop(0), card.language)
    second = _second(card, front)
    if second is not None:
        front.remove(second)
        made["secondaryLoyaltyPoints"] = _points(second, card.language)
    terms = parts.module(card, "terms", words.TERMS, card.terms)
    return made | parts.modules(card, front, more=terms)


def _second(card: Card, front: list[Field]) -> Field | None:
    """The field of the second balance: the first that fits there, else the first."""
    wanted = [field for field in card.primary + card.secondary if field in front]
    fits = (field for field in wanted if _is_short(field, card.language))
    return next(fits, next(iter(wanted), None))


def _is_short(field: Field, language: str) -> bool:
    return isinstance(field.value, int | Money) or (
        len(text_in(words.spelt(field.value), language)) <= _BALANCE_CHARACTERS
    )


def stamps(progress: Progress) -> Field:
    """Stamps as a value: `3/8`."""
    return Field("stamps", words.STAMPS, f"{progress.done}/{progress.total}")


def _points(field: Field, language: str) -> Json:
    balance: Json
    if isinstance(field.value, int) and abs(field.value) <= _MAX_INT:
        balance = {"int": field.value}
    elif isinstance(field.value, Money):
        balance = {"money": words.money(field.value)}
    else:
        balance = {"string": text_in(words.spelt(field.value), language)}
    return {**words.both("label", field.label, language), "balance": balance}
