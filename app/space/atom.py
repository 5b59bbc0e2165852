"""A feed of posts as Atom (RFC 4287): pure, from frozen entries to bytes."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_PREFIXES: Final[Any] = {None: NAMESPACE}
# XML 1.0 has no way at all to write these, not even escaped.
_UNSAYABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One post; addresses are absolute, ``html`` is clean markup."""

    id: str
    title: str
    address: str
    published_at: datetime
    updated_at: datetime
    summary: str
    html: str
    category: str
    picture: str | None = None


@dataclass(frozen=True, kw_only=True)
class Feed:
    """The whole; ``founded_at`` dates a feed that has no entries yet."""

    id: str
    title: str
    subtitle: str
    language: str
    page: str
    address: str
    founded_at: datetime
    entries: tuple[Entry, ...]


def permanent_id(*parts: object) -> str:
    """An id that never changes, whatever the site's address becomes."""
    return uuid5(NAMESPACE_URL, "tessera:" + "/".join(map(str, parts))).urn


def document(feed: Feed) -> bytes:
    """The feed as UTF-8 XML."""
    newest = max((e.updated_at for e in feed.entries), default=feed.founded_at)
    root = _element("feed")
    root.set("{http://www.w3.org/XML/1998/namespace}lang", feed.language)
    author = _element("author")
    author.append(_element("name", feed.title))
    root.extend(
        [
            _element("id", feed.id),
            _element("title", feed.title),
            _element("subtitle", feed.subtitle),
            _element("updated", _instant(newest)),
            _link("self", "application/atom+xml", feed.address),
            _link("alternate", "text/html", feed.page),
            author,
            _element("generator", "Tessera"),
            *map(_entry, feed.entries),
        ]
    )
    return bytes(
        etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    )


def _entry(entry: Entry) -> etree._Element:
    found = _element("entry")
    found.extend(
        [
            _element("id", entry.id),
            _element("title", entry.title),
            _link("alternate", "text/html", entry.address),
            _element("published", _instant(entry.published_at)),
            _element("updated", _instant(entry.updated_at)),
            _element("category", term=entry.category),
            _element("summary", entry.summary),
            _element("content", entry.html, type="html"),
        ]
    )
    if entry.picture:
        found.append(_link("enclosure", "image/webp", entry.picture))
    return found


def _link(rel: str, kind: str, address: str) -> etree._Element:
    return _element("link", rel=rel, type=kind, href=address)


def _element(name: str, words: str = "", **attributes: str) -> etree._Element:
    found = etree.Element(f"{{{NAMESPACE}}}{name}", attributes, nsmap=_PREFIXES)
    found.text = _UNSAYABLE.sub("", words) or None
    return found


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
