"""Apple's pass styles: which one a kind of card takes, and what each has room for.

Source: Human Interface Guidelines, "Wallet"; sizes in points from Pass Builder.
"""

from dataclasses import dataclass
from typing import Final

from passes.card import Kind

MAX_HEADER: Final = 3
MAX_PRIMARY: Final = 1
MAX_ROW: Final = 4
"""Fields in one row, secondary or auxiliary."""

POSTER: Final = "posterGeneric"
"""The large picture style of iOS 27; older systems show the style beside it."""


@dataclass(frozen=True, slots=True)
class Style:
    """One style of pass.

    Attributes:
        name: its key in `pass.json`.
        most_together: secondary and auxiliary fields; four where they share a row.
        strip: width and height of the picture behind the primary field; None for a
            style that has a thumbnail beside it instead.
    """

    name: str
    most_together: int
    strip: tuple[int, int] | None


STORE_CARD: Final = Style("storeCard", MAX_ROW, (375, 144))
COUPON: Final = Style("coupon", MAX_ROW, (375, 144))
EVENT_TICKET: Final = Style("eventTicket", 2 * MAX_ROW, (375, 98))
GENERIC: Final = Style("generic", MAX_ROW, None)

STYLES: Final = {
    Kind.POINTS: STORE_CARD,
    Kind.STAMPS: STORE_CARD,
    Kind.DISCOUNT: STORE_CARD,
    Kind.VISITS: STORE_CARD,
    Kind.GIFT_CARD: STORE_CARD,
    Kind.COUPON: COUPON,
    Kind.TICKET: EVENT_TICKET,
    Kind.MEMBERSHIP: GENERIC,
}
"""A membership is about a person, and the generic style draws a name largest."""
