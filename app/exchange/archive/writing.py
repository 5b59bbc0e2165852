"""Writing an archive: one ZIP of one moment, with a guide to every file in it."""

import json
import zipfile
from typing import Any, BinaryIO, Final

from sqlalchemy import func, select

from app.businesses.queries import BusinessView
from app.core import clock, db
from app.exchange.archive import contents, guide, readable
from app.exchange.archive.zipped import Progress, Sums, Writer

FORMAT: Final = "tessera-archive"
FORMAT_VERSION: Final = 1
STEP: Final = 2_000
"""Rows that are read at once; progress is told after each batch."""


def count(business_id: int) -> int:
    """How many rows the archive of the business in scope will have."""
    total = 0
    for name in contents.mappers():
        rows = contents.rows(name, business_id).subquery()
        found = db.session().execute(select(func.count()).select_from(rows))
        total += found.scalar_one()
    return total


def write(
    out: BinaryIO, business: BusinessView, *, head: bytes | None, progress: Progress
) -> None:
    """Write the archive of the business in scope, inside ``db.snapshot()``.

    Args:
        out: where to.
        business: whose.
        head: the end of the hash chain, sealed up to that moment.
        progress: hears how many rows are written; what it raises ends the writing.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        writer = Writer(archive, progress)
        for name in contents.mappers():
            _table(writer, name, business.id)
        _pixels(writer)
        readable.write(writer, business)
        with writer.file("README.md") as file:
            file.write(guide.text(business).encode())
        manifest = _manifest(writer, business, head)
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))


def _table(writer: Writer, name: str, business_id: int) -> None:
    query, after = contents.rows(name, business_id), 0
    with writer.file(f"tables/{name}.jsonl") as file:
        while rows := contents.batch(query, name, after=after, limit=STEP):
            for row in rows:
                line = contents.encoded(name, row)
                _sum(writer.sums, name, line)
                file.line(json.dumps(line, ensure_ascii=False))
            after = rows[-1].id
            writer.advance(len(rows))


def _sum(sums: Sums, name: str, line: dict[str, Any]) -> None:
    if name == "accounts" and line["card_id"] is not None:
        if line["kind"] == "points":
            sums.points += line["balance"]
        elif line["kind"] == "debt":
            sums.debt -= line["balance"]
    elif name == "entries":
        sums.entries += line["amount"]


def _pixels(writer: Writer) -> None:
    """Each picture and photo as a file that any program opens."""
    for name in contents.PIXELS:
        model = contents.mappers()[name].class_
        for row_id in db.session().scalars(select(model.id).order_by(model.id)).all():
            row = db.session().get_one(model, row_id)
            line = {"id": row.id, "digest": row.digest}
            with writer.file(contents.file_of(name, line)) as file:
                file.write(row.data)
            db.session().expunge(row)


def _manifest(
    writer: Writer, business: BusinessView, head: bytes | None
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "schema": db.newest_revision(),
        "business": {"id": business.id, "slug": business.slug, "name": business.name},
        "written_at": clock.now().isoformat(),
        "ledger": {
            "head": head.hex() if head else None,
            "points": writer.sums.points,
            "debt": writer.sums.debt,
            "entries": writer.sums.entries,
        },
        "files": writer.files,
    }
