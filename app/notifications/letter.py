"""Letters in a business's colours: plain text and HTML made from the same words.

Mail programs know no stylesheets of ours, so colours stand in the markup; they are
computed by us (`businesses.brand`). Nothing is fetched but a picture that a mailing
shows: everybody gets the same address, so that it tells nobody apart.
"""

from dataclasses import dataclass
from html import escape

from markupsafe import Markup

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
    follows it; letters that were asked for once have none. ``rich`` is sieved markup
    (`space.markdown`) in the place of the paragraphs, ``picture`` an address and what
    is on it. ``mark`` is what a letter that comes back is known by.
    """

    to: str
    language: str
    sender: str
    subject: str
    paragraphs: tuple[str, ...]
    rich: Markup | None = None
    picture: tuple[str, str] | None = None
    button: tuple[str, str] | None = None
    footer: str = ""
    unsubscribe: str = ""
    colours: tuple[str, str] = _OURS
    mark: str = ""


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
        subject=subject(letter),
        text=as_text(letter),
        html=as_html(letter),
        mark=letter.mark,
    )
    if letter.unsubscribe:
        for name, value in stopping(letter.unsubscribe):
            message[name] = value
    mail.send(config.smtp_url, message)


def subject(letter: Letter) -> str:
    """What stands in the list of a mailbox: who writes comes first."""
    return f"{letter.sender}: {letter.subject}"


def stopping(address: str) -> tuple[tuple[str, str], ...]:
    """The headers by which a mail program stops these letters (RFC 8058)."""
    return (
        ("List-Unsubscribe", f"<{address}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )


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
    # Joined, since what is added to Markup would be escaped.
    body = "".join(
        (_picture(letter), letter.rich or _paragraphs(letter), _button(letter))
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


def _paragraphs(letter: Letter) -> str:
    return "".join(
        f'<p style="margin:0 0 16px">{escape(each)}</p>' for each in letter.paragraphs
    )


def _button(letter: Letter) -> str:
    if letter.button is None:
        return ""
    (ground, ink), (label, address) = letter.colours, letter.button
    return (
        f'<p style="margin:24px 0"><a href="{escape(address)}" style="display:'
        f"inline-block;padding:14px 24px;border-radius:24px;background:{ground};"
        f'color:{ink};text-decoration:none;font-weight:600">{escape(label)}</a></p>'
    )


def _picture(letter: Letter) -> str:
    if letter.picture is None:
        return ""
    address, alt = letter.picture
    return (
        f'<img src="{escape(address)}" alt="{escape(alt)}" width="472" style="display:'
        'block;width:100%;height:auto;margin:0 0 16px;border-radius:8px">'
    )


def _stop_words(letter: Letter) -> str:
    with locales.speaking(letter.language):
        return locales.gettext("Stop these letters")
