"""All that a guest has said of purchases here, drafts too."""

from flask import g
from flask.typing import ResponseReturnValue

from app.reviews import queries
from app.reviews.moderation import REASONS
from app.surveys import asking
from app.web.cabinet.door import blueprint, card
from app.web.page import page


@blueprint.get("/reviews")
def reviews() -> ResponseReturnValue:
    """The list, newest first."""
    member_id, zone = card().member_id, g.business.zone
    return page(
        "cabinet/reviews.html",
        reviews=queries.of_member(member_id),
        reasons=REASONS,
        is_surveyed=asking.is_open(member_id, asking.current(zone), zone),
    )
