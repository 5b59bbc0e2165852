"""What is offered to this guest: personal offers with their reason, then what is open."""

from datetime import timedelta

from flask import g
from flask.typing import ResponseReturnValue

from app.businesses import queries as businesses
from app.cards.holding import HeldCard
from app.core import clock, locales
from app.core.ids import PromotionId
from app.offers import queries, spelling
from app.offers.queries import GrantView, PromotionView
from app.people.audiences import groups_of
from app.wallet.codes import qr_address
from app.web.cabinet.door import blueprint, card
from app.web.page import page

_INSTANT = timedelta(microseconds=1)
_SHOWN = {"open", "used"}


@blueprint.get("/offers")
def offers() -> ResponseReturnValue:
    """The guest's own offers, each with a code to show; and those for everybody."""
    held = card()
    own = queries.offers_of(held.member_id)
    return page(
        "cabinet/offers.html",
        card=held,
        own=[_own(each) for each in own if each.state == "open"],
        used=[each for each in own if each.state == "used"],
        open_to_all=[_open(each) for each in _running(held)],
    )


def _own(grant: GrantView) -> dict[str, object]:
    last = clock.local_date(grant.ends_at - _INSTANT, g.business.zone)
    return {
        "grant": grant,
        "qr": qr_address(grant.code),
        "spoken": spelling.spoken(grant.code),
        "last_day": locales.day(last),
    }


def _running(held: HeldCard) -> list[PromotionView]:
    """What is open to this guest: theirs by their groups, and not over."""
    mine = {own.id for own in groups_of(held.member_id)}
    audiences = queries.audiences()
    today = clock.today(g.business.zone)
    return [
        own
        for own in queries.running("open")
        if not (own.terms.window.last_day and own.terms.window.last_day < today)
        and audiences.get(own.id, queries.EVERYBODY).is_for(mine)
    ]


def _open(promotion: PromotionView) -> dict[str, object]:
    return {"promotion": promotion, "places": _places(promotion.id)}


def _places(promotion_id: PromotionId) -> str:
    """The outlets by name where it holds at some only."""
    chosen = queries.audience(promotion_id).outlet_ids
    if not chosen:
        return ""
    return ", ".join(own.name for own in businesses.outlets() if own.id in chosen)
