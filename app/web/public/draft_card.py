"""A guest's card in a look that is not published yet, by a link."""

from flask import Response, g

from app.core import locales
from app.wallet import previews
from app.web import drafts, session
from app.web.page import page


def draft_card(token: str) -> Response:
    """A sample card, as guests will have it."""
    drafts.wear(token)
    look = g.business.look
    sample = previews.sample(g.business, look, session.config())
    answer = page(
        "public/draft_card.html",
        points=previews.POINTS,
        look=look,
        sample=sample,
        number=_in_two(sample.number),
    )
    return drafts.framed(answer)


def _in_two(number: str) -> str:
    """The groups of a number, breaking in the middle only."""
    groups, gap = number.split(), locales.NO_BREAK_SPACE
    half = (len(groups) + 1) // 2
    return f"{gap.join(groups[:half])} {gap.join(groups[half:])}".strip()
