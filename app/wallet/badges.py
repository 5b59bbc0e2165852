"""The wallets' official buttons, brought along by the operator.

The artwork belongs to Apple and Google and is not ours to ship. What the operator puts
into the folder is looked through once and then shown as it is.
"""

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import structlog
from lxml import etree
from PIL import Image

from passes import drawings
from passes.drawings import UnsafeDrawing

WALLETS = ("apple", "google")
MAX_BYTES = 256 * 1024
MAX_SIDE_PIXELS = 2000
_KINDS = {"svg": "image/svg+xml", "png": "image/png"}
_log = structlog.get_logger("badges")


class _Refused(ValueError):
    """The file cannot be a button; the message says why."""


@dataclass(frozen=True)
class Badge:
    """A button as a picture; its size is its natural one, in pixels."""

    body: bytes
    media_type: str
    width: int
    height: int
    digest: str

    @property
    def is_drawing(self) -> bool:
        """Whether it is SVG."""
        return self.media_type == _KINDS["svg"]


def badge(folder: str, wallet: str, language: str) -> Badge | None:
    """The button of a wallet in a language; None where there is none of use."""
    if not folder:
        return None
    for suffix in _KINDS:
        path = Path(folder) / f"{wallet}-{language}.{suffix}"
        try:
            stat = path.stat()
        except OSError:
            continue
        return _loaded(path, stat.st_mtime_ns, stat.st_size)
    return None


@lru_cache(maxsize=16)
def _loaded(path: Path, _changed_at: int, size: int) -> Badge | None:
    """Read once per content; what is wrong with a file is said once, in the log."""
    try:
        if size > MAX_BYTES:
            raise _Refused(f"it has more than {MAX_BYTES // 1024} KiB")
        body = path.read_bytes()
        suffix = path.suffix[1:]
        width, height = (_drawn if suffix == "svg" else _painted)(body)
    except (OSError, UnsafeDrawing, _Refused) as error:
        _log.warning("badge_refused", file=path.name, why=str(error))
        return None
    digest = hashlib.sha256(body).hexdigest()[:12]
    return Badge(body, _KINDS[suffix], width, height, digest)


def _drawn(body: bytes) -> tuple[int, int]:
    """The size of an SVG that cannot act; raises UnsafeDrawing, _Refused."""
    if b"<?xml-stylesheet" in body:
        raise _Refused("its styles are in another file")
    root = etree.fromstring(drawings.cleaned(body))
    return round(float(root.get("width", "0"))), round(float(root.get("height", "0")))


def _painted(body: bytes) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(body), formats=["PNG"]) as picture:
            if max(picture.size) > MAX_SIDE_PIXELS:
                raise _Refused(f"a side has more than {MAX_SIDE_PIXELS} pixels")
            picture.verify()
            return picture.size
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise _Refused("it is no PNG picture") from error
