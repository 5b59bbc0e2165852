"""One card's rules: made, changed by a new version, with an example that is counted."""

from datetime import datetime
from typing import Any

from babel import numbers
from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import locales
from app.core.errors import Conflict, NotFound
from app.core.ids import ProgrammeId
from app.core.locales import mark
from app.programmes import actions, queries
from app.programmes.kinds.kind import Kind
from app.programmes.kinds.points import PointsRules
from app.programmes.kinds.registry import KINDS
from app.programmes.kinds.sold import SoldRules
from app.programmes.queries import ProgrammeView, Version
from app.programmes.rules import CardRules
from app.web import measures
from app.web.office import programme_cheque, programme_versions
from app.web.office.door import actor, blueprint, manages
from app.web.office.example import example
from app.web.office.kind_form import KindForm, filled, form_of
from app.web.office.parts.actions import kept
from app.web.office.parts.rewards import ROWS
from app.web.office.programme_figures import (
    figures,
    keep_plan,
    plan_of,
    refuse_below_floor,
)
from app.web.office.programme_said import said
from app.web.office.programme_terms import terms
from app.web.office.programmes import sentence
from app.web.page import page

FIRST: dict[str, CardRules] = {
    "points": PointsRules(life_months=12, spend_share_basis_points=50_00),
}
"""What the form of a new card starts with, where it is not what the kind says."""


class ChangedMeanwhile(Conflict):
    """Somebody else saved other rules while the form was open."""

    code = "rules_changed_meanwhile"
    sentence = (
        "Somebody changed these rules while you were writing. Look at the newest "
        "version below, then save again."
    )


@blueprint.route("/programmes/new", methods=["GET", "POST"])
@blueprint.route("/programmes/new/<kind_name>", methods=["GET", "POST"])
@manages
def new_programme(kind_name: str = "points") -> ResponseReturnValue:
    """Make a card of a kind."""
    kind = KINDS.get(kind_name)
    if kind is None:
        raise NotFound
    first = FIRST.get(kind_name) or kind.rules()
    made = form_of(kind)
    form = made(data=filled(made, first, name="", based_on=0))
    if request.method == "GET" or _is_asked("row"):
        return _show(form, first)
    rules = form.rules(first) if form.is_sent() else None
    if rules is None or _is_asked("preview") or refuse_below_floor(form, rules):
        return _show(form, rules)

    def make() -> dict[str, Any]:
        keep_plan(form)
        programme_id = actions.create(name=form.name.data, rules=rules, actor=actor())
        return {"programme_id": programme_id}

    answer = form.send(make, field="name")
    if answer is None:
        return _show(form, None)
    programme_id = answer.body["programme_id"]
    return redirect(
        url_for("office.programme", programme_id=programme_id, done="made"), 303
    )


@blueprint.route("/programmes/<int:programme_id>", methods=["GET", "POST"])
@manages
def programme(programme_id: ProgrammeId) -> ResponseReturnValue:
    """Look at a card's rules and change them."""
    found = queries.programme(programme_id)
    versions = queries.versions(programme_id)
    newest = queries.newest(versions)
    made = form_of(_kind(newest))
    form = made(
        data=filled(made, newest.rules, name=found.name, based_on=versions[0].number)
    )
    if request.method == "GET" or _is_asked("row"):
        return _show(form, newest.rules, found)
    rules = form.rules(newest.rules) if form.is_sent() else None
    starts_at = _starts_at(form) if rules else None
    if rules is None or form.errors or _is_asked("preview"):
        return _show(form, None if form.errors else rules, found)
    if rules != newest.rules and refuse_below_floor(form, rules):
        return _show(form, rules, found)
    if not _save(form, found, rules, starts_at):
        return _show(form, None, found)
    return redirect(
        url_for("office.programme", programme_id=programme_id, done="saved"), 303
    )


def _kind(version: Version) -> Kind:
    return KINDS[version.kind]


def _is_asked(what: str) -> bool:
    return request.form.get("do") == what


def _beside(form: KindForm, rules: CardRules | None) -> dict[str, object]:
    """What stands beside the form: a cheque and figures, or a sold card's terms."""
    found: dict[str, object] = dict.fromkeys(("example", "cheque", "said", "terms"))
    if isinstance(rules, SoldRules):
        found["terms"] = terms(rules)
    elif rules:
        found["example"] = example(rules, g.business.zone)
        found["cheque"] = programme_cheque.answer(form, rules)
        found["said"] = said(figures(rules, form.kind.unit, plan_of(form)))
    return found


def _starts_at(form: KindForm) -> datetime | None:
    try:
        return form.starts_at(g.business.zone)
    except ValueError:
        words = mark("Choose today or a later day, at most two years ahead.")
        form.decline("start_on", locales.gettext(words))
        return None


def _save(
    form: KindForm,
    found: ProgrammeView,
    rules: CardRules,
    starts_at: datetime | None,
) -> bool:
    """A new name, a new version, or both; what is as before is left alone."""

    def change() -> dict[str, Any]:
        keep_plan(form)
        newest = queries.newest(queries.versions(found.id))
        if form.name.data != found.name:
            actions.rename(programme_id=found.id, name=form.name.data)
        if rules != newest.rules:
            version_id = actions.change_rules(
                programme_id=found.id, rules=rules, starts_at=starts_at, actor=actor()
            )
            # Asked of the new version, for only now nobody else can add one.
            if str(queries.version(version_id).number - 1) != form.based_on.data:
                raise ChangedMeanwhile
        return {"programme_id": found.id}

    answer = form.send(change, field="name")
    if answer is None:
        # What was typed stays; saving again is then a decision about the newest rules.
        form.based_on.data = str(queries.versions(found.id)[0].number)
    return answer is not None


def _show(
    form: KindForm, rules: CardRules | None, found: ProgrammeView | None = None
) -> ResponseReturnValue:
    """The form; ``rules`` are what the example shows, None when they are not right."""
    measures.speak_of(form.kind.unit)
    versions = queries.versions(found.id) if found else []
    told = programme_versions.told(versions)
    return page(
        "office/programme.html",
        fragment="office/_example.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        currency=numbers.get_currency_symbol(
            g.business.currency, locale=locales.language()
        ),
        kind=form.kind,
        programme=found,
        others=versions[0].rules.rewards[len(ROWS) :] if versions else (),
        kept_actions=kept(versions[0].rules) if versions else (),
        **_beside(form, rules),
        sentence=sentence(rules) if rules else "",
        versions=told,
        ahead=[each.version for each in told if each.is_ahead],
        compared=programme_versions.compared(versions),
        **form.shown(),
    )
