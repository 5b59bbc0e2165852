"""The feed of a business's posts, for readers that come back by themselves."""

import hashlib

from flask import Response, g, make_response, request, url_for
from markupsafe import Markup

from app.core import locales
from app.space import atom, markdown, queries
from app.space.atom import Entry, Feed
from app.space.queries import PostView
from app.web import domains
from app.web.pictures import picture_url
from app.web.public.post import permanent_id

MOST_ENTRIES = 30
CACHED = "public, max-age=300"


def news_feed() -> Response:
    """The newest posts as Atom, in the language of the business; 304 when unchanged."""
    with locales.speaking(g.business.language):
        body = atom.document(_feed())
    response = make_response(body)
    response.content_type = "application/atom+xml; charset=utf-8"
    response.headers["Cache-Control"] = CACHED
    response.set_etag(hashlib.blake2b(body, digest_size=12).hexdigest(), weak=True)
    response.make_conditional(request)
    return response


def _feed() -> Feed:
    business = g.business
    return Feed(
        id=atom.permanent_id(business.slug),
        title=business.name,
        subtitle=business.about,
        language=business.language,
        page=_address(url_for("public.news")),
        address=_address(url_for("public.news_feed")),
        founded_at=queries.begun_at(),
        entries=tuple(_entry(post) for post in queries.for_feed(MOST_ENTRIES)),
    )


def _entry(post: PostView) -> Entry:
    address = _address(url_for("public.post", post_id=post.id))
    picture = None
    if post.picture is not None:
        path = picture_url(post.picture.digest, "post", post.picture.crop)
        picture = domains.origin_of(g.business.slug) + path
    return Entry(
        id=permanent_id(post),
        title=post.title,
        address=f"{address}?s=feed",
        published_at=post.published_at or post.created_at,
        updated_at=post.updated_at,
        summary=post.excerpt,
        html=_html(post),
        category=post.kind,
        picture=picture,
    )


def _address(path: str) -> str:
    return domains.address_of(g.business.slug, path)


def _html(post: PostView) -> str:
    """The text with the facts that stand around it on the page."""
    facts = [post.when, post.where if post.kind == "event" else "", post.conditions]
    lines = [Markup("<p>{}</p>").format(line) for line in facts if line]
    marked = [Markup("<p><small>{}</small></p>").format(post.advertising)]
    return str(
        Markup().join(
            [*lines, markdown.render(post.text), *(marked if post.advertising else [])]
        )
    )
