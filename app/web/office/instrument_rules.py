"""The rules of cards that are sold: put on sale, changed by a new version."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import locales
from app.core.errors import NotFound
from app.core.ids import ProgrammeId
from app.programmes import actions, queries
from app.programmes.kinds.registry import KINDS
from app.programmes.kinds.sold import SoldRules
from app.programmes.queries import ProgrammeView
from app.web.office.door import actor, blueprint, manages
from app.web.office.instrument_form import FORMS, SoldForm, filled
from app.web.office.programmes import sentence
from app.web.page import page


@blueprint.route(
    "/instruments/new/<any(certificate,visits,ticket,club):which>",
    methods=["GET", "POST"],
)
@manages
def new_instrument(which: str) -> ResponseReturnValue:
    """Put a kind of card on sale."""
    first = KINDS[which].rules()
    if not isinstance(first, SoldRules):
        raise NotFound
    form = FORMS[which](data=filled(first, ""))
    rules = form.rules(first) if form.is_sent() else None
    if rules is None or _is_preview():
        return _show(form, which, rules or first)

    def make() -> dict[str, Any]:
        made = actions.create(name=form.name.data, rules=rules, actor=actor())
        return {"programme_id": made}

    if form.send(make, field="name") is None:
        return _show(form, which, rules)
    return redirect(url_for("office.instruments", done="made"), 303)


@blueprint.route("/instruments/<int:shelf_id>/rules", methods=["GET", "POST"])
@manages
def instrument_rules(shelf_id: ProgrammeId) -> ResponseReturnValue:
    """Change the rules; what is sold already keeps its own."""
    programme = queries.programme(shelf_id)
    newest = queries.versions(shelf_id)[0].rules
    if not isinstance(newest, SoldRules):
        raise NotFound
    form = FORMS[programme.kind](data=filled(newest, programme.name))
    rules = form.rules(newest) if form.is_sent() else None
    if rules is None or _is_preview():
        return _show(form, programme.kind, rules or newest, programme)

    def save() -> dict[str, Any]:
        if form.name.data != programme.name:
            actions.rename(programme_id=shelf_id, name=form.name.data)
        if rules != newest:
            actions.change_rules(programme_id=shelf_id, rules=rules, actor=actor())
        return {}

    if form.send(save, field="name") is None:
        return _show(form, programme.kind, rules, programme)
    return redirect(url_for("office.instruments", done="saved"), 303)


def _is_preview() -> bool:
    return request.form.get("do") == "preview"


def _show(
    form: SoldForm,
    kind: str,
    rules: SoldRules,
    programme: ProgrammeView | None = None,
) -> ResponseReturnValue:
    return page(
        "office/instrument_rules.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        title=locales.gettext(KINDS[kind].title),
        purpose=locales.gettext(KINDS[kind].purpose),
        sentence=sentence(rules),
        programme=programme,
    )
