"""Where archives lie until they are fetched; paths are made of numbers alone."""

import shutil
from pathlib import Path

from app.core.config import Config

RESERVE_BYTES = 500_000_000
"""What is left to the database: full disks stop tills."""


def root(config: Config) -> Path:
    """The folder of all archives."""
    return config.data_dir.absolute() / "archives"


def file(config: Config, business_id: int, archive_id: int) -> Path:
    """The file of one archive."""
    return root(config) / f"{business_id}-{archive_id}.zip"


def has_room(config: Config) -> bool:
    """Whether the disk has more than the reserve."""
    place = root(config)
    place.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(place).free > RESERVE_BYTES


def sweep(config: Config, keep: set[Path]) -> None:
    """Delete every archive that nobody keeps, and what a kill has left."""
    for path in root(config).glob("*.zip*"):
        if path not in keep:
            path.unlink(missing_ok=True)
