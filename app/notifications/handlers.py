"""Reactions to facts: messages that leave the house. Never inside a transaction."""

import html
from urllib.parse import urlsplit

from app.core import db, locales
from app.core.config import Config
from app.core.errors import Permanent
from app.core.locales import gettext as _
from app.notifications import mail, sms
from app.people import codes, queries
from app.people.events import CodeAsked
from app.people.queries import CodeToSend


def send_code(fact: CodeAsked) -> None:
    """Send a sign-in code; one that expired or was used meanwhile is dropped.

    The demo sends nothing: its pages show the code. Raises Permanent and Temporary.
    """
    config = db.settings()
    code = queries.code_to_send(fact.code_id, config.secret_key)
    # No connection is held while the world outside takes its time.
    db.session().rollback()
    if code is None or config.demo:
        return
    with locales.speaking(code.language):
        if code.channel == "email":
            _mail(config, code)
        else:
            _text(config, code)


def _mail(config: Config, code: CodeToSend) -> None:
    if not config.smtp_url:
        raise Permanent("TESSERA_SMTP_URL is not set")
    subject = _(
        "%(sender)s: your code is %(code)s", sender=code.sender, code=_spaced(code)
    )
    lines = [
        _("Your code: %(code)s", code=_spaced(code)),
        _(
            "Enter it on the page where you asked for it. It is valid for %(minutes)s minutes.",
            minutes=codes.LIFE.seconds // 60,
        ),
        _("You did not ask for it? Then do nothing: without the code nobody gets in."),
        _(
            "%(sender)s sent this letter once, because somebody entered this address at %(site)s.",
            sender=code.sender,
            site=config.address,
        ),
    ]
    mail.send(
        config.smtp_url,
        mail.message(
            sender=config.mail_from,
            to=code.address,
            subject=subject,
            text="\n\n".join(lines) + "\n",
            html=_letter(code, lines),
        ),
    )


def _letter(code: CodeToSend, lines: list[str]) -> str:
    """The letter as HTML that any mail program shows; no pictures, nothing remote."""
    first, *rest = (html.escape(line) for line in lines)
    paragraphs = "\n".join(f"<p>{line}</p>" for line in rest)
    return (
        f'<!doctype html>\n<html lang="{code.language}">'
        f"<head><meta charset='utf-8'><title>{html.escape(code.sender)}</title></head>\n"
        f"<body><p>{html.escape(code.sender)}</p>\n"
        f"<p><strong><big>{first}</big></strong></p>\n{paragraphs}\n</body></html>\n"
    )


def _text(config: Config, code: CodeToSend) -> None:
    """A short message; its last line lets a phone fill the code in on our site only."""
    if not config.sms_url:
        raise Permanent("TESSERA_SMS_URL is not set")
    words = _("%(sender)s: your code is %(code)s", sender=code.sender, code=code.digits)
    host = urlsplit(config.address).hostname or ""
    sms.send(config.sms_url, code.address, f"{words}\n@{host} #{code.digits}")


def _spaced(code: CodeToSend) -> str:
    """Six digits in two groups, easy to carry over."""
    return f"{code.digits[:3]}\u00a0{code.digits[3:]}"
