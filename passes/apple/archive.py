"""Writes ZIP archives whose files are stored as they are (APPNOTE 4.3).

The pictures of a pass do not change with the customer, so they are laid out once and
every pass begins with that very stretch of bytes. Entries carry the earliest time a
ZIP can express: equal files give equal archives.
"""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")

_VERSION: Final = 10
_MADE_ON_UNIX: Final = 3 << 8 | _VERSION
_FIRST_OF_1980: Final = 0x21
_READABLE_FILE: Final = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Layer:
    """Files laid out one after another, and what the directory will say of them.

    Attributes:
        bodies: headers and contents.
        entries: the directory's records.
        count: how many files.
    """

    bodies: bytes
    entries: bytes
    count: int


def layer(files: Mapping[str, bytes], *, start: int = 0) -> Layer:
    """Lay out files.

    Args:
        files: path → contents; paths in ASCII.
        start: where in the archive the first one will stand.
    """
    bodies: list[bytes] = []
    entries: list[bytes] = []
    at = start
    for path, data in files.items():
        name = path.encode("ascii")
        check, size = zlib.crc32(data), len(data)
        facts = 0, 0, 0, _FIRST_OF_1980, check, size, size, len(name), 0
        local = _LOCAL.pack(b"PK\3\4", _VERSION, *facts) + name
        bodies += local, data
        entries += (
            _ENTRY.pack(
                b"PK\1\2", _MADE_ON_UNIX, _VERSION, *facts, 0, 0, 0, _READABLE_FILE, at
            ),
            name,
        )
        at += len(local) + size
    return Layer(b"".join(bodies), b"".join(entries), len(files))


def archive(first: Layer, files: Mapping[str, bytes]) -> bytes:
    """A whole archive: a layer that was made before, and more files behind it."""
    more = layer(files, start=len(first.bodies))
    count = first.count + more.count
    size = len(first.entries) + len(more.entries)
    at = len(first.bodies) + len(more.bodies)
    end = _END.pack(b"PK\5\6", 0, 0, count, count, size, at, 0)
    return b"".join((first.bodies, more.bodies, first.entries, more.entries, end))


NOTHING: Final = layer({})
"""What an archive begins with when nothing was made before."""
