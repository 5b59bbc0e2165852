"""Certificates, passes, tickets and clubs over the API: sell, check, use."""

from typing import Any

from flask import Response

from app.cards import stock
from app.core import clock, locales
from app.core.ids import ProgrammeId
from app.instruments import actions, queries, rules
from app.instruments.actions import Order
from app.instruments.queries import Held
from app.trust import admitting
from app.web import lookups
from app.web.api import body, docs, instrument_schemas, keys
from app.web.api.blueprint import blueprint
from app.web.api.writes import instant, json_answer, once

_SELL = instrument_schemas.SellIn()
_USE = instrument_schemas.UseIn()


@blueprint.post("/instruments")
@docs.describes(
    201,
    instrument_schemas.InstrumentOut,
    *(400, 401, 404, 409, 413, 415, 422, 429),
    takes=instrument_schemas.SellIn,
    title=locales.mark("Sell a certificate, pass, ticket or membership"),
    text=locales.mark(
        "Makes one card. Without a guest's card it is for whoever carries its code."
    ),
)
def sell_instrument() -> Response:
    """Sell one card."""
    asked = body.read(_SELL)

    def action() -> dict[str, Any]:
        member_id = stock.find(asked["card"]).member_id if asked["card"] else None
        sold = actions.sell(
            Order(
                programme_id=ProgrammeId(asked["programme_id"]),
                member_id=member_id,
                outlet_id=keys.holder().outlet_id,
                actor=f"api:{keys.holder().key_id}",
                amount_minor=asked["amount_minor"],
                event_id=asked["event_id"],
            )
        )
        return _told(queries.held(sold.card_id))

    return once(asked, action)


@blueprint.get("/instruments/<code>", parameters=[docs.CODE])
@docs.describes(
    200,
    instrument_schemas.InstrumentOut,
    *(401, 404, 422, 429),
    title=locales.mark("Check a certificate, pass, ticket or membership"),
    text=locales.mark("How it stands now. Looking uses nothing up."),
)
def instrument(code: str) -> Response:
    """What a code leads to."""
    found = lookups.card(code, f"api:{keys.holder().key_id}")
    return json_answer(_told(queries.held(found.card_id)))


@blueprint.post("/instruments/<code>/uses", parameters=[docs.CODE])
@docs.describes(
    201,
    instrument_schemas.UseOut,
    *(400, 401, 404, 409, 413, 415, 422, 429),
    takes=instrument_schemas.UseIn,
    title=locales.mark("Let the holder of a pass or a ticket in"),
    text=locales.mark(
        "One visit, or the one admission. A second scan of a pass within its minutes is "
        "the same visit; a ticket that was used is refused with when and where."
    ),
)
def use_instrument(code: str) -> Response:
    """One scan at an entrance."""
    asked = body.read(_USE)
    found = lookups.card(code, f"api:{keys.holder().key_id}")

    def action() -> dict[str, Any]:
        used = admitting.use(
            card_id=found.card_id,
            outlet_id=keys.holder().outlet_id,
            actor=f"api:{keys.holder().key_id}",
            gate=asked["gate"],
        )
        return {
            "id": used.use_id,
            "used_at": instant(used.used_at),
            "is_repeat": used.is_repeat,
            "left": used.left,
            "through": used.through_on.isoformat() if used.through_on else None,
        }

    return once(asked, action)


def _told(held: Held) -> dict[str, Any]:
    return {
        "number": held.number,
        "programme": held.programme,
        "kind": held.kind,
        "status": rules.status(held, clock.now()).value,
        "price_minor": held.price_minor,
        "amount": held.amount,
        "available": held.available,
        "used": held.used,
        "starts": held.starts_on.isoformat() if held.starts_on else None,
        "through": held.through_on.isoformat() if held.through_on else None,
        "event": held.event.name if held.event else None,
        "event_at": instant(held.event.starts_at) if held.event else None,
    }
