"""E-mail over SMTP, one recipient a message, built by ``EmailMessage`` alone."""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses, make_msgid, parseaddr
from functools import cache
from urllib.parse import unquote, urlsplit

from app.core import clock
from app.core.errors import Permanent, Temporary
from app.notifications import smtp
from app.notifications.smtp import Parcel

TIMEOUT_SECONDS = 15
_TLS_PORT = 465
_PLAIN_PORT = 25
_FIRST_PERMANENT = 500
_BREAKS = re.compile(r"[\r\n\0]")
_ENCODED = re.compile(r"=(?=\?)")
"""Where an encoded word (RFC 2047) may begin: Python reads it in what we set, too, so
that words of a stranger could hold line breaks that nobody sees."""


class Bounced(Permanent):
    """The recipient's address is refused for good, whatever the letter."""


class _Line:
    """A connection that serves letter after letter, opened when the first one goes."""

    def __init__(self) -> None:
        self.smtp_url = ""
        self.server: smtplib.SMTP | None = None

    def is_open(self, smtp_url: str) -> bool:
        """Whether it leads there, as far as is known before anything is said."""
        is_up = self.server is not None and self.server.sock is not None
        return is_up and self.smtp_url == smtp_url

    def open(self, smtp_url: str) -> smtplib.SMTP:
        """The connection; a new one where there is none any more."""
        if self.server is None or not self.is_open(smtp_url):
            self.close()
            self.smtp_url, self.server = smtp_url, _connect(smtp_url)
        return self.server

    def close(self) -> None:
        """Say good-bye, if anybody listens."""
        server, self.server = self.server, None
        if server is not None:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()


_line: ContextVar[_Line | None] = ContextVar("mail_line", default=None)


def message(
    *, sender: str, to: str, subject: str, text: str, html: str, mark: str = ""
) -> EmailMessage:
    """A letter in plain text and HTML; line breaks cannot get into its headers.

    ``mark`` begins its Message-ID (see `marks`); without one that is a random one.
    Raises Permanent for an address or words that no header can hold.
    """
    try:
        letter = _begun(sender, subject)
        letter["To"] = _ascii(to)
        for name, value in stamps(sender, mark):
            letter[name] = value
        letter.set_content(text)
        letter.add_alternative(html, subtype="html")
        _check(letter)
    except (ValueError, LookupError) as error:
        raise Permanent(f"no letter: {type(error).__name__}") from error
    return letter


def _begun(sender: str, subject: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = sender
    letter["Subject"] = _line_of(subject)
    letter["Auto-Submitted"] = "auto-generated"
    return letter


def _check(letter: EmailMessage) -> None:
    for value in letter.values():
        if _BREAKS.search(str(value)):
            raise ValueError


def stamps(sender: str, mark: str) -> tuple[tuple[str, str], ...]:
    """The headers that tell one letter from any other; ``mark`` as in ``message``."""
    home = parseaddr(sender)[1].partition("@")[2]
    message_id = f"<{mark}@{home}>" if mark else make_msgid(domain=home)
    return ("Date", format_datetime(clock.now())), ("Message-ID", message_id)


def head(sender: str, subject: str) -> bytes:
    """The headers that letters which say the same have in common, a line each.

    Raises Permanent for words that no header can hold.
    """
    try:
        letter = _begun(sender, subject)
        _check(letter)
        lines = letter.as_bytes(policy=policy.SMTP)
    except (ValueError, LookupError) as error:
        raise Permanent(f"no letter: {type(error).__name__}") from error
    return lines.removesuffix(b"\r\n")


def _line_of(words: str) -> str:
    """Words on one line, of which nothing is an encoded word."""
    return _ENCODED.sub("= ", " ".join(words.replace("\0", "").split()))


def _ascii(address: str) -> str:
    """The address with its domain as the network knows it."""
    name, _, domain = address.rpartition("@")
    return f"{name}@{domain.encode('idna').decode()}"


def send(smtp_url: str, letter: EmailMessage) -> None:
    """Hand a letter to ``smtp://user:password@host:port`` (or ``smtps://``).

    Raises as ``hand_over`` does.
    """
    (sender,), (to,) = (
        [address for _, address in getaddresses([str(letter[name])])]
        for name in ("From", "To")
    )
    how = policy.SMTP if f"{sender}{to}".isascii() else policy.SMTPUTF8
    hand_over(smtp_url, Parcel(sender, to, letter.as_bytes(policy=how)))


def hand_over(smtp_url: str, parcel: Parcel) -> None:
    """Hand a letter to the mail server.

    Raises Permanent when the server says never (5xx), as Bounced when it says so of
    the recipient, else Temporary, as Unanswered when the server may have taken it.
    """
    try:
        _offer(smtp_url, parcel)
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        status = _status(error)
        problem = f"the mail server answered {status}"
        # A wrong password is ours to mend: the letter waits.
        is_login = isinstance(error, smtplib.SMTPAuthenticationError)
        if status >= _FIRST_PERMANENT and not is_login:
            is_bounce = isinstance(error, smtplib.SMTPRecipientsRefused)
            raise (Bounced if is_bounce else Permanent)(problem) from error
        raise Temporary(problem) from error
    except (OSError, smtplib.SMTPException) as error:
        is_unknown = isinstance(error, smtplib.SMTPNotSupportedError)
        if is_unknown and not parcel.to.isascii():
            raise Bounced(
                "the mail server takes no address of this alphabet"
            ) from error
        raise Temporary(f"no mail server: {type(error).__name__}") from error


@contextmanager
def kept_open() -> Iterator[None]:
    """Let letters of the block share one connection."""
    line = _Line()
    token = _line.set(line)
    try:
        yield
    finally:
        _line.reset(token)
        line.close()


def _offer(smtp_url: str, parcel: Parcel) -> None:
    line = _line.get()
    if line is None:
        # What a server says to a good-bye makes no letter untaken.
        with kept_open():
            _offer(smtp_url, parcel)
        return
    was_open = line.is_open(smtp_url)
    server = line.open(smtp_url)
    try:
        smtp.offer(server, parcel)
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPSenderRefused):
        if not was_open or line.is_open(smtp_url):
            raise
        # It has hung up since the last letter, and had nothing of this one yet.
        server = line.open(smtp_url)
        smtp.offer(server, parcel)
    smtp.give(server, parcel)


def _connect(smtp_url: str) -> smtplib.SMTP:
    parts = urlsplit(smtp_url)
    host = parts.hostname or "localhost"
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(
            host, parts.port or _TLS_PORT, timeout=TIMEOUT_SECONDS, context=_trust()
        )
    else:
        server = smtplib.SMTP(host, parts.port or _PLAIN_PORT, timeout=TIMEOUT_SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=_trust())
    if server.sock is not None:
        # Otherwise the end of a letter waits until its beginning has arrived.
        server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    server.ehlo_or_helo_if_needed()
    return server


@cache
def _trust() -> ssl.SSLContext:
    """Whom we believe; reading all of it costs as much as fifty letters."""
    return ssl.create_default_context()


def _status(
    error: smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused,
) -> int:
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code
    return max(code for code, _ in error.recipients.values())
