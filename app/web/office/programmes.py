"""The cards that a business offers, each with its rules in one sentence."""

from flask import g
from flask.typing import ResponseReturnValue

from app.core import clock, locales
from app.programmes import queries
from app.programmes.explain import describe
from app.programmes.queries import ProgrammeView
from app.programmes.rules import PointsRules
from app.web.office.door import blueprint, manages
from app.web.page import page


@blueprint.get("/programmes")
@manages
def programmes() -> ResponseReturnValue:
    """Every card, open ones first."""
    found = [_line(programme) for programme in queries.programmes()]
    return page("office/programmes.html", programmes=found)


def sentence(rules: PointsRules) -> str:
    """Rules in one sentence, in the reader's language and the business's words."""
    return describe(
        rules, locales.language(), unit=g.business.unit, currency=g.business.currency
    )


def _line(programme: ProgrammeView) -> dict[str, object]:
    instant = clock.now()
    versions = queries.versions(programme.id)
    ahead = [version for version in versions if version.starts_at > instant]
    return {
        "programme": programme,
        "sentence": sentence(queries.current(programme.id, instant).rules),
        "next": min(ahead, key=lambda version: version.starts_at, default=None),
    }
