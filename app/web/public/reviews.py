"""What guests say of a business: the rating with its formula, and the reviews."""

from typing import Any

from flask import Response, g, request, url_for

from app.businesses import queries as businesses
from app.core import locales
from app.core.errors import NotFound
from app.reviews import queries, rules
from app.reviews.moderation import REASONS
from app.reviews.queries import Wanted
from app.web import domains, guest_photos, review_words
from app.web.page import page
from app.web.paging import row_id


def reviews() -> Response:
    """A page of them, by outlet and stars as the address asks."""
    wanted, outlets = _wanted(), businesses.outlets()
    if wanted.outlet_id and wanted.outlet_id not in {each.id for each in outlets}:
        raise NotFound
    found = queries.public(wanted)
    choice: dict[str, Any] = {"outlet": wanted.outlet_id, "stars": wanted.stars}
    before = review_words.spelt(found.next_before)
    return page(
        "public/reviews.html",
        rating=queries.rating(wanted.outlet_id),
        unseen=queries.unseen(wanted.outlet_id),
        reviews=found.reviews,
        wanted=wanted,
        outlets=outlets,
        reasons=REASONS,
        all_reasons=_reasons(),
        rules=rules,
        choice=choice,
        more=before and url_for("public.reviews", before=before, **choice),
        address=domains.address_of(g.business.slug, url_for("public.reviews")),
    )


def review_photo(photo_id: int, shape: str) -> Response:
    """A photo of a review that everybody may read; kept for ever by who has seen it."""
    data = queries.photo(photo_id)
    return guest_photos.answer(data, shape, guest_photos.FOREVER)


def _reasons() -> str:
    """Why a review may be hidden, as a list within a sentence."""
    return ", ".join(locales.gettext(words).lower() for words in REASONS.values())


def _wanted() -> Wanted:
    """What the address asks for; nonsense narrows nothing."""
    stars = request.args.get("stars", type=int)
    return Wanted(
        outlet_id=row_id(request.args.get("outlet", "")),
        stars=stars if stars in rules.STARS else None,
        before=review_words.place(request.args.get("before", "")),
    )
