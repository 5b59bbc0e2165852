"""The journal of changes: who, when, from where, what; filters stand in the address."""

from typing import Any

from flask import g, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from app.core import audit as trail
from app.core import clock, locales
from app.core.audit import Line
from app.core.locales import mark
from app.web.office import act_words, acts, cursor
from app.web.office.door import blueprint, reads_trail
from app.web.office.forms import OfficeForm, day_field
from app.web.page import page

PAGE = 50


class FilterForm(OfficeForm):
    """Whose changes, of what kind, in which days."""

    class Meta(OfficeForm.Meta):
        """Looking changes nothing: the choice stands in the address."""

        csrf = False

    who = SelectField(mark("Who"), validate_choice=False)
    kind = SelectField(mark("What"), validate_choice=False)
    since = day_field(mark("From"), is_needed=False)
    until = day_field(mark("Through"), is_needed=False)

    def __init__(self, known: acts.Names) -> None:
        super().__init__(request.args)
        everybody = locales.gettext("Everybody")
        self.who.choices = {"": everybody} | {
            actor: acts.who(actor, known) for actor in trail.actors()
        }
        present = trail.kinds()
        self.kind.choices = {"": locales.gettext("Everything")} | {
            kind: locales.gettext(words)
            for kind, words in act_words.KINDS.items()
            if kind in present
        }

    def check_days(self) -> None:
        """Name what is no day, and days the wrong way round."""
        for field in (self.since, self.until):
            field.errors = tuple(field.process_errors)
        if self.since.data and self.until.data and self.since.data > self.until.data:
            self.refuse("until", locales.gettext("Choose a day after the first one."))


@blueprint.get("/audit")
@reads_trail
def audit() -> ResponseReturnValue:
    """A page of the journal, newest first."""
    known = acts.names()
    form = FilterForm(known)
    form.check_days()
    before = cursor.read(request.args.get("after"))
    found = trail.lines(**_wanted(form), before=before, limit=PAGE + 1)
    shown = found[:PAGE]
    return page(
        "office/audit.html",
        fragment="office/_audit_rows.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        lines=[
            (line, acts.who(line.actor, known), acts.sentence(line, known))
            for line in shown
        ],
        is_filtered=bool(_filters()),
        more=_more(shown[-1]) if len(found) > PAGE else None,
    )


def _wanted(form: FilterForm) -> dict[str, Any]:
    zone, since, until = g.business.zone, form.since.data, form.until.data
    return {
        "actor": _known(form.who),
        "kind": _known(form.kind),
        "since": clock.day_start(since, zone) if since else None,
        "until": clock.day_end(until, zone) if until else None,
    }


def _known(field: SelectField) -> str:
    """A choice that there is; anything else is none."""
    return str(field.data) if field.data in field.choices else ""


def _filters() -> dict[str, str]:
    """The choice as it stands in the address."""
    names = ("who", "kind", "since", "until")
    return {name: request.args[name] for name in names if request.args.get(name)}


def _more(last: Line) -> str:
    after = cursor.write(last.happened_at, last.id)
    values: dict[str, Any] = {**_filters(), "after": after}
    return url_for("office.audit", **values)
