"""Discounts in words: what each is called, and why one took nothing off (R11, row 33).

In the language of the context; every reason says what the guest can do, where there is
something.
"""

from app.core import locales
from app.core.locales import gettext as _
from app.programmes.discounts import Declined, WhyNot


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
    if declined.why is WhyNot.TOO_SMALL:
        least = locales.money(declined.discount.min_minor, currency)
        return _("It starts with a receipt of %(money)s.", money=least)
    return {
        WhyNot.NO_GOODS: _("No goods on this receipt take part."),
        WhyNot.BETTER_ONE: _("Another discount is better for the guest."),
        WhyNot.NOTHING_LEFT: _("Nothing is left to take it off."),
        WhyNot.NOT_NOW: _("It holds at another time."),
        WhyNot.NOT_HERE: _("It holds at other outlets."),
        WhyNot.NOT_YOURS: _("It is for other guests."),
        WhyNot.USED_UP: _("It is used up."),
        WhyNot.NOT_KNOWN: _("This code does not work here. Check it letter by letter."),
    }[declined.why]
