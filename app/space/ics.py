"""An event as a calendar file (RFC 5545): pure, from frozen values to bytes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

LONGEST_LINE: Final = 75
"""Octets of a line, its break not counted (RFC 5545, 3.1)."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event; ``uid`` never changes, ``changed_at`` makes calendars take it anew."""

    uid: str
    title: str
    description: str
    place: str
    address: str
    starts_at: datetime
    ends_at: datetime | None
    changed_at: datetime


def document(event: Event) -> bytes:
    """The file, in UTF-8 with the line ends that the standard asks for."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tessera//Tessera//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_instant(event.changed_at)}",
        f"LAST-MODIFIED:{_instant(event.changed_at)}",
        f"DTSTART:{_instant(event.starts_at)}",
        *([f"DTEND:{_instant(event.ends_at)}"] if event.ends_at else []),
        f"SUMMARY:{_text(event.title)}",
        *([f"LOCATION:{_text(event.place)}"] if event.place else []),
        *([f"DESCRIPTION:{_text(event.description)}"] if event.description else []),
        f"URL:{event.address}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    """Words without what would end the line or the value."""
    escaped = re.sub(r"([\\;,])", r"\\\1", words)
    lines = re.sub(r"\r\n?|\n", r"\\n", escaped)
    return "".join(sign for sign in lines if sign.isprintable())


def _folded(line: str) -> Iterator[str]:
    """A long line in parts; a part never ends within a sign, later ones begin blank."""
    part, room = "", LONGEST_LINE
    for sign in line:
        octets = len(sign.encode())
        if octets > room:
            yield part
            part, room = " ", LONGEST_LINE - 1
        part += sign
        room -= octets
    yield part
