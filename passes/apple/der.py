"""Distinguished and basic encoding (X.690): the values that a signature is made of."""

from dataclasses import dataclass
from typing import Final

SEQUENCE: Final = 0x30
SET: Final = 0x31
OCTETS: Final = 0x04
UTC_TIME: Final = 0x17
GENERALIZED_TIME: Final = 0x18
CONTEXT_0: Final = 0xA0

_CONSTRUCTED: Final = 0x20
_LONG: Final = 0x80
_MAX_DEPTH: Final = 24


class Malformed(ValueError):
    """These bytes are no encoded value."""


@dataclass(frozen=True, slots=True)
class Node:
    """One value: its tag, its contents, itself, and the parts of a constructed one."""

    tag: int
    content: bytes
    raw: bytes
    parts: tuple["Node", ...] = ()


def value(tag: int, *parts: bytes) -> bytes:
    """Tag, length and contents, in the distinguished encoding."""
    content = b"".join(parts)
    length = len(content)
    if length < _LONG:
        return bytes((tag, length)) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG | len(size))) + size + content


def parsed(data: bytes) -> Node:
    """The value at the start; lengths may be indefinite, as Apple's tools write them.

    Raises:
        Malformed: cut off, or nested too deeply.
    """
    try:
        return _parsed(data, 0, 0)[0]
    except IndexError as error:
        message = "the value is cut off"
        raise Malformed(message) from error


def _parsed(data: bytes, at: int, depth: int) -> tuple[Node, int]:
    """The value that starts at `at`, and where the next one starts."""
    if depth > _MAX_DEPTH:
        message = "the value is nested too deeply"
        raise Malformed(message)
    tag, first, body = data[at], data[at + 1], at + 2
    if first == _LONG:
        parts, end = _until_end(data, body, depth)
        raw = data[at : end + 2]
        return _joined(tag, data[body:end], raw, parts), end + 2
    length = first
    if first > _LONG:
        count = first - _LONG
        length = int.from_bytes(data[body : body + count], "big")
        body += count
    end = body + length
    if end > len(data):
        raise IndexError(end)
    parts = _between(data, body, end, depth) if tag & _CONSTRUCTED else ()
    return _joined(tag, data[body:end], data[at:end], parts), end


def _joined(tag: int, content: bytes, raw: bytes, parts: tuple[Node, ...]) -> Node:
    """A node; the pieces of a constructed octet string are put together."""
    if tag == _CONSTRUCTED | OCTETS:
        return Node(OCTETS, b"".join(part.content for part in parts), raw)
    return Node(tag, content, raw, parts)


def _between(data: bytes, at: int, end: int, depth: int) -> tuple[Node, ...]:
    parts = []
    while at < end:
        part, at = _parsed(data, at, depth + 1)
        parts.append(part)
    return tuple(parts)


def _until_end(data: bytes, at: int, depth: int) -> tuple[tuple[Node, ...], int]:
    parts = []
    while data[at : at + 2] != b"\0\0":
        part, at = _parsed(data, at, depth + 1)
        parts.append(part)
    return tuple(parts), at
