"""One consent, word for word, as a document of its own (152-FZ)."""

from flask import Response, g

from app.core import locales
from app.core.errors import NotFound
from app.people import consents
from app.people.models import PURPOSES
from app.space import wording
from app.web.page import page

_BACK = {
    "processing": "public.protect",
    "mailings": "public.subscribe",
    "partners": "public.protect",
    "application": "public.vacancies",
    "call-back": "public.call_back",
}
"""Where each consent is asked for."""


def consent(purpose: str) -> Response:
    """The text in force for a purpose; raises NotFound for a purpose we do not have."""
    if purpose not in (*PURPOSES, *wording.PURPOSES):
        raise NotFound
    find = wording.text if purpose in wording.PURPOSES else consents.text
    text = find(purpose, locales.language(), g.business.name)
    return page("public/consent.html", text=text, back=_BACK[purpose])
