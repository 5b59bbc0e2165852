"""The card for the time without a network: its face, its code, and as of when."""

import re

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.cards.holding import HeldCard
from app.core import clock, locales
from app.instruments import faces as instrument_faces
from app.instruments import queries as instruments
from app.ledger import queries as ledger
from app.programmes.kinds.sold import SoldRules
from app.programmes.measures import stamps_of
from app.wallet.codes import picture
from app.web.cabinet import faces, level
from app.web.cabinet.door import blueprint, card
from app.web.page import page

_PICTURE = re.compile(r'src="(/[^"]+\.webp)"')


@blueprint.get("/offline")
def offline() -> ResponseReturnValue:
    """A page for the browser to keep; it says what else it needs beside our files."""
    held, taken_at = card(), clock.now()
    figure, unit, stamps = _face(held)
    answer = page(
        "cabinet/offline.html",
        card=held,
        code=picture(*held.code),
        number=faces.in_pairs(held.spoken),
        taken_at=taken_at,
        taken_text=_moment(),
        figure=figure,
        unit=unit,
        stamps=stamps,
    )
    needed = [url_for("public.stylesheet", digest=g.business.stylesheet_hash)]
    needed += dict.fromkeys(_PICTURE.findall(answer.get_data(as_text=True)))
    answer.headers["Card-Files"] = " ".join(needed)
    return answer


def _face(held: HeldCard) -> tuple[str, str, tuple[int, int] | None]:
    """What stands on the card: its figure, the word for it, and stamps if it has some."""
    made = level.in_force()
    rules = made.rules if made else None
    if isinstance(rules, SoldRules):
        sold = instrument_faces.face(
            instruments.held(held.id), currency=g.business.currency
        )
        return sold.figure, sold.unit, None
    available = ledger.balance(held.id).available
    shown = faces.face(held, rules, available)
    return shown.figure, shown.unit, stamps_of(rules, available)


def _moment() -> str:
    """Time and day, in words that stay true tomorrow: 14:05, 30 ноября."""
    instant, zone = clock.now(), g.business.zone
    day = locales.day(clock.local_date(instant, zone), short=True)
    return f"{locales.time_of_day(instant, zone)}, {day}"
