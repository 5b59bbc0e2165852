"""Reports as mail servers shape them, about a letter that was really sent."""

from email.message import Message
from typing import Any

HUMAN = "Sorry, the message below did not get through.\n"
SHAPES = ("postfix", "exim", "exchange", "gmail", "global")


def report(
    letter: Message | str,
    shape: str = "postfix",
    *,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "",
    to: str = "anna@example.test",
) -> bytes:
    """A delivery status notification; a letter in words is a returned part as it is."""
    per_message = f"Reporting-MTA: dns; mx.{shape}.test\n"
    if shape == "postfix":
        per_message += (
            "X-Postfix-Queue-ID: 4Zx1\nArrival-Date: Tue, 17 Mar 2026 09:00:00 +0000\n"
        )
    said = diagnostic or f"smtp; 550 {status} not here"
    comment = " (nobody is there)" if shape == "exchange" else ""
    per_recipient = (
        f"Final-Recipient: rfc822;{to}\nAction: {action}{comment}\n"
        f"Status: {status}\nDiagnostic-Code: {said}\n"
    )
    kind = "global-delivery-status" if shape == "global" else "delivery-status"
    first = f"Content-Type: text/plain; charset=utf-8\n\n{HUMAN}"
    if shape == "gmail":
        first = (
            'Content-Type: multipart/related; boundary="in"\n\n--in\n'
            f"{first}\n--in\nContent-Type: image/png\n"
            "Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--in--\n"
        )
    return wrapped(
        "delivery-status",
        first,
        f"Content-Type: message/{kind}\n\n{per_message}\n{per_recipient}\n",
        returned(letter, headers_only=shape in {"exim", "exchange"}),
    )


def complaint(letter: Message | str, kind: str = "abuse") -> bytes:
    """A feedback report (RFC 5965)."""
    return wrapped(
        "feedback-report",
        f"Content-Type: text/plain\n\n{HUMAN}",
        "Content-Type: message/feedback-report\n\n"
        f"Feedback-Type: {kind}\nUser-Agent: Loop/1.0\nVersion: 1\n"
        "Original-Rcpt-To: <redacted@example.test>\n",
        returned(letter, headers_only=False),
    )


def returned(letter: Message | str, *, headers_only: bool) -> str:
    """The third part."""
    if isinstance(letter, str):
        return letter
    if not headers_only:
        return f"Content-Type: message/rfc822\n\n{_words(letter)}"
    fields = _words(letter).partition("\n\n")[0]
    return f"Content-Type: text/rfc822-headers\n\n{fields}\n"


def _words(letter: Any) -> str:
    return str(letter.as_bytes().decode("latin-1").replace("\r\n", "\n"))


def wrapped(kind: str, *parts: str, fields: str = "") -> bytes:
    """A report of these parts."""
    body = "".join(f"--outer\n{each}\n" for each in parts)
    words = (
        "Return-Path: <>\nFrom: Mail Delivery <mailer-daemon@mx.test>\n"
        "To: hello@tessera.test\nSubject: Undelivered\nAuto-Submitted: auto-replied\n"
        f"{fields}MIME-Version: 1.0\nContent-Type: multipart/report;\n"
        f' report-type={kind}; boundary="outer"\n\n{body}--outer--\n'
    )
    return words.replace("\n", "\r\n").encode("latin-1")


def named(message_id: str) -> str:
    """A returned part of which nothing but its name is left."""
    return f"Content-Type: text/rfc822-headers\n\nMessage-ID: {message_id}\n"
