"""What the till says of discounts: what is taken off, what is not, and why."""

from dataclasses import dataclass

from flask import g

from app.programmes import why_not
from app.sales.queries import Quote


@dataclass(frozen=True)
class Told:
    """A discount in words; ``minor`` is what it takes off, ``why`` why it does not."""

    name: str
    is_own_word: bool
    minor: int
    why: str


@dataclass(frozen=True)
class Discounts:
    """The discounts of a quote, and the goods that keep their price."""

    applied: tuple[Told, ...]
    declined: tuple[Told, ...]
    full_price: tuple[str, ...]
    lifted: tuple[str, ...]


def discounts(offer: Quote) -> Discounts:
    """The discounts of a quote in words."""
    currency = g.business.currency
    return Discounts(
        applied=tuple(
            Told(
                why_not.name_of(each.discount.source, each.discount.label),
                bool(each.discount.label),
                each.minor,
                "",
            )
            for each in offer.applied
        ),
        declined=tuple(
            Told(
                why_not.name_of(each.discount.source, each.discount.label),
                bool(each.discount.label),
                0,
                why_not.sentence(each, currency),
            )
            for each in offer.declined
        ),
        full_price=tuple(
            dict.fromkeys(
                line.name for line in offer.lines if line.is_excluded and line.name
            )
        )
        if offer.applied
        else (),
        lifted=tuple(
            dict.fromkeys(name for line in offer.lines for name in line.boosts)
        ),
    )
