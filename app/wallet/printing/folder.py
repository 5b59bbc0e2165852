"""Where the files of print runs lie, how much room is left, and who may write there.

Paths are made of numbers from the database alone, so no name from outside reaches the
disk. A part appears under its name only when it is whole.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, get_args

from app.core.config import Config

Kind = Literal["csv", "pdf"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def of_run(config: Config, business_id: int, run_id: int) -> Path:
    """The folder of one run."""
    return _root(config) / str(business_id) / str(run_id)


def part(folder: Path, number: int, kind: Kind) -> Path:
    """A finished part, counted from 1."""
    return folder / f"cards-{number:03d}.{kind}"


def _root(config: Config) -> Path:
    return config.data_dir.absolute() / "print"


def free_bytes(config: Config) -> int:
    """Room on the disk that the files go to."""
    root = _root(config)
    root.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(root).free


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file that gets its name when the block ends well, and is on the disk by then."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".draft")
    with draft.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def remove(folder: Path) -> None:
    """Delete a run's files."""
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def alone(config: Config) -> Iterator[bool]:
    """Whether this is the only maker at work; the lock ends with its process."""
    root = _root(config)
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
