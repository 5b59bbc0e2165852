"""Coupons: Google's offers."""

from typing import Final

from passes.card import Card
from passes.google import parts, words
from passes.google.resources import Json

_CHANNEL: Final = "BOTH"
"""Tills and the web shop both redeem them."""


def class_fields(card: Card, language: str) -> Json:
    """What is offered, by whom, where it is redeemed and the small print."""
    return (
        words.both("title", card.name, language)
        | words.both("provider", card.brand.name, language)
        | words.both("details", card.description, language)
        | words.both("finePrint", card.terms, language)
        | {"redemptionChannel": _CHANNEL}
        | parts.template(parts.face(*(parts.front_cell(at) for at in (1, 2, 3))))
    )


def object_fields(card: Card) -> Json:
    """The fields as text modules; Google reminds of the end by itself."""
    more = parts.module(card, "level", words.LEVEL, card.level)
    more += parts.module(card, "holder", words.HOLDER, card.holder)
    return parts.modules(card, parts.front(card), more=more)
