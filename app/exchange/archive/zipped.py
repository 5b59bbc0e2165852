"""The file of an archive while it is written: counted, and digested part by part."""

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, TypeVar

T = TypeVar("T")
Progress = Callable[[int], None]


@dataclass
class Sums:
    """What the books of the archive come to, to be compared after an import."""

    points: int = 0
    debt: int = 0
    entries: int = 0


@dataclass
class Writer:
    """An archive being written: counts rows, and digests every file."""

    zip: zipfile.ZipFile
    progress: Progress
    done: int = 0
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    sums: Sums = field(default_factory=Sums)

    @contextmanager
    def file(self, path: str) -> Iterator["_Digesting"]:
        """A file of the archive; its digest is kept for the manifest."""
        with self.zip.open(path, "w", force_zip64=True) as out:
            made = _Digesting(out)
            yield made
        self.files[path] = {"rows": made.rows, "sha256": made.sha.hexdigest()}

    def advance(self, rows: int) -> None:
        """Count rows that were written, and tell it."""
        self.done += rows
        self.progress(self.done)


class _Digesting:
    """A file that is digested while it is written."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out, self.sha, self.rows = out, hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        """Write some bytes."""
        self.sha.update(data)
        self.out.write(data)

    def line(self, text: str) -> None:
        """Write one line that counts as a row."""
        self.rows += 1
        self.write(f"{text}\n".encode())

    def counting(self, rows: Iterable[T]) -> Iterator[T]:
        """The same rows, counted as they pass."""
        for row in rows:
            self.rows += 1
            yield row
