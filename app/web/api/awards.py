"""Rewards over the API: what waits for a guest, and handing it out."""

from typing import Any

from flask import Response

from app.core import locales
from app.rewards import actions, queries
from app.rewards.queries import AwardView
from app.web import lookups
from app.web.api import award_schemas as schemas
from app.web.api import body, docs, keys
from app.web.api.blueprint import blueprint
from app.web.api.writes import instant, json_answer, once

_NOTHING = schemas.EmptyIn()


@blueprint.get("/cards/<code>/awards", parameters=[docs.CODE])
@docs.describes(
    200,
    schemas.AwardsOut,
    *(401, 404, 422, 429),
    title=locales.mark("List the rewards that wait for a guest"),
    text=locales.mark(
        "Orders, full stamp cards and gifts of the guest, from all their cards. "
        "Discounts are used up by a cheque: send their code in codes."
    ),
)
def awards(code: str) -> Response:
    """What the holder of a card may fetch now."""
    found = lookups.card(code, f"api:{keys.holder().key_id}")
    waiting = queries.open_of(found.member_id)
    return json_answer({"awards": [_told(award) for award in waiting]})


@blueprint.get("/awards/<code>", parameters=[docs.AWARD])
@docs.describes(
    200,
    schemas.AwardOut,
    *(401, 404, 429),
    title=locales.mark("Look a reward up by its code"),
    text=locales.mark("Looking does not use it up."),
)
def award(code: str) -> Response:
    """The reward behind a code."""
    return json_answer(_told(lookups.award(code, f"api:{keys.holder().key_id}")))


@blueprint.post("/awards/<code>/redemptions", parameters=[docs.AWARD])
@docs.describes(
    201,
    schemas.AwardOut,
    *(400, 401, 404, 409, 413, 415, 422, 429),
    takes=schemas.EmptyIn,
    title=locales.mark("Hand a reward out"),
    text=locales.mark("Once: who is late is told when it was handed out."),
)
def redeem(code: str) -> Response:
    """Hand it out at this key's outlet."""
    asked = body.read(_NOTHING)
    holder = keys.holder()
    found = lookups.award(code, f"api:{holder.key_id}")

    def action() -> dict[str, Any]:
        actions.redeem(
            award_id=found.id,
            outlet_id=holder.outlet_id,
            actor=f"api:{holder.key_id}",
        )
        return _told(queries.award(found.id))

    return once(asked, action)


def _told(found: AwardView) -> dict[str, Any]:
    return {
        "code": found.code,
        "name": found.name,
        "kind": found.kind,
        "origin": found.origin,
        "state": found.shown_state,
        "points": found.points,
        "unit": found.unit,
        "discount_minor": found.discount_minor,
        "member_id": found.member_id,
        "expires_at": instant(found.expires_at),
        "closed_at": instant(found.closed_at),
    }
