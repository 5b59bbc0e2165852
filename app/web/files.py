"""Tables as downloads: written while they are sent."""

from collections.abc import Iterator

from flask import Response, g, stream_with_context
from werkzeug.datastructures import Headers

from app.core import db, locales, tenancy
from app.core.ids import BusinessId
from app.exchange import tables
from app.exchange.tables import Table
from app.insights.periods import Span


def download(table: Table, ending: str, name: str) -> Response:
    """The answer with a table as CSV or XLSX, called after the business and ``name``."""
    headers = Headers()
    file = f"{g.business.slug}-{name}.{ending}"
    headers["Content-Disposition"] = f'attachment; filename="{file}"'
    pieces = _sent(table, ending, g.business.id, locales.language())
    return Response(
        stream_with_context(pieces),
        headers=headers,
        content_type=tables.MEDIA_TYPES[ending],
    )


def called(what: str, span: Span) -> str:
    """A file's name with its period."""
    if span.is_one_day:
        return f"{what}-{span.first.isoformat()}"
    return f"{what}-{span.first.isoformat()}-{span.last.isoformat()}"


def _sent(
    table: Table, ending: str, business_id: BusinessId, language: str
) -> Iterator[bytes]:
    pieces = tables.chunks(table, ending)
    while True:
        # What a piece is made in must not be left open while it is sent.
        with tenancy.scope(business_id), locales.speaking(language):
            piece = next(pieces, None)
            db.session().rollback()
        if piece is None:
            return
        yield piece
