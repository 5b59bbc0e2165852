"""Discounts in words: what each is called, and why one took nothing off (R11, row 33).

In the language of the context; every reason says what the guest can do, where there is
something.
"""

from collections.abc import Mapping

from app.core import locales
from app.core.locales import gettext as _
from app.core.locales import mark
from app.programmes.discounts import Declined, WhyNot

SENTENCES: Mapping[WhyNot, str] = {
    WhyNot.TOO_SMALL: mark("It starts with a receipt of %(money)s."),
    WhyNot.NO_GOODS: mark("No goods on this receipt take part."),
    WhyNot.BETTER_ONE: mark("Another discount is better for the guest."),
    WhyNot.NOTHING_LEFT: mark("Nothing is left to take it off."),
    WhyNot.NOT_NOW: mark("It holds at another time."),
    WhyNot.NOT_HERE: mark("It holds at other outlets."),
    WhyNot.NOT_YOURS: mark("It is for other guests."),
    WhyNot.USED_UP: mark("It is used up."),
    WhyNot.NOT_KNOWN: mark("This code does not work here. Check it letter by letter."),
}


def name_of(source: str, label: str) -> str:
    """What a discount is called: the business's own words, or ours for the card's."""
    if label:
        return label
    return {
        "card": _("Discount of the card"),
        "certificate": _("Certificate"),
    }.get(source) or _("Discount")


def sentence(declined: Declined, currency: str) -> str:
    """Why a discount was not taken off.

    Args:
        declined: the discount and its reason.
        currency: ISO code of the business's money.
    """
    words = SENTENCES[declined.why]
    if declined.why is not WhyNot.TOO_SMALL:
        return locales.gettext(words)
    least = locales.money(declined.discount.min_minor, currency)
    return locales.gettext(words, money=least)
