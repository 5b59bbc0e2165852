"""Where somebody goes after signing in."""

from urllib.parse import urlsplit

from flask import url_for

from app.core.ids import PersonId
from app.people import queries

_LONGEST = 500


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


def home_of(person_id: PersonId) -> str:
    """The first thing a person wants: their work, their card, or the choice of both."""
    work = queries.workplaces(person_id)
    cards = queries.memberships(person_id)
    if len(work) == 1:
        endpoint = "till.home" if work[0].role == "cashier" else "office.today"
        return url_for(endpoint, business=work[0].slug)
    if not work and len(cards) == 1:
        return url_for("cabinet.home", business=cards[0].slug)
    return url_for("public.landing")
