"""Tables as downloads: written while they are sent."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, g, stream_with_context
from sqlalchemy.sql.base import ExecutableOption
from werkzeug.datastructures import Headers

from app.core import db, locales, tenancy
from app.core.ids import BusinessId
from app.exchange import tables
from app.exchange.tables import Table
from app.insights.periods import Span


@dataclass(frozen=True)
class _Seen:
    """What whoever asked may see, and how they read it."""

    business_id: BusinessId
    limits: tuple[ExecutableOption, ...]
    language: str


def download(table: Table, ending: str, name: str) -> Response:
    """The answer with a table as CSV or XLSX, called after the business and ``name``."""
    headers = Headers()
    file = f"{g.business.slug}-{name}.{ending}"
    headers["Content-Disposition"] = f'attachment; filename="{file}"'
    # The guard's scope and limits are left before the first piece is made.
    seen = _Seen(g.business.id, tenancy.limits(), locales.language())
    pieces = _sent(table, ending, seen)
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


def _sent(table: Table, ending: str, seen: _Seen) -> Iterator[bytes]:
    pieces = tables.chunks(table, ending)
    while True:
        # What a piece is made in must not be left open while it is sent.
        with (
            tenancy.scope(seen.business_id),
            tenancy.narrowed(seen.limits),
            locales.speaking(seen.language),
        ):
            piece = next(pieces, None)
            db.session().rollback()
        if piece is None:
            return
        yield piece
