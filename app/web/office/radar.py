"""What stands out in how the team works at the till; reasons, never a verdict (M12)."""

from flask import request
from flask.typing import ResponseReturnValue

from app.core import locales
from app.people import queries as people
from app.trust import radar as trust
from app.trust.signals import Signal
from app.trust.words import SIGNALS
from app.web.office.door import blueprint, touches_all
from app.web.page import page

SPANS = (7, 30, 90)
USUAL = 30


@blueprint.get("/radar")
@touches_all
def radar() -> ResponseReturnValue:
    """Person by person, the most telling first."""
    days = span()
    found: dict[str, list[Signal]] = {}
    for each in trust.radar(days):
        found.setdefault(each.actor, []).append(each)
    return page(
        "office/radar.html",
        days=days,
        spans=SPANS,
        found={int(actor.partition(":")[2]): own for actor, own in found.items()},
        names=people.names_of_staff(),
        told=told,
    )


def span() -> int:
    """How many days the address asks for."""
    asked = request.args.get("days", "")
    return next((each for each in SPANS if str(each) == asked), USUAL)


def told(signal: Signal) -> str:
    """A signal as a sentence."""
    return locales.gettext(
        SIGNALS[signal.code],
        count=locales.number_text(signal.count),
        total=locales.number_text(signal.total),
        percent=signal.percent,
        peers=signal.peers_percent,
    )
