"""Where somebody goes after signing in."""

from typing import Any
from urllib.parse import urlsplit

from flask import request, url_for

from app.cards.joining import bring_together
from app.core.ids import PersonId
from app.people import actions as people
from app.people import factors, operators, queries
from app.web import domains, session
from app.web.session import Visitor

_LONGEST = 500
_LONGEST_TAG = 200
_CAMPAIGN = (
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_content",
    "utm_term",
)


def safe_path(target: str | None) -> str | None:
    """``target`` if it is a path of this site, else None (no open redirects)."""
    if not target or len(target) > _LONGEST or not target.isprintable():
        return None
    if not target.startswith("/") or target.startswith("//") or "\\" in target:
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else target


def tags() -> dict[str, Any]:
    """Which poster, post or channel led here (rows 53, 116), for links that lead on."""
    return _told("s") | campaign()


def campaign() -> dict[str, Any]:
    """The part of the tags that belongs to others: kept as it came."""
    return _told(*_CAMPAIGN)


def _told(*names: str) -> dict[str, Any]:
    found = {name: request.args.get(name, "")[:_LONGEST_TAG] for name in names}
    return {name: value for name, value in found.items() if value}


def home_of(person_id: PersonId) -> str:
    """The first thing a person wants: their work, their card, or the choice of both."""
    if domains.here() is not None:
        return url_for("public.landing")
    work = queries.workplaces(person_id)
    cards = queries.memberships(person_id)
    if len(work) == 1:
        endpoint = "till.home" if work[0].role == "cashier" else "office.today"
        return url_for(endpoint, business=work[0].slug)
    if not work and len(cards) == 1:
        return url_for("cabinet.home", business=cards[0].slug)
    return url_for("public.landing")


def works(person_id: PersonId) -> bool:
    """Whether they come to work: in a business, or for the installation."""
    at_work = bool(queries.workplaces(person_id))
    return at_work or operators.is_operator(person_id, session.config())


def step_before(visitor: Visitor) -> str | None:
    """Where somebody who works has to sign in before a contact is kept for them.

    A contact opens all that its owner may do, so the browser of a guest, which may be
    years old, gets none for them; and who has a second factor shows it.
    """
    if not works(visitor.person_id):
        return None
    here = request.full_path.rstrip("?")
    if not visitor.is_staff_sign_in:
        return url_for("public.sign_in", next=here)
    if not visitor.has_second_factor and factors.factors(visitor.person_id).has_any:
        return url_for("public.second_factor", next=here)
    return None


def bring_along(owner: PersonId) -> None:
    """Bring this browser's nameless cards to who signs in here; inside ``writing()``."""
    visitor = session.visitor()
    if visitor is None or visitor.person_id == owner:
        return
    if not people.is_somebody(visitor.person_id):
        bring_together(source_id=visitor.person_id, target_id=owner)
