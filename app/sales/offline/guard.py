"""Who stands before the deals of a till without a network.

Limits, own cards and checks are a matter of trust, which lies above the sales: it puts
its own door here. Without one, a sale is booked as it is.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from app.core.ids import CardId
from app.sales import actions as sales
from app.sales.actions import Booked, Sale


@dataclass(frozen=True)
class Guard:
    """What trust says of such deals.

    ``book`` is given a sale, how the card was shown and on which device; ``blocked``
    says from which of some cards nothing can be spent now.
    """

    book: Callable[[Sale, str, str], Booked]
    blocked: Callable[[Collection[CardId]], set[CardId]]


def _as_it_is(sale: Sale, _entry: str, _device: str) -> Booked:
    return sales.book(sale)


def _nobody(_card_ids: Collection[CardId]) -> set[CardId]:
    return set()


_standing = [Guard(_as_it_is, _nobody)]


def stand(guard: Guard) -> None:
    """Put a guard before the door; the last one stands there."""
    _standing.append(guard)


def book(sale: Sale, entry: str, device: str) -> Booked:
    """Book a sale; raises what the guard and ``sales.book`` refuse."""
    return _standing[-1].book(sale, entry, device)


def blocked(card_ids: Collection[CardId]) -> set[CardId]:
    """Those of the cards from which nothing can be spent now."""
    return _standing[-1].blocked(card_ids)
