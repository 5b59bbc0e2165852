"""Bringing an archive back into an empty system: all of it, or nothing."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from sqlalchemy import Table
from sqlalchemy.exc import DBAPIError

from app.core import db, restoring, tenancy
from app.core.errors import Refused
from app.core.ids import BusinessId
from app.exchange.archive import contents, resuming, settling
from app.exchange.archive.writing import FORMAT, FORMAT_VERSION
from app.ledger import moving, verify

_CHUNK = 1 << 20
_BROKEN = (ValueError, KeyError, TypeError, UnicodeError, DBAPIError)
OnTable = Callable[[str, int], None]


class NotAnArchive(Refused):
    """Another kind of file."""

    code = "not_an_archive"
    sentence = "This file is not an archive of Tessera."


class DamagedArchive(Refused):
    """A file in it is not what the manifest says."""

    code = "archive_damaged"
    sentence = "The archive is damaged or was changed: %(what)s. Nothing was imported."


class OtherVersion(Refused):
    """Written by another version of the product."""

    code = "archive_of_another_version"
    sentence = (
        "The archive has schema %(theirs)s, this system has %(ours)s. "
        "Bring both to the same version and write the archive again."
    )


class NotEmpty(Refused):
    """There are businesses or people here already."""

    code = "system_not_empty"
    sentence = (
        "There are businesses or people in this system already. "
        "An archive is imported into an empty system only."
    )


@dataclass(frozen=True)
class Report:
    """What came back."""

    business_id: BusinessId
    slug: str
    rows: int
    pictures: int
    points: int
    debt: int


def restore(path: Path, on_table: OnTable = lambda _name, _rows: None) -> Report:
    """Import an archive, check the books and compare them with what it says.

    Args:
        path: the ZIP file.
        on_table: hears each table's name and how many rows of it are in.

    Raises:
        NotAnArchive, DamagedArchive, OtherVersion, NotEmpty: nothing was changed.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            _check_files(archive, manifest)
            with db.writing():
                return _put_back(archive, manifest, on_table)
    except (OSError, zipfile.BadZipFile) as error:
        raise NotAnArchive from error


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        found = json.loads(archive.read("manifest.json"))
        is_ours = (found["format"], found["format_version"]) == (FORMAT, FORMAT_VERSION)
    except (*_BROKEN, zipfile.BadZipFile) as error:
        raise NotAnArchive from error
    if not is_ours:
        raise NotAnArchive
    if found.get("schema") != db.newest_revision():
        raise OtherVersion(theirs=found.get("schema"), ours=db.newest_revision())
    return cast("dict[str, Any]", found)


def _check_files(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Every file that the manifest names is there and as it was written."""
    try:
        for path, says in manifest["files"].items():
            with archive.open(path) as file:
                if _digest(file) != says["sha256"]:
                    raise DamagedArchive(what=path)
        for name in contents.mappers():
            manifest["files"][f"tables/{name}.jsonl"]["rows"]
    except (*_BROKEN, zipfile.BadZipFile) as error:
        raise DamagedArchive(what=str(error)[:200]) from error


def _digest(file: IO[bytes]) -> str:
    sha = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        sha.update(chunk)
    return sha.hexdigest()


def _put_back(
    archive: zipfile.ZipFile, manifest: dict[str, Any], on_table: OnTable
) -> Report:
    tables = {n: cast("Table", m.local_table) for n, m in contents.mappers().items()}
    if not all(restoring.is_empty(table) for table in tables.values()):
        raise NotEmpty
    total = 0
    try:
        for name, table in tables.items():
            lines = _lines(archive, name)
            put = moving.put if name in moving.NAMES else _plain(table)
            count = put(name, lines)
            if count != manifest["files"][f"tables/{name}.jsonl"]["rows"]:
                raise DamagedArchive(what=f"tables/{name}.jsonl")
            on_table(name, count)
            total += count
        restoring.count_on(tables.values())
        return _checked(manifest, total)
    except _BROKEN as error:
        raise DamagedArchive(what=str(error)[:200]) from error


def _plain(table: Table) -> Callable[[str, Iterator[restoring.Row]], int]:
    return lambda _name, rows: restoring.put(table, rows)


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[restoring.Row]:
    with archive.open(f"tables/{name}.jsonl") as file:
        for line in file:
            row = settling.settled(name, contents.decoded(name, json.loads(line)))
            if name in contents.PIXELS:
                row["data"] = archive.read(contents.file_of(name, row))
            yield row


def _checked(manifest: dict[str, Any], total: int) -> Report:
    """The books verify, end where they ended, and come to what they came to."""
    business_id = BusinessId(int(manifest["business"]["id"]))
    says = manifest["ledger"]
    head = bytes.fromhex(says["head"]) if says["head"] else None
    with tenancy.scope(business_id):
        fault = next(verify.verify(business_id, head), None)
        if fault is not None:
            raise DamagedArchive(what=f"{fault.row} {fault.problem}")
        points, debt = verify.owed(business_id)
    if (points, debt) != (says["points"], says["debt"]):
        raise DamagedArchive(what="the sums of the books")
    with tenancy.scope(business_id):
        resuming.resume()
    pictures = sum(path.startswith("pictures/") for path in manifest["files"])
    slug = str(manifest["business"]["slug"])
    return Report(business_id, slug, total, pictures, points, debt)
