"""Letters that say the same to many: written once, then only addressed.

Of a mailing only the recipient, two links and the marks of each letter differ. Its
headers are written by `mail`, its words by `letter`, once; what is put in afterwards is
plain ASCII that needs no writing. Whoever has another address gets a letter of their
own.
"""

import re
import secrets
from base64 import b64encode
from dataclasses import replace
from email.utils import parseaddr
from functools import lru_cache
from html import escape

from app.core.config import Config
from app.core.errors import Permanent
from app.notifications import letter, mail
from app.notifications.letter import Letter
from app.notifications.smtp import Parcel

_NAME = r"[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*"
_DOMAIN = r"(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{1,63}"
_ADDRESS = re.compile(rf"(?=.{{3,254}}\Z){_NAME}@{_DOMAIN}", re.ASCII)
_URL = re.compile(r"https?://[A-Za-z0-9./_~:%?&=+-]{1,500}", re.ASCII)
# Nobody who writes words can know what stands where the links come.
_LINK, _STOP = secrets.token_hex(16), secrets.token_hex(16)
_LINE = 76


def send(config: Config, written: Letter) -> None:
    """Send a letter as `letter.send` does, at a fraction of its cost for all but the first.

    Raises Permanent without a mail server or when it says never, else Temporary.
    """
    can_leave = config.smtp_url and not config.demo
    copied = copy(config.mail_from, written) if can_leave else None
    if copied is None:
        letter.send(config, written)
    else:
        mail.hand_over(config.smtp_url, copied)


def copy(mail_from: str, written: Letter) -> Parcel | None:
    """The letter, ready to go; None where its address is not a plain one."""
    link = written.button[1] if written.button else ""
    links = [each for each in (link, written.unsubscribe) if each]
    if not _ADDRESS.fullmatch(written.to) or not all(map(_URL.fullmatch, links)):
        return None
    if not mail_from.isascii():
        return None
    alike = replace(
        written,
        to="",
        mark="",
        button=(written.button[0], _LINK) if written.button else None,
        unsubscribe=_STOP if written.unsubscribe else "",
    )
    return _mould(mail_from, alike).filled(written, link)


class _Mould:
    """What letters that say the same have in common."""

    def __init__(self, mail_from: str, alike: Letter) -> None:
        self._from, self._sender = mail_from, parseaddr(mail_from)[1]
        self._text, self._html = letter.as_text(alike), letter.as_html(alike)
        # No line of base64 can hold it.
        self._between = f"=-{secrets.token_hex(16)}"
        self._head = mail.head(mail_from, letter.subject(alike)) + (
            "MIME-Version: 1.0\r\n"
            "Content-Type: multipart/alternative;\r\n"
            f' boundary="{self._between}"\r\n'
        ).encode("ascii")

    def filled(self, written: Letter, link: str) -> Parcel:
        """The letter of one recipient."""
        to, stop = written.to, written.unsubscribe
        text = self._text.replace(_LINK, link).replace(_STOP, stop)
        page = self._html.replace(_LINK, escape(link)).replace(_STOP, escape(stop))
        lines = [f"To: {to}"]
        own = mail.stamps(self._from, written.mark)
        own += letter.stopping(stop) if stop else ()
        lines += [f"{name}: {value}" for name, value in own]
        content = b"".join(
            (
                self._head,
                "\r\n".join(lines).encode("ascii"),
                b"\r\n\r\n",
                self._part("plain", text),
                self._part("html", page),
                f"--{self._between}--\r\n".encode("ascii"),
            )
        )
        return Parcel(self._sender, to, content)

    def _part(self, kind: str, words: str) -> bytes:
        head = (
            f'--{self._between}\r\nContent-Type: text/{kind}; charset="utf-8"\r\n'
            "Content-Transfer-Encoding: base64\r\n\r\n"
        )
        try:
            body = b64encode(words.encode()).decode("ascii")
        except UnicodeEncodeError as error:
            raise Permanent("no letter: words of no alphabet") from error
        lines = [body[start : start + _LINE] for start in range(0, len(body), _LINE)]
        return (head + "\r\n".join(lines) + "\r\n\r\n").encode("ascii")


@lru_cache(maxsize=64)
def _mould(mail_from: str, alike: Letter) -> _Mould:
    return _Mould(mail_from, alike)
