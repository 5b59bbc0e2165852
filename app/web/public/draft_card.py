"""A guest's card in a look that is not published yet, by a link."""

from flask import Response, g

from app.wallet import previews
from app.web import drafts, session
from app.web.page import page


def draft_card(token: str) -> Response:
    """A sample card, as guests will have it."""
    drafts.wear(token)
    look = g.business.look
    answer = page(
        "public/draft_card.html",
        points=previews.POINTS,
        look=look,
        sample=previews.sample(g.business, look, session.config()),
    )
    return drafts.framed(answer)
