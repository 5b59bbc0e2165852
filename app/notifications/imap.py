"""A mailbox over IMAP (RFC 3501), as far as returned letters need it.

Nothing is changed in it but the mark "seen" on what was ours, and of other people's mail
only the type is asked.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from app.core.errors import Temporary

TIMEOUT_SECONDS = 15
_TLS_PORT = 993
_PLAIN_PORT = 143
_AT_HOME = {"localhost", "127.0.0.1", "::1"}
_MONTHS = tuple(
    "JanFebMarAprMayJunJulAugSepOctNovDec"[at : at + 3] for at in range(0, 36, 3)
)
_UID = re.compile(rb"\bUID (\d{1,10})\b")
_TYPE: Final = "(BODY.PEEK[HEADER.FIELDS (CONTENT-TYPE)])"


class Unreadable(Temporary):
    """The mailbox cannot be read now; says where it failed, and no password."""


class Mailbox:
    """An opened folder."""

    def __init__(self, client: imaplib.IMAP4, uid_validity: int) -> None:
        self._client = client
        self.uid_validity = uid_validity

    def after(self, uid: int, since: date) -> list[int]:
        """Numbers of messages above ``uid`` that came since a day, in order."""
        day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        found = self._ask("SEARCH", "UID", f"{uid + 1}:*", "SINCE", day)
        numbers = {int(each) for line in found if line for each in line.split()}
        # A range up to * holds the last message whatever its number is.
        return sorted(number for number in numbers if number > uid)

    def types(self, uids: Sequence[int]) -> dict[int, str]:
        """What kind of message each of them says it is, by the whole field."""
        if not uids:
            return {}
        found = self._ask("FETCH", ",".join(map(str, uids)), _TYPE)
        types: dict[int, str] = {}
        for place, part in enumerate(found):
            if not isinstance(part, tuple):
                continue
            # Servers give the number before the literal or after it.
            after = found[place + 1] if place + 1 < len(found) else b""
            around = part[0] + (after if isinstance(after, bytes) else b"")
            uid = _UID.search(around)
            if uid is not None:
                types[int(uid[1])] = part[1].decode("latin-1")
        return types

    def message(self, uid: int, max_bytes: int) -> bytes:
        """The beginning of a message; empty when it is gone."""
        found = self._ask("FETCH", str(uid), f"(BODY.PEEK[]<0.{max_bytes}>)")
        return next((part[1] for part in found if isinstance(part, tuple)), b"")

    def mark_seen(self, uid: int) -> None:
        """Say that somebody has read it."""
        self._ask("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")

    def _ask(self, command: str, *given: str) -> list[Any]:
        with _spoken(command):
            kind, found = self._client.uid(command, *given)
        if kind != "OK":
            raise Unreadable(f"the mailbox answered {command} with {kind}")
        return found


@contextmanager
def opened(url: str) -> Iterator[Mailbox]:
    """The folder that ``imaps://user:password@host:port/INBOX`` names.

    ``imap://`` begins with STARTTLS, but for this very machine. Raises Unreadable.
    """
    parts = urlsplit(url)
    with _spoken("connecting"):
        client = _connected(parts.scheme, parts.hostname or "", parts.port)
    try:
        with _spoken("LOGIN"):
            client.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        with _spoken("SELECT"):
            kind, _ = client.select(_quoted(folder))
        if kind != "OK":
            raise Unreadable(f"there is no folder {folder}")
        yield Mailbox(client, _validity(client))
    finally:
        _closed(client)


def _connected(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(
            host,
            port or _TLS_PORT,
            ssl_context=context,
            timeout=TIMEOUT_SECONDS,
        )
    client = imaplib.IMAP4(host, port or _PLAIN_PORT, timeout=TIMEOUT_SECONDS)
    try:
        if "STARTTLS" in client.capabilities:
            client.starttls(ssl_context=context)
        elif host not in _AT_HOME:
            raise Unreadable("the server has no STARTTLS, and no password goes without")
    except (OSError, imaplib.IMAP4.error, Unreadable):
        _closed(client)
        raise
    return client


def _closed(client: imaplib.IMAP4) -> None:
    """Say good-bye, if anybody listens, and let go."""
    try:
        client.logout()
    except (OSError, imaplib.IMAP4.error):
        with suppress(OSError):
            client.shutdown()


@contextmanager
def _spoken(what: str) -> Iterator[None]:
    """Say in our words what failed; the server's own may hold what we sent."""
    try:
        yield
    # Names and passwords that the protocol cannot hold are a ValueError.
    except (OSError, imaplib.IMAP4.error, ValueError) as error:
        raise Unreadable(f"{what}: {_problem(error)}") from error


def _problem(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not good ({error.verify_message})"
    if isinstance(error, imaplib.IMAP4.abort):
        return "the server hung up"
    if isinstance(error, imaplib.IMAP4.error):
        return "the server refused"
    return type(error).__name__


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _validity(client: imaplib.IMAP4) -> int:
    _, found = client.response("UIDVALIDITY")
    value = found[0] if found else None
    return int(value) if isinstance(value, bytes) and value.isdigit() else 0
