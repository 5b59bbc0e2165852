"""The certificate of an erasure on paper, in the words of its reader (R24, E37)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.core import locales
from app.core.locales import gettext as _
from app.core.locales import mark
from passes.card import Language
from passes.print.documents import Paragraph, document_pdf

DELETED = {
    "profile": mark("Name, language and everything else that said who you are."),
    "contacts": mark("All phone numbers and e-mail addresses."),
    "consents_ended": mark("All consents are ended."),
    "sessions": mark("Sign-ins on all devices, second steps and roles in teams."),
    "cards_closed": mark("Cards are closed; what stood on them is written off."),
    "passes_voided": mark("Passes in phones are void and empty."),
    "words": mark("Requests and conversations; comments stay without their author."),
}
KEPT = {
    "receipts": mark("Receipts, under a random number"),
    "ledger": mark("The record of points, under a random number"),
    "consents": mark("Which consents were given and ended, and when, without a name"),
}
LAWS = {
    "402-FZ art. 29, Tax Code art. 23 (1) 8": mark(
        "Federal Law 402-FZ, article 29; Tax Code, article 23 (1) 8"
    ),
    "402-FZ art. 29": mark("Federal Law 402-FZ, article 29"),
    "152-FZ art. 9 (3), Civil Code art. 196": mark(
        "Federal Law 152-FZ, article 9 (3); Civil Code, article 196"
    ),
    "GDPR art. 17 (3) b": mark("GDPR, article 17 (3) (b)"),
    "GDPR art. 7 (1), 17 (3) e": mark("GDPR, articles 7 (1) and 17 (3) (e)"),
}


def pdf(body: Mapping[str, Any], *, site: str, zone: str) -> bytes:
    """A certificate as a PDF in the language that is spoken now."""
    erased_at = datetime.fromisoformat(body["erased_at"])
    language: Language = "ru" if locales.language() == "ru" else "en"
    paragraphs = [
        Paragraph(_("Certificate %(number)s", number=body["number"]), bold=True),
        Paragraph(
            _(
                "On %(moment)s personal data was erased here: %(businesses)s.",
                moment=locales.moment(erased_at, zone),
                businesses=", ".join(body["businesses"]),
            )
        ),
        Paragraph(
            _(
                "Cards closed: %(cards)s. Points written off: %(points)s.",
                cards=locales.number_text(body["cards"]),
                points=locales.number_text(body["points"]),
            )
        ),
        Paragraph(_("What was erased"), size=4.6, bold=True, above=6),
        *(Paragraph(f"• {word}") for word in _deleted(body)),
        Paragraph(_("What stays, and why"), size=4.6, bold=True, above=6),
        *(Paragraph(f"• {_kept(each)}") for each in body["kept"]),
        Paragraph(_("How to check it"), size=4.6, bold=True, above=6),
        Paragraph(
            _(
                "The file for programs has the same content and is signed by %(site)s: its operator can tell at any time whether it is genuine.",
                site=site,
            )
        ),
        Paragraph(f"SHA-256 {body['digest']}", size=3.0, soft=True),
        Paragraph(f"HMAC {body['signature']}", size=3.0, soft=True),
    ]
    return document_pdf(_("Erasure of personal data"), paragraphs, language=language)


def _kept(each: Mapping[str, Any]) -> str:
    what, law = KEPT[each["what"]], LAWS[each["law"]]
    return locales.ngettext(
        "%(what)s: %(num)s year (%(law)s).",
        "%(what)s: %(num)s years (%(law)s).",
        each["years"],
        what=_(what),
        law=_(law),
    )


def _deleted(body: Mapping[str, Any]) -> list[str]:
    words = [DELETED[each] for each in body["deleted"]]
    return [_(word) for word in words]
