"""The cards that a business offers, each with its rules in one sentence."""

from collections.abc import Callable
from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.businesses import queries as businesses
from app.core import clock, locales
from app.core.errors import NotFound
from app.core.ids import ProgrammeId
from app.people.audiences import groups
from app.programmes import actions, audiences, queries
from app.programmes.explain import describe
from app.programmes.queries import ProgrammeView
from app.programmes.rules import CardRules
from app.web.office.door import blueprint, manages
from app.web.office.steps import StepForm
from app.web.page import page


@blueprint.get("/programmes")
@manages
def programmes() -> ResponseReturnValue:
    """Every card, open ones first."""
    return _show(StepForm(formdata=None))


@blueprint.post("/programmes/<int:programme_id>/steps")
@manages
def programme_step(programme_id: ProgrammeId) -> ResponseReturnValue:
    """Close or open a card, or put it one place higher."""
    found, form = queries.programme(programme_id), StepForm()
    step = request.form.get("do", "")
    if step not in _STEPS:
        raise NotFound

    def take() -> dict[str, Any]:
        _STEPS[step](programme_id=found.id)
        return {}

    if form.is_sent() and form.once(step, take) is not None:
        return redirect(url_for("office.programmes", done=step), 303)
    return _show(form)


def _raise(*, programme_id: ProgrammeId) -> None:
    """Swap places with the card above; the first one stays where it is."""
    order = [each.id for each in queries.programmes()]
    place = order.index(programme_id)
    if place:
        actions.put_before(programme_id=programme_id, other_id=order[place - 1])


_STEPS: dict[str, Callable[..., None]] = {
    "close": actions.close,
    "reopen": actions.reopen,
    "up": _raise,
}


def _show(form: StepForm) -> ResponseReturnValue:
    first = next(iter(queries.offered()), None)
    return page(
        "office/programmes.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        programmes=[_line(programme) for programme in queries.programmes()],
        first_id=first.id if first else None,
        audiences=audiences.audiences(),
        group_names={each.id: each.name for each in groups()},
        outlet_names={each.id: each.name for each in businesses.outlets()},
    )


def sentence(rules: CardRules) -> str:
    """Rules in one sentence, in the reader's language and the business's words."""
    return describe(
        rules, locales.language(), unit=g.business.unit, currency=g.business.currency
    )


def _line(programme: ProgrammeView) -> dict[str, object]:
    instant = clock.now()
    versions = queries.versions(programme.id)
    ahead = [
        version
        for version in versions
        if version.starts_at > instant and version.withdrawn_at is None
    ]
    return {
        "programme": programme,
        "sentence": sentence(queries.current(programme.id, instant).rules),
        "next": min(ahead, key=lambda version: version.starts_at, default=None),
    }
