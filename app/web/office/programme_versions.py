"""Versions of a card's rules: who saved them, what differs, taking one back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, locales
from app.core.errors import NotFound
from app.core.ids import ProgrammeId
from app.people import queries as people
from app.programmes import actions, queries
from app.programmes.differences import Difference, differences
from app.programmes.kinds.registry import KINDS
from app.programmes.measures import measure_of
from app.programmes.queries import Version
from app.web.office.door import blueprint, manages
from app.web.office.programmes import sentence
from app.web.office.steps import StepForm
from app.web.page import page


@dataclass(frozen=True)
class Told:
    """A version in words; ``changed`` is what differs from the one before it."""

    version: Version
    who: str
    sentence: str
    changed: list[Difference]
    is_current: bool
    is_ahead: bool


@dataclass(frozen=True)
class Compared:
    """Two versions that were chosen, and what differs; both zero: none chosen."""

    first: int
    last: int
    differences: list[Difference]


def told(versions: Sequence[Version]) -> list[Told]:
    """Every version of a card, the newest first."""
    if not versions:
        return []
    now = queries.current(versions[0].programme_id, clock.now())
    names = {int(staff.id): staff.name for staff in people.staff()}
    return [
        Told(
            version=each,
            who=_who(each, names),
            sentence=sentence(each.rules),
            changed=_changed(versions[at + 1 :], each),
            is_current=each.id == now.id,
            is_ahead=each.starts_at > clock.now() and each.withdrawn_at is None,
        )
        for at, each in enumerate(versions)
    ]


def _changed(earlier: Sequence[Version], version: Version) -> list[Difference]:
    """Against the version before it that was not taken back."""
    held = (each for each in earlier if each.withdrawn_at is None)
    before = next(held, None)
    return between(before, version) if before else []


def between(before: Version, after: Version) -> list[Difference]:
    """What differs, in the reader's language and the business's words."""
    measure = measure_of(
        KINDS[after.kind].unit, word=g.business.unit, currency=g.business.currency
    )
    return differences(before.rules, after.rules, measure)


def compared(versions: Sequence[Version]) -> Compared:
    """The two versions that the address names."""
    numbered = {each.number: each for each in versions}
    first, last = (request.args.get(name, 0, type=int) for name in ("first", "last"))
    if first not in numbered or last not in numbered:
        return Compared(0, 0, [])
    return Compared(first, last, between(numbered[first], numbered[last]))


@blueprint.route(
    "/programmes/<int:programme_id>/versions/<int:number>/withdrawal",
    methods=["GET", "POST"],
)
@manages
def programme_versions(programme_id: ProgrammeId, number: int) -> ResponseReturnValue:
    """Take back a version that has not begun."""
    found = queries.programme(programme_id)
    version = next(
        (each for each in queries.versions(found.id) if each.number == number), None
    )
    if version is None or version.withdrawn_at is not None:
        raise NotFound
    form = StepForm()

    def withdraw() -> dict[str, Any]:
        actions.withdraw(programme_id=programme_id, number=number)
        return {}

    if form.is_sent() and form.once("withdraw", withdraw) is not None:
        here = url_for("office.programme", programme_id=programme_id, done="withdrawn")
        return redirect(here, 303)
    return page(
        "office/programme_versions.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        programme=found,
        version=version,
        sentence=sentence(version.rules),
    )


def _who(version: Version, names: dict[int, str]) -> str:
    if version.created_by is None:
        return "Tessera"
    return names.get(version.created_by) or locales.gettext("a former colleague")
