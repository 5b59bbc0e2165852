"""Sources: which poster, link and post brings members, and links of one's own."""

from collections.abc import Iterator
from typing import Any

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, TextAreaField

from app.core import locales
from app.core.locales import gettext as _
from app.core.locales import mark
from app.exchange.tables import Column, Kind, Row, Table
from app.insights import queries
from app.insights import sources as links
from app.insights.codes import KIND_NAMES, OWN_KINDS
from app.insights.periods import FOUR_WEEKS
from app.insights.queries import SourceFigures
from app.insights.sources import LONGEST_NOTE, LONGEST_TITLE, MOST_COST_MINOR
from app.web import files
from app.web.office import periods
from app.web.office.door import blueprint, manages
from app.web.office.forms import (
    AtMost,
    LineField,
    Needed,
    OfficeForm,
    ParsedField,
    money_field,
)
from app.web.page import page


def _cost_field() -> ParsedField:
    return money_field(
        mark("What it has cost in all"), (0, MOST_COST_MINOR), is_needed=False
    )


def _note_field() -> TextAreaField:
    return TextAreaField(mark("Note"), validators=[AtMost(LONGEST_NOTE)])


class NotesForm(OfficeForm):
    """What can be said of any source."""

    cost, note = _cost_field(), _note_field()


class LinkForm(NotesForm):
    """A link of the business's own."""

    title = LineField(
        mark("Name of the link"),
        validators=[
            Needed(mark("Write a name of up to 60 characters."), LONGEST_TITLE)
        ],
    )
    kind = SelectField(
        mark("Channel"), choices={kind: KIND_NAMES[kind] for kind in OWN_KINDS}
    )
    # Again, below the others: the summary names what is wrong in the page's order.
    cost, note = _cost_field(), _note_field()


@blueprint.route("/sources", methods=["GET", "POST"])
@manages
def sources() -> ResponseReturnValue:
    """What every source brought in a period; make a link."""
    form = LinkForm()
    if form.is_sent() and (code := _add(form)) is not None:
        return redirect(url_for("office.source", code=code, done="added"), 303)
    period, dates = periods.asked(FOUR_WEEKS)
    return page(
        "office/sources.html",
        status=422 if form.errors or dates.errors else 200,
        error_title=bool(form.errors or dates.errors),
        form=form,
        dates=dates,
        period=period,
        presets=periods.named(),
        chosen=periods.arguments(period),
        span=periods.in_words(period.span),
        rows=queries.by_source(period.span),
        campaigns=queries.campaigns(period.span),
    )


@blueprint.get("/sources.<any(csv,xlsx):ending>")
@manages
def sources_file(ending: str) -> ResponseReturnValue:
    """The same table as a file."""
    span = periods.asked_for_a_file(FOUR_WEEKS).span
    table = Table(_("Sources"), _columns(), _rows(queries.by_source(span)))
    return files.download(table, ending, files.called("sources", span))


def _add(form: LinkForm) -> str | None:
    """The code of the new link; None when it was refused."""

    def add() -> dict[str, Any]:
        code = links.add(
            kind=form.kind.data,
            title=form.title.data or "",
            note=form.note.data or "",
            cost_minor=form.cost.data,
        )
        return {"code": code}

    done = form.send(add, field="title")
    return None if done is None else str(done.body["code"])


def _columns() -> tuple[Column, ...]:
    currency = locales.gettext("in %(currency)s", currency=g.business.currency)
    return (
        Column(_("Source"), width=32),
        Column(_("Channel"), width=20),
        Column(_("Code")),
        Column(_("Viewers a day, added up"), Kind.NUMBER),
        Column(_("New members"), Kind.NUMBER),
        Column(_("Share of the viewers"), Kind.PERCENT),
        Column(_("Bought within 30 days"), Kind.NUMBER),
        Column(_("Share of new members who bought"), Kind.PERCENT),
        Column(f"{_('Cost in all')}, {currency}", Kind.MONEY),
        Column(_("New members since the beginning"), Kind.NUMBER),
        Column(f"{_('Cost of a member')}, {currency}", Kind.MONEY),
    )


def _rows(found: list[SourceFigures]) -> Iterator[Row]:
    for each in found:
        yield (
            each.source.title,
            each.source.kind_name,
            each.source.code,
            each.views,
            each.joins,
            each.join_basis_points,
            each.first_purchases,
            each.purchase_basis_points,
            each.source.cost_minor,
            each.joins_ever,
            each.cost_per_join_minor,
        )
