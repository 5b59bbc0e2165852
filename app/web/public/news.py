"""What a business has to say: news, events and offers, and the archive."""

from typing import Any

from flask import Response, g, request, url_for

from app.core import locales
from app.core.ids import PostId
from app.core.locales import mark
from app.space import queries
from app.space.models import KINDS
from app.web import domains, paging
from app.web.page import page

PAGE_POSTS = 12
KIND_NAMES = {
    "news": mark("News"),
    "event": mark("Events"),
    "offer": mark("Special offers"),
}


def news() -> Response:
    """A page of the posts; the next one follows by its own address."""
    kind, is_archive = _kind(), "archive" in request.args
    after = paging.row_id(request.args.get("after", ""))
    is_first = after is None and not is_archive
    pinned = queries.pinned(kind)
    part = queries.public_part(
        limit=PAGE_POSTS,
        kind=kind,
        is_archive=is_archive,
        after=None if after is None else PostId(after),
        without=frozenset(post.id for post in pinned),
    )
    choice: dict[str, Any] = {"kind": kind, "archive": 1 if is_archive else None}
    return page(
        "public/news.html",
        posts=[*(pinned if is_first else []), *part.posts],
        kinds=[(each, locales.gettext(KIND_NAMES[each])) for each in KINDS],
        kind=kind,
        is_archive=is_archive,
        is_continued=after is not None,
        title=locales.gettext(KIND_NAMES[kind] if kind else mark("News and events")),
        more=part.more and url_for("public.news", after=part.more, **choice),
        address=domains.address_of(
            g.business.slug, url_for("public.news", after=after, **choice)
        ),
    )


def _kind() -> str | None:
    word = request.args.get("kind", "")
    return word if word in KINDS else None
