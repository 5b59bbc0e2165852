"""One source: its link and code to take along, what it brought, what it cost."""

from typing import Any

from flask import Response, g, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import db, locales
from app.core.errors import NotFound
from app.core.locales import gettext as _
from app.insights import periods as spans
from app.insights import queries, sources
from app.insights.codes import DIRECT, OTHER, PRINTED
from app.insights.periods import FOUR_WEEKS, Span
from app.insights.sources import SourceView
from app.wallet.codes import qr_address, qr_file
from app.web import session
from app.web.office import periods
from app.web.office.door import blueprint, manages
from app.web.office.figures import Chart, Part, rhythm, titles
from app.web.office.sources import LinkForm, NotesForm
from app.web.page import page

# Nobody comes by a link of these.
_WITHOUT_LINK = {DIRECT, OTHER, "plastic", "import"}
_QR_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
Counts = tuple[int, int, int]


@blueprint.route("/sources/<code>", methods=["GET", "POST"])
@manages
def source(code: str) -> ResponseReturnValue:
    """The source with its figures; a POST changes what is said of it."""
    view = sources.source(code)
    form = _form(view)
    if form.is_sent() and _change(form, view):
        return redirect(url_for("office.source", code=code, done="changed"), 303)
    period, dates = periods.asked(FOUR_WEEKS)
    counted = _counted(code, period.span)
    shown = spans.parts(periods.drawn(period))
    rows = _by_part(code, shown)
    return page(
        "office/source.html",
        status=422 if form.errors or dates.errors else 200,
        error_title=bool(form.errors or dates.errors),
        form=form,
        dates=dates,
        period=period,
        presets=periods.named(),
        span=periods.in_words(period.span),
        source=view,
        figures=queries.SourceFigures(view, *counted, joins_ever=queries.joins(code)),
        rhythm=rhythm([Part(part, "", queries.Figures()) for part in shown], period),
        charts=_charts(shown, rows),
        rows=[
            (periods.in_words(part), row) for part, row in zip(shown, rows, strict=True)
        ],
        campaigns=queries.campaigns(period.span, code),
        links=_links(code),
        is_printable=code in PRINTED or (view.is_own and view.ended_at is None),
        qr=qr_address(_links(code)[0]) if _links(code) else "",
    )


@blueprint.post("/sources/<code>/end")
@manages
def end_source(code: str) -> ResponseReturnValue:
    """Put a link aside."""
    with db.writing():
        sources.end(code=code, is_ended=True)
    return redirect(url_for("office.source", code=code, done="ended"), 303)


@blueprint.post("/sources/<code>/resume")
@manages
def resume_source(code: str) -> ResponseReturnValue:
    """Take a link back that was put aside."""
    with db.writing():
        sources.end(code=code, is_ended=False)
    return redirect(url_for("office.source", code=code, done="resumed"), 303)


@blueprint.get("/sources/<code>/code.<any(png,svg):ending>")
@manages
def source_code(code: str, ending: str) -> ResponseReturnValue:
    """The QR code that leads to joining, as a picture."""
    links = _links(sources.source(code).code)
    if not links:
        raise NotFound
    answer = Response(qr_file(links[0], ending), mimetype=_QR_TYPES[ending])
    name = f"{g.business.slug}-{code}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _form(view: SourceView) -> NotesForm:
    known = {"note": view.note, "cost": view.cost_minor}
    if view.is_own:
        return LinkForm(data=known | {"title": view.title, "kind": view.kind})
    return NotesForm(data=known)


def _change(form: NotesForm, view: SourceView) -> bool:
    title = form.title.data if isinstance(form, LinkForm) else ""
    kind = form.kind.data if isinstance(form, LinkForm) else view.kind

    def change() -> dict[str, Any]:
        sources.change(
            code=view.code,
            kind=kind,
            title=title or "",
            note=form.note.data or "",
            cost_minor=form.cost.data,
        )
        return {}

    return form.send(change, field="note") is not None


def _links(code: str) -> list[str]:
    """Where the code leads: to joining, and to the business's page."""
    if code in _WITHOUT_LINK:
        return []
    site = session.config().address
    return [
        f"{site}{url_for(endpoint, s=code)}"
        for endpoint in ("public.join", "public.business")
    ]


def _counted(code: str, span: Span) -> Counts:
    (counts,) = _by_part(code, [span])
    return counts


def _by_part(code: str, parts: list[Span]) -> list[Counts]:
    days = queries.of_source(code, Span(parts[0].first, parts[-1].last))
    found = []
    for part in parts:
        of = [each for day, each in days.items() if part.first <= day <= part.last]
        views, joins, bought = (
            sum(column) for column in zip((0, 0, 0), *of, strict=True)
        )
        found.append((views, joins, bought))
    return found


def _charts(parts: list[Span], rows: list[Counts]) -> list[Chart]:
    named = [Part(part, periods.in_words(part), queries.Figures()) for part in parts]
    number = locales.number_text
    charts = []
    for place, name in enumerate((_("Viewers"), _("New members"), _("Bought"))):
        values = [row[place] for row in rows]
        charts.append(
            Chart(name, number(sum(values)), values, titles(named, values, number))
        )
    return charts
