"""Printed matter to join by: each kind and place has its own code, so joins are counted."""

from collections.abc import Container

from flask import Response, g, request, url_for
from flask.typing import ResponseReturnValue

from app.core import db, locales
from app.core.errors import NotFound
from app.core.ids import ProgrammeId
from app.core.locales import mark
from app.insights import queries
from app.onboarding import steps
from app.programmes import queries as programmes
from app.wallet import posters
from app.wallet.codes import qr_address
from app.web import session
from app.web.office.door import blueprint, manages
from app.web.page import page

MATTER = {
    "poster": mark("Poster, A4"),
    "tent-a5": mark("Table tent, A5"),
    "tent-a6": mark("Table tent, A6"),
    "sticker": mark("Till sticker, 10 × 10 cm"),
}
PLACES = {
    "poster": "poster",
    "tent-a5": "table",
    "tent-a6": "table",
    "sticker": "till",
}
HINTS = {
    "poster": mark(
        "Print it at full size. The code is 84 mm wide and is read from a metre away."
    ),
    "tent-a5": mark("Print it on A4 at full size and fold it in the middle."),
    "tent-a6": mark("Print it on A5 at full size and fold it in the middle."),
    "sticker": mark(
        "Print it on adhesive paper, or give the file to a printing house."
    ),
}


@blueprint.get("/printing")
@manages
def printing() -> ResponseReturnValue:
    """Choose a kind, a place and a language; see the code, take the file."""
    known = queries.printable()
    kind, language = _kind(), _language()
    source = _source(known)
    return page(
        "office/printing.html",
        sources={code: each.title for code, each in known.items()},
        matter={code: locales.gettext(words) for code, words in MATTER.items()},
        kind=kind,
        source=source,
        chosen=request.args.get("source", ""),
        hint=locales.gettext(HINTS[kind]),
        for_press=kind in posters.FOR_PRESS,
        poster_language=language,
        headline=posters.headline(language),
        link=_link(source),
        spoken_link=_spoken_link(),
        qr=qr_address(_link(source)),
        programmes=programmes.programmes(),
    )


@blueprint.get("/printing/poster.pdf")
@manages
def poster() -> ResponseReturnValue:
    """The poster, tent or sticker as a file; ``press`` adds bleed and crop marks."""
    kind, language = _kind(), _language()
    source = _source(queries.printable())
    body = posters.join_matter(
        g.business,
        kind,
        url=_link(source),
        spoken_link=_spoken_link(),
        language=language,
        for_press="press" in request.args,
    )
    with db.writing():
        steps.poster_made()
    name = source if kind == "poster" else f"{kind}-{source}"
    return _file(body, f"{g.business.slug}-{name}-{language}.pdf")


@blueprint.get("/printing/card-<int:programme_id>.pdf")
@manages
def sample_card(programme_id: ProgrammeId) -> ResponseReturnValue:
    """A sample card with bleed and crop marks, for a printing house."""
    body = posters.sample_card(
        g.business, programme_id, session.config(), language=_language()
    )
    return _file(body, f"{g.business.slug}-card-{_language()}.pdf")


def _file(body: bytes, name: str) -> Response:
    response = Response(body, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _kind() -> str:
    kind = request.args.get("kind", "poster")
    if kind not in MATTER:
        raise NotFound
    return kind


def _source(known: Container[str]) -> str:
    """The place; without one, where such matter usually is."""
    source = request.args.get("source") or PLACES[_kind()]
    if source not in known:
        raise NotFound
    return source


def _language() -> str:
    language = request.args.get("language", g.business.language)
    if language not in locales.LANGUAGES:
        raise NotFound
    return str(language)


def _spoken_link() -> str:
    return _link("").partition("://")[2]


def _link(source: str) -> str:
    """Where a printed code leads; without a source, the address to be typed."""
    path = url_for("public.join", s=source) if source else url_for("public.join")
    return f"{session.config().address}{path}"
