"""What runs at this outlet now, and the passwords of the day, for staff to know."""

from datetime import date

from flask.typing import ResponseReturnValue

from app.core import clock
from app.offers import queries
from app.offers.queries import PromotionView
from app.web.page import page
from app.web.till import door
from app.web.till.door import blueprint


@blueprint.get("/promotions", endpoint="promotions")
def running() -> ResponseReturnValue:
    """Word, password or nothing to say, and the terms of each."""
    place, audiences = door.outlet(), queries.audiences()
    today = clock.today(place.zone)
    found = [
        own
        for own in queries.running("word", "password", "codes", "open")
        if audiences.get(own.id, queries.EVERYBODY).is_at(place.id)
        and not _is_over(own, today)
    ]
    return page(
        "till/promotions.html",
        promotions=[(own, _said(own, today)) for own in found],
    )


def _is_over(own: PromotionView, today: date) -> bool:
    last = own.terms.window.last_day
    return last is not None and last < today


def _said(own: PromotionView, today: date) -> str:
    """What guests say or staff read out."""
    return queries.password_of(own.id, today) if own.way == "password" else own.word
