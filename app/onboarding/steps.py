"""The way from a founded business to its first guest, read from what happened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from app.businesses import queries as businesses
from app.businesses.queries import BusinessView
from app.cards.models import Card
from app.core import clock, db, tenancy
from app.onboarding import queries
from app.onboarding.models import Registration
from app.onboarding.queries import RegistrationView
from app.onboarding.trades import TRADES
from app.people.models import Member
from app.people.samples import is_guest
from app.programmes import queries as programmes

OPENED = {"look": "look_opened_at", "programme": "programme_opened_at"}
"""Steps that are done by looking: what is there from the start may stay."""


@dataclass(frozen=True)
class Step:
    """One step by its code, and whether it was taken."""

    code: str
    is_done: bool


def steps() -> list[Step]:
    """The steps of the business in scope, in order; none when nobody signed it up."""
    registration = queries.registration()
    if registration is None:
        return []
    business = businesses.by_id(tenancy.current())
    facts: dict[str, Callable[[], bool]] = {
        "email": lambda: True,
        "look": lambda: _has_own_look(registration, business),
        "outlet": lambda: bool(businesses.outlets()),
        "programme": lambda: _has_own_programme(registration),
        "card": _has_own_card,
        "poster": lambda: registration.poster_made_at is not None,
    }
    return [Step(code, happened()) for code, happened in facts.items()]


def opened(step: str) -> None:
    """Keep when the owner first went to look at what is there already."""
    _keep(getattr(Registration, OPENED[step]))


def poster_made() -> None:
    """Keep when the first join code was taken to be printed."""
    _keep(Registration.poster_made_at.expression)


def close() -> None:
    """Leave the first steps, finished or not; they can be read at their address."""
    _keep(Registration.steps_closed_at.expression)


def _keep(column: ColumnElement[datetime | None]) -> None:
    """The first time counts; without a registration nothing is kept."""
    db.session().execute(
        update(Registration)
        .where(column.is_(None))
        .values({column: clock.now()})
        .execution_options(synchronize_session=False)
    )


def _has_own_look(registration: RegistrationView, business: BusinessView) -> bool:
    trade = TRADES[registration.trade]
    given = (*trade.colours, trade.motif)
    own = (business.brand_colour, business.accent_colour, business.motif)
    return registration.look_opened_at is not None or own != given


def _has_own_programme(registration: RegistrationView) -> bool:
    """Whether somebody looked at the rules, changed them, or made a card of their own."""
    if registration.programme_opened_at is not None:
        return True
    found = programmes.programmes()
    return len(found) > 1 or any(
        len(programmes.versions(each.id)) > 1 for each in found
    )


def _has_own_card() -> bool:
    card = (
        select(Card.id)
        .join(Member, Member.id == Card.member_id)
        .where(Card.state == "active", is_guest())
    )
    return db.session().execute(card.limit(1)).first() is not None
