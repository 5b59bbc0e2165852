"""Printed matter: the join poster, by place, so that joins are counted by place."""

from flask import Response, g, request, url_for
from flask.typing import ResponseReturnValue

from app.core import locales
from app.core.errors import NotFound
from app.core.locales import mark
from app.wallet.codes import qr_address
from app.wallet.posters import join_poster
from app.web import session
from app.web.office.door import blueprint, manages
from app.web.page import page

SOURCES = {
    "poster": mark("Poster at the entrance"),
    "till": mark("At the till"),
    "table": mark("On a table"),
    "window": mark("In the window"),
    "receipt": mark("On receipts"),
    "flyer": mark("Flyers"),
}


@blueprint.get("/printing")
@manages
def printing() -> ResponseReturnValue:
    """Choose a place and a language; see the code, take the poster."""
    source, language = _source(), _language()
    return page(
        "office/printing.html",
        sources={code: locales.gettext(words) for code, words in SOURCES.items()},
        source=source,
        poster_language=language,
        link=_link(source),
        qr=qr_address(_link(source)),
    )


@blueprint.get("/printing/poster.pdf")
@manages
def poster() -> ResponseReturnValue:
    """The poster as a file."""
    source = _source()
    body = join_poster(
        g.business,
        url=_link(source),
        spoken_link=_link("").partition("://")[2],
        language=_language(),
    )
    response = Response(body, mimetype="application/pdf")
    name = f"{g.business.slug}-{source}-{_language()}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _source() -> str:
    source = request.args.get("source", "poster")
    if source not in SOURCES:
        raise NotFound
    return source


def _language() -> str:
    language = request.args.get("language", g.business.language)
    if language not in locales.LANGUAGES:
        raise NotFound
    return str(language)


def _link(source: str) -> str:
    """Where a printed code leads; without a source, the address to be typed."""
    path = url_for("public.join", s=source) if source else url_for("public.join")
    return f"{session.config().address}{path}"
