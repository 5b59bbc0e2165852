"""One card's rules: made, changed by a new version, with an example that is counted."""

from datetime import datetime
from typing import Any

from babel import numbers
from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, locales
from app.core.errors import Conflict
from app.core.ids import ProgrammeId
from app.core.locales import mark
from app.people import queries as people
from app.programmes import actions, queries
from app.programmes.kinds.points import PointsRules
from app.programmes.queries import ProgrammeView, Version
from app.programmes.rules import CardRules
from app.web.office.door import actor, blueprint, manages
from app.web.office.example import example
from app.web.office.programmes import sentence
from app.web.office.reward_rows import ROWS, has_details, shown
from app.web.office.rules_form import RulesForm, filled
from app.web.page import page

FIRST = PointsRules(life_months=12, spend_share_basis_points=50_00)
"""What the form of a new card starts with."""


class ChangedMeanwhile(Conflict):
    """Somebody else saved other rules while the form was open."""

    code = "rules_changed_meanwhile"
    sentence = (
        "Somebody changed these rules while you were writing. Look at the newest "
        "version below, then save again."
    )


@blueprint.route("/programmes/new", methods=["GET", "POST"])
@manages
def new_programme() -> ResponseReturnValue:
    """Make a card."""
    form = RulesForm(data=filled(FIRST, name="", based_on=0))
    if request.method == "GET":
        return _show(form, FIRST)
    rules = form.rules(FIRST) if form.is_sent() else None
    if rules is None or _is_preview():
        return _show(form, rules)

    def make() -> dict[str, Any]:
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
    if found.is_sold:
        here = url_for("office.instrument_rules", shelf_id=programme_id)
        return redirect(here, 303)
    newest = queries.versions(programme_id)[0]
    stored = filled(newest.rules, name=found.name, based_on=newest.number)
    form = RulesForm(data=stored)
    if request.method == "GET":
        return _show(form, newest.rules, found)
    rules = form.rules(newest.rules) if form.is_sent() else None
    starts_at = _starts_at(form) if rules else None
    if rules is None or form.errors or _is_preview():
        return _show(form, None if form.errors else rules, found)
    if not _save(form, found, rules, starts_at):
        return _show(form, None, found)
    return redirect(
        url_for("office.programme", programme_id=programme_id, done="saved"), 303
    )


def _is_preview() -> bool:
    return request.form.get("do") == "preview"


def _starts_at(form: RulesForm) -> datetime | None:
    try:
        return form.starts_at(g.business.zone)
    except ValueError:
        words = mark("Choose today or a later day, at most two years ahead.")
        form.decline("start_on", locales.gettext(words))
        return None


def _save(
    form: RulesForm,
    found: ProgrammeView,
    rules: CardRules,
    starts_at: datetime | None,
) -> bool:
    """A new name, a new version, or both; what is as before is left alone."""

    def change() -> dict[str, Any]:
        newest = queries.versions(found.id)[0]
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
    form: RulesForm, rules: CardRules | None, found: ProgrammeView | None = None
) -> ResponseReturnValue:
    """The form; ``rules`` are what the example shows, None when they are not right."""
    versions = queries.versions(found.id) if found else []
    now = queries.current(found.id, clock.now()) if found else None
    names = {int(staff.id): staff.name for staff in people.staff()} if found else {}
    return page(
        "office/programme.html",
        fragment="office/_example.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        currency=numbers.get_currency_symbol(
            g.business.currency, locale=locales.language()
        ),
        rows=[(row, has_details(form, row)) for row in shown(form)],
        programme=found,
        others=versions[0].rules.rewards[len(ROWS) :] if versions else (),
        example=example(rules, g.business.zone) if rules else None,
        sentence=sentence(rules) if rules else "",
        versions=[_version(version, now, names) for version in versions],
        ahead=[v for v in versions if v.starts_at > clock.now()],
    )


def _version(
    version: Version, now: Version | None, names: dict[int, str]
) -> dict[str, object]:
    if version.created_by is None:
        who = "Tessera"
    else:
        who = names.get(version.created_by) or locales.gettext("a former colleague")
    return {
        "version": version,
        "who": who,
        "sentence": sentence(version.rules),
        "is_current": now is not None and version.id == now.id,
        "is_ahead": version.starts_at > clock.now(),
    }
