"""Where the files of print runs lie, and how much room is left.

Paths are made of numbers from the database alone, so no name from outside reaches the
disk.
"""

import shutil
from pathlib import Path
from typing import Literal, get_args

from app.core.config import Config

Kind = Literal["csv", "pdf"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def of_run(config: Config, business_id: int, run_id: int) -> Path:
    """The folder of one run."""
    return root(config) / str(business_id) / str(run_id)


def part(folder: Path, number: int, kind: Kind) -> Path:
    """A finished part, counted from 1."""
    return folder / f"cards-{number:03d}.{kind}"


def root(config: Config) -> Path:
    """The folder of all runs."""
    return config.data_dir.absolute() / "print"


def free_bytes(config: Config) -> int:
    """Room on the disk that the files go to."""
    place = root(config)
    place.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(place).free


def remove(folder: Path) -> None:
    """Delete a run's files."""
    shutil.rmtree(folder, ignore_errors=True)
