"""One post: the page that is shared, what machines read of it, the calendar file."""

from dataclasses import dataclass
from typing import Any

from flask import Response, g, make_response, url_for

from app.cards.holding import held_by
from app.core.errors import NotFound
from app.core.ids import PostId
from app.offers import queries as promotions
from app.offers.queries import PromotionView
from app.space import atom, ics, markdown, queries, threads
from app.space.queries import PostView
from app.wallet.codes import qr_address
from app.web import domains, session
from app.web.page import page
from app.web.pictures import picture_url
from app.web.public import comments


@dataclass(frozen=True)
class Carried:
    """A promotion in a post; ``qr`` is the picture of its word."""

    promotion: PromotionView
    qr: str


def post(post_id: PostId) -> Response:
    """The page of a public post; drafts and schedules are nowhere."""
    found = queries.public_post(post_id)
    visitor = session.visitor()
    return page(
        "public/post.html",
        text=markdown.render(found.text),
        address=_address(found),
        share=_share(found),
        data=_data(found),
        source=f"post-{found.id}",
        near=queries.neighbours(found),
        promotion=_promotion(found),
        card=held_by(visitor.person_id) if visitor else None,
        **comments.surroundings(threads.post(post_id)) | {"post": found},
    )


def _promotion(found: PostView) -> Carried | None:
    """The promotion that the post carries, and the code to show at the till (row 82)."""
    own = None if found.is_over else promotions.of_post(found.id)
    if own is None:
        return None
    return Carried(own, qr_address(own.word) if own.word else "")


def post_calendar(post_id: PostId) -> Response:
    """The event as a file for calendars."""
    found = queries.public_post(post_id)
    if found.kind != "event" or found.starts_at is None:
        raise NotFound
    event = ics.Event(
        uid=permanent_id(found),
        title=found.title,
        description=found.excerpt,
        place=", ".join(part for part in (found.where, found.address) if part),
        address=_address(found),
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        changed_at=found.updated_at,
    )
    response = make_response(ics.document(event))
    response.content_type = "text/calendar; charset=utf-8"
    name = f"{g.business.slug}-{found.id}.ics"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def permanent_id(post: PostView) -> str:
    """How feeds and calendars know a post, whatever its address becomes."""
    return atom.permanent_id(g.business.slug, "post", post.created_at.isoformat())


def _address(post: PostView) -> str:
    path = url_for("public.post", post_id=post.id)
    return domains.address_of(g.business.slug, path)


def _share(post: PostView) -> str | None:
    """The address of the picture that goes with a shared link."""
    if post.picture is None:
        return None
    path = picture_url(post.picture.digest, "share", post.picture.crop)
    return domains.origin_of(g.business.slug) + path


def _data(post: PostView) -> dict[str, Any]:
    """The post for search engines (schema.org): an Event, or a BlogPosting."""
    organizer = {
        "@type": "Organization",
        "name": g.business.name,
        "url": domains.address_of(g.business.slug, url_for("public.business")),
    }
    common = {
        "@context": "https://schema.org",
        "url": _address(post),
        "description": post.excerpt,
        "image": _share(post),
    }
    if post.kind == "event" and post.starts_at is not None:
        own: dict[str, Any] = {
            "@type": "Event",
            "name": post.title,
            "startDate": post.starts_at.isoformat(),
            "endDate": post.ends_at and post.ends_at.isoformat(),
            "location": _location(post),
            "organizer": organizer,
            "offers": post.link and {"@type": "Offer", "url": post.link},
        }
    else:
        own = {
            "@type": "BlogPosting",
            "headline": post.title,
            "datePublished": post.published_at and post.published_at.isoformat(),
            "dateModified": post.updated_at.isoformat(),
            "author": organizer,
            "publisher": organizer,
        }
    return {name: value for name, value in (common | own).items() if value}


def _location(post: PostView) -> dict[str, str]:
    place = {"@type": "Place", "name": post.where}
    return place | ({"address": post.address} if post.address else {})
