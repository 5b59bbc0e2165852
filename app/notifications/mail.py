"""E-mail over SMTP, one recipient a message, built by ``EmailMessage`` alone."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

from app.core import clock
from app.core.errors import Permanent, Temporary

TIMEOUT_SECONDS = 15
_TLS_PORT = 465
_PLAIN_PORT = 25
_FIRST_PERMANENT = 500


class Bounced(Permanent):
    """The recipient's address is refused for good, whatever the letter."""


def message(
    *, sender: str, to: str, subject: str, text: str, html: str
) -> EmailMessage:
    """A letter in plain text and HTML; line breaks cannot get into its headers."""
    letter = EmailMessage()
    letter["From"] = sender
    letter["To"] = to
    letter["Subject"] = " ".join(subject.split())
    letter["Date"] = format_datetime(clock.now())
    letter["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].partition("@")[2])
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text)
    letter.add_alternative(html, subtype="html")
    return letter


def send(smtp_url: str, letter: EmailMessage) -> None:
    """Hand a letter to ``smtp://user:password@host:port`` (or ``smtps://``).

    Raises Permanent when the server says never (5xx), as Bounced when it says so of
    the recipient, else Temporary.
    """
    try:
        with _connect(smtp_url) as server:
            server.send_message(letter)
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
        raise Temporary(f"no mail server: {type(error).__name__}") from error


def _connect(smtp_url: str) -> smtplib.SMTP:
    parts = urlsplit(smtp_url)
    host = parts.hostname or "localhost"
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(
            host, parts.port or _TLS_PORT, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(host, parts.port or _PLAIN_PORT, timeout=TIMEOUT_SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _status(
    error: smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused,
) -> int:
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code
    return max(code for code, _ in error.recipients.values())
