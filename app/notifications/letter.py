"""Letters in a business's colours: plain text and HTML made from the same words.

Mail programs know no stylesheets of ours, so colours stand in the markup; they are
computed by us (`businesses.brand`), and no picture or anything else is fetched.
"""

from dataclasses import dataclass
from html import escape

from app.businesses import brand
from app.businesses.queries import BusinessView
from app.core import locales
from app.core.config import Config
from app.core.errors import Permanent
from app.notifications import mail

_OURS = ("#1c1a17", "#ffffff")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is said to one address.

    ``sender`` comes first in subject and head: a business's name or the site's.
    ``button`` is a label and an absolute address. ``unsubscribe`` is an address that
    ends the subscription by one POST (RFC 8058) and shows a page with a button to who
    follows it; letters that were asked for once have none.
    """

    to: str
    language: str
    sender: str
    subject: str
    paragraphs: tuple[str, ...]
    button: tuple[str, str] | None = None
    footer: str = ""
    unsubscribe: str = ""
    colours: tuple[str, str] = _OURS


def colours_of(business: BusinessView) -> tuple[str, str]:
    """Ground and text of a business's letters."""
    palette = brand.palette(business.brand_colour, business.accent_colour)
    return palette.brand, palette.on_brand


def send(config: Config, letter: Letter) -> None:
    """Send a letter; the demo sends nothing.

    Raises Permanent without a mail server or when it says never, else Temporary.
    """
    if config.demo:
        return
    if not config.smtp_url:
        raise Permanent("TESSERA_SMTP_URL is not set")
    message = mail.message(
        sender=config.mail_from,
        to=letter.to,
        subject=f"{letter.sender}: {letter.subject}",
        text=as_text(letter),
        html=as_html(letter),
    )
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.send(config.smtp_url, message)


def as_text(letter: Letter) -> str:
    """The letter for readers of plain text."""
    parts = [letter.sender, *letter.paragraphs]
    if letter.button:
        parts.append(f"{letter.button[0]}: {letter.button[1]}")
    foot = [letter.footer] if letter.footer else []
    if letter.unsubscribe:
        foot.append(f"{_stop_words(letter)}: {letter.unsubscribe}")
    if foot:
        parts.append("-- \n" + "\n".join(foot))
    return "\n\n".join(parts) + "\n"


def as_html(letter: Letter) -> str:
    """The same with the sender's colours on the head and the button."""
    ground, ink = letter.colours
    body = "".join(
        f'<p style="margin:0 0 16px">{escape(each)}</p>' for each in letter.paragraphs
    )
    if letter.button:
        label, address = letter.button
        body += (
            f'<p style="margin:24px 0"><a href="{escape(address)}" style="display:'
            f"inline-block;padding:14px 24px;border-radius:24px;background:{ground};"
            f'color:{ink};text-decoration:none;font-weight:600">{escape(label)}</a></p>'
        )
    foot = escape(letter.footer)
    if letter.unsubscribe:
        foot += (
            f' <a href="{escape(letter.unsubscribe)}" style="color:#6b665e">'
            f"{escape(_stop_words(letter))}</a>"
        )
    if foot:
        foot = f'<p style="margin:24px 0 0;font-size:13px;color:#6b665e">{foot.strip()}</p>'
    return (
        f'<!doctype html>\n<html lang="{letter.language}"><head><meta charset="utf-8">'
        f"<title>{escape(letter.sender)}</title></head>\n"
        '<body style="margin:0;padding:24px 12px;background:#f5f3ee;color:#1c1a17;'
        'font:16px/1.5 sans-serif"><div style="max-width:520px;margin:0 auto">'
        f'<div style="background:{ground};color:{ink};padding:20px 24px;font-size:20px;'
        f'font-weight:600;border-radius:16px 16px 0 0">{escape(letter.sender)}</div>'
        '<div style="background:#fffefb;padding:24px;border-radius:0 0 16px 16px">'
        f"{body}{foot}</div></div></body></html>\n"
    )


def _stop_words(letter: Letter) -> str:
    with locales.speaking(letter.language):
        return locales.gettext("Stop these letters")
