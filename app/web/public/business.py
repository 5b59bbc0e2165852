"""A business's own page: who it is, what its card gives, where it is."""

from flask import Response, g

from app.businesses import queries as businesses
from app.cards.holding import held_by
from app.core import locales
from app.core.ids import ProgrammeId
from app.programmes import queries as programmes
from app.programmes.explain import describe
from app.programmes.rules import Reward
from app.space import models as _space  # noqa: F401 - until its screens are here
from app.web import session
from app.web.page import page

NEW_CARD_POINTS = 0


def terms(programme_id: ProgrammeId | None = None) -> str:
    """The rules of a card in one sentence; by default of the one new members get."""
    rules = programmes.current_rules(programme_id or programmes.default_programme().id)
    return describe(
        rules, locales.language(), unit=g.business.unit, currency=g.business.currency
    )


def rewards(programme_id: ProgrammeId | None = None) -> tuple[Reward, ...]:
    """What the points of a card buy; by default of the one new members get."""
    wanted = programme_id or programmes.default_programme().id
    return programmes.current_rules(wanted).rewards


def business() -> Response:
    """The page behind ``/<business>/``."""
    visitor = session.visitor()
    return page(
        "public/business.html",
        points=NEW_CARD_POINTS,
        terms=terms(),
        rewards=rewards(),
        outlets=[outlet for outlet in businesses.outlets() if outlet.is_open],
        card=held_by(visitor.person_id) if visitor else None,
    )
