"""Private pages that stay as they are until something changes them.

An edition is a digest of everything that a page shows. Its tag also says until when time
alone will not change the page, so that one look at the tag answers 304.
"""

import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import cast

from flask import Response, current_app, request

from app.core import clock, locales

_CODE = Path(__file__).parents[1]
_SHOWN = {".html", ".po", ".py"}
_LONGEST_INSTANT = 12


def edition(*shown: object) -> str:
    """A digest of what is shown, by this release, in the reader's language."""
    text = repr((_release(), locales.language(), shown))
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def unchanged(digest: str) -> Response | None:
    """The answer 304 when the reader has this edition and it has not run out."""
    for tag in request.headers.get("If-None-Match", "").split(","):
        # A compressed answer carries the name of its coding behind a colon.
        name = tag.strip().removeprefix("W/").strip('"').partition(":")[0]
        head, _, until = name.partition(".")
        if head == digest and _is_ahead(until):
            return _stamped(Response(status=304), name)
    return None


def stamp(response: Response, digest: str, until: datetime | None = None) -> Response:
    """Mark an answer as this edition, good until an instant."""
    last = str(int(until.timestamp())) if until else ""
    return _stamped(response, f"{digest}.{last}")


def _stamped(response: Response, name: str) -> Response:
    response.headers["ETag"] = f'W/"{name}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _is_ahead(until: str) -> bool:
    if not until:
        return True
    is_instant = until.isascii() and until.isdecimal() and len(until) < _LONGEST_INSTANT
    return is_instant and clock.now().timestamp() < int(until)


def _release() -> str:
    names = cast("dict[str, str]", current_app.extensions["tessera_assets"])
    return _digest_of_code() + names["app.css"]


@cache
def _digest_of_code() -> str:
    """Every page may look different after a change of the code."""
    found = hashlib.blake2b(digest_size=8)
    for path in sorted(_CODE.rglob("*")):
        if path.suffix in _SHOWN:
            found.update(path.read_bytes())
    return found.hexdigest()
