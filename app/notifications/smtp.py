"""One letter over an open connection to a mail server (RFC 5321).

Its commands go out together where the server says that they may (RFC 2920): of five
answers to wait for, two are left.
"""

import re
import smtplib
from contextlib import suppress
from dataclasses import dataclass

from app.core.errors import Temporary

ANSWER_SECONDS = 60
"""How long the server may look at a whole letter before it says whether it takes it."""

_TAKEN = frozenset({250, 251})
_GO_ON = 354
_CLOSING = 421
_BREAKS = re.compile(r"[\r\n\0]")


class Unanswered(Temporary):
    """The server had the whole letter and did not say whether it took it."""


@dataclass(frozen=True)
class Parcel:
    """A letter as it goes over the wire, with what its envelope says."""

    sender: str
    to: str
    content: bytes

    @property
    def is_latin(self) -> bool:
        """Whether its addresses need no extension for other alphabets (RFC 6531)."""
        return f"{self.sender}{self.to}".isascii()


def offer(server: smtplib.SMTP, parcel: Parcel) -> None:
    """Say who writes to whom; the server waits for the letter then, and has nothing yet.

    Raises as ``smtplib.SMTP.sendmail`` does.
    """
    if not parcel.is_latin and not server.has_extn("smtputf8"):
        raise smtplib.SMTPNotSupportedError
    answers = _answers(server, _commands(server, parcel))
    refusal = _refusal(parcel, answers)
    if refusal is None:
        return
    if answers[-1][0] == _GO_ON:
        # Asked together, it waits for the letter of nobody: that has to end.
        server.send(b".\r\n")
        server.getreply()
    _begin_anew(server, _CLOSING in {code for code, _ in answers})
    raise refusal


def give(server: smtplib.SMTP, parcel: Parcel) -> None:
    """Hand the letter over to a server that waits for it.

    Raises as above, and Unanswered when it is not known whether it was taken.
    """
    content = parcel.content.replace(b"\n.", b"\n..")
    server.send(content.removesuffix(b"\r\n") + b"\r\n.\r\n")
    code, said = _last_answer(server)
    if code not in _TAKEN:
        _begin_anew(server, code == _CLOSING)
        raise smtplib.SMTPDataError(code, said)


def _last_answer(server: smtplib.SMTP) -> tuple[int, bytes]:
    socket = server.sock
    if socket is None:
        raise Unanswered("the mail server hung up")
    usual = socket.gettimeout()
    socket.settimeout(ANSWER_SECONDS)
    try:
        answer = server.getreply()
        socket.settimeout(usual)
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        raise Unanswered("the mail server hung up over a letter") from error
    return answer


def _commands(server: smtplib.SMTP, parcel: Parcel) -> list[str]:
    size = f" size={len(parcel.content)}" if server.has_extn("size") else ""
    utf8 = "" if parcel.is_latin else " SMTPUTF8 BODY=8BITMIME"
    if _BREAKS.search(f"{parcel.sender}{parcel.to}"):
        raise smtplib.SMTPRecipientsRefused({parcel.to: (553, b"no address")})
    return [
        f"mail FROM:{smtplib.quoteaddr(parcel.sender)}{size}{utf8}",
        f"rcpt TO:{smtplib.quoteaddr(parcel.to)}",
        "data",
    ]


def _answers(server: smtplib.SMTP, commands: list[str]) -> list[tuple[int, bytes]]:
    if server.has_extn("pipelining"):
        server.send("".join(f"{each}\r\n" for each in commands).encode())
        return [server.getreply() for _ in commands]
    answers: list[tuple[int, bytes]] = []
    for each in commands:
        server.send(f"{each}\r\n".encode())
        answers.append(server.getreply())
        if answers[-1][0] not in _TAKEN:
            break
    return answers


def _refusal(
    parcel: Parcel, answers: list[tuple[int, bytes]]
) -> smtplib.SMTPException | None:
    """What stands between the letter and its server; None when it waits for it."""
    mail, *later = answers
    if mail[0] not in _TAKEN:
        return smtplib.SMTPSenderRefused(*mail, parcel.sender)
    if later[0][0] not in _TAKEN:
        return smtplib.SMTPRecipientsRefused({parcel.to: later[0]})
    if later[1][0] != _GO_ON:
        return smtplib.SMTPDataError(*later[1])
    return None


def _begin_anew(server: smtplib.SMTP, is_closing: bool) -> None:  # noqa: FBT001 - one caller's answer
    if is_closing:
        server.close()
        return
    with suppress(smtplib.SMTPServerDisconnected):
        server.rset()
