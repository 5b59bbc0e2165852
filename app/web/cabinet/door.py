"""Who enters the cabinet: a signed-in person with a card of this business."""

import re
from datetime import datetime
from http import HTTPStatus
from typing import cast

from flask import Blueprint, Response, g, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from app.cards.holding import Arrival, HeldCard, arrival
from app.core import clock, ids
from app.core.errors import NotFound
from app.core.ids import CardId
from app.people.queries import SessionPerson
from app.web import editions, guards, measures, session, tenants
from app.web.page import wants_fragment
from app.web.session import Visitor

_CARD = re.compile(r"[1-9]\d{0,17}", re.ASCII)
_CHOSEN = "cards"

blueprint = Blueprint("cabinet", __name__, url_prefix="/<business>/card")


def _arrive(digest: bytes) -> SessionPerson | None:
    """Who they are and which card they hold: one statement for both."""
    wanted = _wanted()
    found = arrival(digest, g.slug, wanted)
    g.card = found.card if found else None
    g.asked = digest, g.slug, wanted, found
    return found.person if found else None


def _wanted() -> CardId | None:
    """The card that the address names, or that this browser looked at last."""
    named = request.args.get("card", "")
    if _CARD.fullmatch(named):
        return CardId(int(named))
    chosen = cookie.get(_CHOSEN, {}).get(g.slug)
    return None if chosen is None else CardId(chosen)


def _remember() -> None:
    """Keep the card that the address names for the pages that follow.

    Raises NotFound when it is not one of theirs.
    """
    named = request.args.get("card")
    if named is None:
        return
    if named != str(card().id):
        raise NotFound
    if cookie.get(_CHOSEN, {}).get(g.slug) != card().id:
        cookie[_CHOSEN] = {**cookie.get(_CHOSEN, {}), g.slug: card().id}


def require_card() -> ResponseReturnValue | None:
    """Holders enter with their card; others are shown how to get one."""
    if session.visitor() is not None and g.card is not None:
        _remember()
        measures.speak_of(card().unit)
        return None
    join = url_for("public.join")
    if wants_fragment():
        return Response(status=204, headers={"HX-Redirect": join})
    return redirect(join, 303)


def card() -> HeldCard:
    """The card that the guard let in."""
    return cast("HeldCard", g.card)


def card_count() -> int:
    """How many cards of this business the holder has."""
    return cast("Arrival", g.asked[-1]).count


def edition(*more: object) -> str:
    """All that a page of the card depends on, from what the guard has read already.

    ``more`` is what else a page shows.
    """
    if "csrf_token" not in cookie:
        generate_csrf()
    return editions.edition(
        request.full_path,
        wants_fragment(),
        card(),
        g.asked[-1].count,
        g.asked[-1].versions,
        holder().session_id,
        # The page carries a token that belongs to this cookie.
        cookie["csrf_token"],
        g.business,
        *more,
    )


def unchanged(digest: str) -> Response | None:
    """304 for who has this edition already."""
    *asked, found = g.asked
    business = g.business

    def still() -> bool:
        return tenants.is_shown(business) and arrival(*asked) == found

    return editions.unchanged(digest, still)


def until(next_change_at: datetime | None = None) -> datetime:
    """When time alone changes a page: points end, or "today" becomes "yesterday"."""
    zone = g.business.zone
    midnight = clock.day_end(clock.today(zone), zone)
    return min(midnight, next_change_at) if next_change_at else midnight


def holder() -> Visitor:
    """Its holder."""
    return cast("Visitor", session.visitor())


def holder_key() -> str:
    """Who is signed in here, told to their own browser only; another at each sign-in."""
    return _key("holder", holder().session_id)


def person_key() -> str:
    """The same for the person, whenever they sign in."""
    return _key("person", holder().person_id)


def _key(purpose: str, row_id: int) -> str:
    secret = session.config().secret_key
    return ids.digest(secret, f"browser of {purpose}", str(row_id)).hex()[:16]


@blueprint.after_request
def _name_holder(answer: Response) -> Response:
    """Let the worker in the browser see when its card is another's, or has changed."""
    if answer.status_code == HTTPStatus.OK and g.get("card") and session.visitor():
        answer.headers["Card-Holder"] = holder_key()
        answer.headers["Card-Version"] = f"{card().id}.{card().version}"
    return answer


blueprint.add_app_template_global(holder_key)
blueprint.add_app_template_global(person_key)
session.load_by(blueprint.name, _arrive)
guards.guard(blueprint, require_card)
