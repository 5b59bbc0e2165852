"""One consent, word for word, as a document of its own (152-FZ)."""

from flask import Response, g

from app.core import locales
from app.core.errors import NotFound
from app.people import consents
from app.people.models import PURPOSES
from app.web.page import page


def consent(purpose: str) -> Response:
    """The text in force for a purpose; raises NotFound for a purpose we do not have."""
    if purpose not in PURPOSES:
        raise NotFound
    text = consents.text(purpose, locales.language(), g.business.name)
    return page("public/consent.html", text=text)
