"""Promotions: what runs, what waits, what is over; and the ways to make one."""

from flask.typing import ResponseReturnValue

from app.core.locales import mark
from app.offers import queries
from app.offers.models import WAYS
from app.offers.queries import Uses
from app.web.office.door import blueprint, manages
from app.web.page import page

WAY_WORDS = {
    "word": mark("One word for all"),
    "codes": mark("Single-use codes"),
    "password": mark("Password that changes"),
    "open": mark("To whoever shows a card"),
    "personal": mark("Personal offer"),
}
WAY_HINTS = {
    "word": mark("MAY15 on a poster or in a post: guests say it at the till."),
    "codes": mark("As many codes as you like, each for one purchase."),
    "password": mark("A word of the day: yesterday's is worth nothing."),
    "open": mark("Quiet hours, a product of the week: nothing has to be said."),
    "personal": mark("For one guest or for many, each with a reason of their own."),
}
WAY_ICONS = {
    "word": "megaphone",
    "codes": "ticket",
    "password": "key",
    "open": "clock",
    "personal": "gift",
}


@blueprint.get("/promotions", endpoint="promotions")
@manages
def all_promotions() -> ResponseReturnValue:
    """The list with what each has brought."""
    return page(
        "office/promotions.html",
        promotions=queries.promotions(),
        uses=queries.uses(),
        none_used=Uses(),
        ways=WAYS,
        way_words=WAY_WORDS,
        way_hints=WAY_HINTS,
        way_icons=WAY_ICONS,
    )
