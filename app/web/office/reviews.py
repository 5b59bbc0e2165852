"""What guests said: the list of the office, by stars, outlet, state and theme."""

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from app.businesses import queries as businesses
from app.core.locales import mark
from app.reviews import queries, rules
from app.reviews.queries import Wanted
from app.web import guest_photos, review_words
from app.web.office.door import blueprint, moderates
from app.web.page import page
from app.web.paging import row_id

STATES = {
    "": mark("All"),
    "look": mark("To look at"),
    "open": mark("Without a reply"),
    "hidden": mark("Hidden"),
    "withdrawn": mark("Taken back by guests"),
}


@blueprint.get("/reviews")
@moderates
def reviews() -> ResponseReturnValue:
    """What the address asks for; nonsense in it narrows nothing."""
    state, wanted = _wanted()
    found = queries.listed(wanted)
    choice: dict[str, Any] = {
        "state": state or None,
        "stars": wanted.stars,
        "outlet": wanted.outlet_id,
        "theme": wanted.theme or None,
    }
    before = review_words.spelt(found.next_before)
    return page(
        "office/reviews.html",
        found=found,
        counts=queries.counts(),
        rating=queries.rating(),
        state=state,
        states=STATES,
        wanted=wanted,
        choice=choice,
        stars=rules.STARS,
        outlets=businesses.outlets(),
        themes=[theme for theme, _, _ in queries.themes_used()],
        more=before and url_for("office.reviews", before=before, **choice),
    )


@blueprint.get("/reviews/photos/<int:photo_id>/<any(thumb,large):shape>")
@moderates
def review_photo(photo_id: int, shape: str) -> Response:
    """A photo of whatever was published and not taken back."""
    data = queries.photo_for_staff(photo_id)
    return guest_photos.answer(data, shape, guest_photos.NEVER)


def _wanted() -> tuple[str, Wanted]:
    state = request.args.get("state", "")
    state = state if state in STATES else ""
    stars = request.args.get("stars", type=int)
    return state, Wanted(
        outlet_id=row_id(request.args.get("outlet", "")),
        stars=stars if stars in rules.STARS else None,
        theme=request.args.get("theme", "").replace("\0", ""),
        state="" if state == "open" else state,
        is_unanswered=state == "open",
        before=review_words.place(request.args.get("before", "")),
    )
