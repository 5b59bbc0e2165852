"""What a browser shows: the business first, its words, and the page that they lead to."""

import json
import re
from dataclasses import dataclass
from typing import Final

from app.notifications.push.encryption import MOST_BYTES

LONGEST_TITLE: Final = 120
LONGEST_BODY: Final = 400
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)
_ENDS: Final = "…"


@dataclass(frozen=True, kw_only=True)
class Message:
    """A notice as a browser is told it.

    Attributes:
        sender: the business's name; it stands first.
        subject: what it is about.
        paragraphs: the words.
        path: the page of this site that it opens; below the business.
        stop: the words of the button that leads to ``stop_path``.
        stop_path: the page where notifications are turned off.
        topic: names the notice: one that comes again takes the place of the first.
        unread: how much the member has not read, for the badge of the app.
        is_urgent: whether a phone that sleeps is woken for it.
        ttl_seconds: how long a service keeps it for a device that is off.
    """

    sender: str
    subject: str
    paragraphs: tuple[str, ...]
    path: str
    stop: str
    stop_path: str
    topic: str
    unread: int
    is_urgent: bool = False
    ttl_seconds: int = 2 * 24 * 3600

    def __post_init__(self) -> None:
        for path in (self.path, self.stop_path):
            if not path.startswith("/") or path.startswith(("//", "/\\")):
                raise ValueError(path)
        if not _TOPIC.fullmatch(self.topic):
            raise ValueError(self.topic)


def payload(message: Message) -> bytes:
    """The JSON that the worker of the cabinet reads, at most ``MOST_BYTES``."""
    body = _cut("\n".join(message.paragraphs), LONGEST_BODY)
    while True:
        text = json.dumps(
            {
                "title": _cut(f"{message.sender}: {message.subject}", LONGEST_TITLE),
                "body": body,
                "path": message.path,
                "stop": [message.stop, message.stop_path],
                "tag": message.topic,
                "unread": message.unread,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()
        if len(text) <= MOST_BYTES or not body:
            return text
        body = _cut(body, len(body) // 2)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + _ENDS
