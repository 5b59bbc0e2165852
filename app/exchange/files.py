"""Rows of a purchases file, one at a time, whatever its format."""

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.core.errors import Refused

CHUNK = 1 << 20
PARQUET_ROWS = 20_000
MAX_FIELD = 10_000


class UnreadableFile(Refused):
    """The file cannot be read as what its name says."""

    code = "unreadable_file"
    sentence = "The file cannot be read: %(problem)s."


def digest(path: Path) -> str:
    """A hash of the file's content, to know it again."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            total.update(chunk)
    return total.hexdigest()


def count(path: Path) -> int:
    """About how many rows the file has, for a progress bar."""
    if path.suffix == ".parquet":
        return int(_parquet(path).metadata.num_rows)
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(CHUNK), b""))


def rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number and columns of every row; raises UnreadableFile.

    In a CSV the header is line 1, as editors count; a Parquet row counts from 1.
    """
    if path.suffix == ".parquet":
        yield from _parquet_rows(path)
    else:
        yield from _csv_rows(path)


def _csv_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    csv.field_size_limit(MAX_FIELD)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            sample = file.read(4096)
            file.seek(0)
            delimiter = max(",;\t", key=sample.partition("\n")[0].count)
            reader = csv.DictReader(file, delimiter=delimiter)
            for row in reader:
                yield reader.line_num, row
    except (UnicodeDecodeError, csv.Error) as problem:
        raise UnreadableFile(problem=problem) from problem


def _parquet_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    number = 0
    for batch in _parquet(path).iter_batches(batch_size=PARQUET_ROWS):
        names = batch.schema.names
        columns = [column.to_pylist() for column in batch.columns]
        for values in zip(*columns, strict=True):
            number += 1
            yield number, dict(zip(names, values, strict=True))


def _parquet(path: Path) -> Any:
    try:
        from pyarrow import ArrowException  # noqa: PLC0415 - an optional extra
        from pyarrow.parquet import ParquetFile  # noqa: PLC0415
    except ImportError as problem:
        raise UnreadableFile(
            problem="Parquet needs the extra: pip install 'tessera[parquet]'"
        ) from problem
    try:
        return ParquetFile(path)
    except (ArrowException, OSError) as problem:
        raise UnreadableFile(problem=problem) from problem
