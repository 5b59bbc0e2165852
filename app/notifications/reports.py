"""What a mail server reports of a letter: that it came back, or that it is unwanted.

Pure: bytes of a stranger in, a report or nothing out. Only reports made for machines are
read (RFC 3464 and 6533, RFC 5965); replies, absence notes and free words say nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.parser import HeaderParser
from typing import Any, Final, Literal

MAX_BYTES: Final = 256 * 1024
"""So much of a message is read; a report with one of our letters whole is far smaller."""

_MAX_HEADERS = 60
_MAX_BOUNDARIES = 500
_MAX_PARAMETERS = 5000
_MAX_LINE = 2000
_CONTENT_TYPES = re.compile(rb"(?:^|[\r\n])content-type[ \t]*:", re.IGNORECASE)
_BOUNDARIES = re.compile(rb"(?:^|[\r\n])--")
_LONG_LINES = re.compile(rb"([^\r\n]{%d})[^\r\n]+" % _MAX_LINE)
_STATUS = re.compile(r"\s*([245])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9.])", re.ASCII)
_IN_REPLY = re.compile(
    r"\b[45][0-9]{2}[ -]([45])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9.])", re.ASCII
)
_IDS = re.compile(r"<([^<>\s]{1,400})>")
_WORD = re.compile(r"[a-z-]+")
_STATUSES = {"message/delivery-status", "message/global-delivery-status"}
_LETTERS = {
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
}
_ELSEWHERE = ("Original-Message-ID", "X-Original-Message-ID")
_QUOTES = ("In-Reply-To", "References")


@dataclass(frozen=True)
class Report:
    """What is said of a letter, and by which Message-IDs it may be meant.

    ``why`` is a code of `whys.SENTENCES`; ``is_address`` whether a failure says that the
    address itself does not work. ``status`` is as RFC 3463 has it, or empty.
    """

    kind: Literal["failure", "complaint"]
    message_ids: tuple[str, ...]
    why: str
    status: str = ""
    is_address: bool = False


def read(raw: bytes) -> Report | None:
    """The report that a message is; None for anything else."""
    message = _parsed(raw[:MAX_BYTES])
    if message is None or message.get_content_type() != "multipart/report":
        return None
    parts = _parts(message)
    for place, part in enumerate(parts):
        if part.get_content_type() in _STATUSES:
            return _failure(message, part, parts[place + 1 :])
        if part.get_content_type() == "message/feedback-report":
            return _complaint(message, part, parts[place + 1 :])
    return None


def _parsed(raw: bytes) -> Message | None:
    """The message, unless it is made to be expensive.

    ``policy.default`` reads the grammar of every header, and a stranger's header can
    make that run for minutes or recurse without end; this policy takes them as they are.
    """
    if len(_CONTENT_TYPES.findall(raw)) > _MAX_HEADERS:
        return None
    if len(_BOUNDARIES.findall(raw)) > _MAX_BOUNDARIES:
        return None
    if raw.count(b";") > _MAX_PARAMETERS:
        return None
    return message_from_bytes(_LONG_LINES.sub(rb"\1", raw), policy=policy.compat32)


def _parts(message: Message) -> list[Message]:
    payload: Any = message.get_payload()
    return payload if isinstance(payload, list) else []


def _failure(
    report: Message, status_part: Message, rest: list[Message]
) -> Report | None:
    """A failure, when nobody was reached and nothing is tried any more.

    Our letters have one recipient; more are those that a list or a forwarding made.
    """
    groups = _groups(status_part)
    actions = [_word(group, "Action") for group in groups]
    if set(filter(None, actions)) != {"failed"}:
        return None
    found = [
        _status(group) for group, action in zip(groups, actions, strict=True) if action
    ]
    # Where one address of a forwarding works no longer and another is full, the letter
    # came back for both; only what holds for all says something of the address.
    status = next((each for each in found if not _is_address(each)), found[0])
    return Report(
        "failure",
        tuple(_message_ids(report, groups, rest)),
        _why(status),
        ".".join(status),
        is_address=_is_address(status),
    )


def _complaint(
    report: Message, feedback: Message, rest: list[Message]
) -> Report | None:
    """A complaint; other feedback ("not spam", a virus, a forged sender) is none."""
    groups = _groups(feedback)
    if not any(_word(group, "Feedback-Type") == "abuse" for group in groups):
        return None
    return Report("complaint", tuple(_message_ids(report, groups, rest)), "complained")


def _groups(part: Message) -> list[Message]:
    """The groups of fields of a status: of the report, then one for each recipient."""
    groups = []
    for block in _parts(part):
        groups.append(block)
        body = block.get_payload()
        if isinstance(body, str):
            # Only the oldest of these types is taken apart by the parser.
            groups += [
                _fields(each)
                for each in re.split(r"\r?\n\r?\n", body)[:_MAX_HEADERS]
                if each.strip()
            ]
    return groups


def _word(group: Message, name: str) -> str:
    """The first word of a field, which may hold a comment after it."""
    found = _WORD.match(str(group.get(name, "")).strip().lower())
    return found[0] if found else ""


Status = tuple[str, str, str]
_UNKNOWN: Final[Status] = ("5", "0", "0")


def _status(group: Message) -> Status:
    """The status of a recipient, from the server's own words where it says "other"."""
    found = _STATUS.match(str(group.get("Status", "")))
    own: Status = (found[1], found[2], found[3]) if found else _UNKNOWN
    if own[1:] != ("0", "0"):
        return own
    told = _IN_REPLY.search(str(group.get("Diagnostic-Code", "")))
    return (told[1], told[2], told[3]) if told else own


_ADDRESS: Final = {
    ("1", "0"),
    ("1", "1"),
    ("1", "2"),
    ("1", "3"),
    ("1", "6"),
    ("1", "10"),
    ("2", "1"),
}
"""RFC 3463, 3.2 and 3.3, and RFC 7505: no such mailbox or domain, moved, switched off.

Not X.1.7 and X.1.8, which are about the sender, nor what a full mailbox (X.2.2), a
system (X.3), the network (X.4), a protocol (X.5), the content (X.6) or a policy (X.7)
stood in the way of: that address may take the next letter. "Other" says nothing.
"""


def _is_address(status: Status) -> bool:
    return status[0] == "5" and status[1:] in _ADDRESS


def _why(status: Status) -> str:
    if _is_address(status):
        return "bounced"
    if status[1:] == ("2", "2"):
        return "mailbox_full"
    return "unwanted_there" if status[1] == "7" else "came_back"


def _message_ids(
    report: Message, groups: list[Message], rest: list[Message]
) -> Iterator[str]:
    """How the letter was named: by its own header, else where that was cut off."""
    for part in rest:
        if part.get_content_type() in _LETTERS:
            named = _ids(_returned(part), "Message-ID")
            if named:
                yield from named
                return
    named = [each for group in groups for each in _ids(group, *_ELSEWHERE)]
    yield from named or _ids(report, *_ELSEWHERE, *_QUOTES)


def _returned(part: Message) -> Message:
    """The headers of the letter that came back."""
    inside = _parts(part)
    if inside:
        return inside[0]
    body = part.get_payload(decode=True)
    return _fields(body.decode("latin-1") if isinstance(body, bytes) else "")


def _fields(text: str) -> Message:
    """Fields alone; what follows them is not looked at, whatever type they claim."""
    return HeaderParser(policy=policy.compat32).parsestr(text)


def _ids(message: Message, *names: str) -> list[str]:
    return [
        found
        for name in names
        for value in message.get_all(name, [])
        for found in _IDS.findall(str(value))
    ]
