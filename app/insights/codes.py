"""The codes in addresses that say where somebody comes from; no database, no clock."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.locales import mark

TOUCHES = ("first", "last")
DIRECT = ""
"""Came without any code: typed, bookmarked, found."""
OTHER = "other"
"""All codes that are nobody's, together, so that strangers cannot make rows."""

KIND_NAMES = {
    "social": mark("Social network"),
    "messenger": mark("Messenger"),
    "link": mark("Website or link"),
    "mail": mark("E-mail"),
    "ad": mark("Advertising"),
    "partner": mark("Partner"),
    "staff": mark("Staff, by word of mouth"),
    "poster": mark("Poster"),
    "table": mark("Table tent"),
    "till": mark("Till"),
    "window": mark("Window"),
    "receipt": mark("Receipt"),
    "flyer": mark("Flyer"),
    "post": mark("Post"),
    "card": mark("Printed card"),
    "other": mark("Other"),
}
KINDS = tuple(KIND_NAMES)
OWN_KINDS = tuple(kind for kind in KINDS if kind not in {"post", "card", "other"})
"""Channels that a business makes links for by itself."""

PRINTED = {
    "poster": mark("Poster at the entrance"),
    "till": mark("At the till"),
    "table": mark("On a table"),
    "window": mark("In the window"),
    "receipt": mark("On receipts"),
    "flyer": mark("Flyers"),
}
"""What everybody has from the first day, with its code."""
_ELSEWHERE = {
    "link": (mark("Link without a name"), "link"),
    "plastic": (mark("Printed card"), "card"),
    "import": (mark("Brought in from another system"), "other"),
    DIRECT: (mark("Directly, without a code"), "other"),
    OTHER: (mark("Unknown codes"), "other"),
}
BUILT_IN = {code: (title, code) for code, title in PRINTED.items()} | _ELSEWHERE
"""Title and kind of each code that needs no row."""

LONGEST = 64
_MOST_BYTES = 150
_POST = re.compile(r"post-([1-9]\d{0,17})", re.ASCII)
_UTM = ("source", "medium", "campaign", "content", "term")
KEPT_FOR = timedelta(days=30)


def of_post(post_id: int) -> str:
    """The code of a post: ``post-12``."""
    return f"post-{post_id}"


def post_of(code: str) -> int | None:
    """The post that a code belongs to, if it has that form."""
    match = _POST.fullmatch(code)
    return int(match[1]) if match else None


def cleaned(text: str) -> str:
    """What an address says, on one line, without signs that show nothing, and cut."""
    words = " ".join(text.split())
    seen = "".join(letter for letter in words if letter.isprintable())[:LONGEST]
    return seen.encode()[:_MOST_BYTES].decode(errors="ignore").strip()


@dataclass(frozen=True)
class Touch:
    """An address that brought somebody here: our code and the five UTM words."""

    day: date
    code: str
    source: str = ""
    medium: str = ""
    campaign: str = ""
    content: str = ""
    term: str = ""

    def packed(self) -> list[str]:
        """For a cookie."""
        return [self.day.isoformat(), self.code, *(getattr(self, u) for u in _UTM)]


def unpacked(values: list[str]) -> Touch:
    """The touch that a cookie holds."""
    day, *words = values
    return Touch(date.fromisoformat(day), *words)


def touch_of(address: Mapping[str, str], day: date) -> Touch | None:
    """What the arguments of an address say; None when they name no source.

    ``s`` is our own code and goes before ``utm_source``.
    """
    own = cleaned(address.get("s", ""))
    utm = [cleaned(address.get(f"utm_{name}", "")) for name in _UTM]
    if not own and not any(utm):
        return None
    return Touch(day, own or utm[0] or OTHER, *utm)
