"""For search engines: which pages there are, and which are nobody's business.

The site's map lists one map per business, so that no file grows without end; on a
business's own host its map is the host's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import Response, g, render_template, url_for

from app.businesses import queries
from app.businesses.queries import BusinessView
from app.core import tenancy
from app.core.errors import NotFound
from app.reviews import queries as reviews
from app.space import queries as space
from app.space import vacancies
from app.web import domains

MOST_ADDRESSES = 50_000
"""More are not read from one file (sitemaps.org)."""

KEPT_SECONDS = 600

PRIVATE = (
    "/*/office/",
    "/*/till/",
    "/*/card",
    "/*/take/",
    "/*/protect",
    "/api/",
    "/apple/",
    "/demo/",
    "/me/",
    "/platform/",
    "/sign-in",
    "/sign-out",
)


@dataclass(frozen=True)
class Entry:
    """A page by its path, and when it changed last, where that is known."""

    path: str
    changed_at: datetime | None = None


def pages(business: BusinessView) -> Iterable[Entry]:
    """The pages that every business has."""
    yield Entry(url_for("public.business", business=business.slug))
    yield Entry(url_for("public.join", business=business.slug))


def posts(business: BusinessView) -> Iterable[Entry]:
    """News, events and offers, and the list of them."""
    found = space.addresses()
    if found:
        yield Entry(url_for("public.news", business=business.slug))
    for each in found:
        yield Entry(
            url_for("public.post", business=business.slug, post_id=each.post_id),
            each.updated_at,
        )


def jobs(business: BusinessView) -> Iterable[Entry]:
    """Vacancies that can be applied for."""
    for each in vacancies.open_vacancies():
        yield Entry(
            url_for("public.vacancy", business=business.slug, vacancy_id=each.id),
            each.opened_at,
        )


def said(business: BusinessView) -> Iterable[Entry]:
    """What guests say, once somebody did."""
    if reviews.rating().count:
        yield Entry(url_for("public.reviews", business=business.slug))


SOURCES: tuple[Callable[[BusinessView], Iterable[Entry]], ...] = (
    pages,
    posts,
    jobs,
    said,
)
"""Who knows addresses; whoever publishes something adds a line."""


def sitemap() -> Response:
    """The map of the site, or of the business whose host was asked."""
    own = domains.here()
    if own is not None:
        return _urls(queries.by_slug(own))
    maps = [
        domains.address_of(slug, url_for("public.business_sitemap", business=slug))
        for slug in queries.listed_slugs()[:MOST_ADDRESSES]
    ]
    return _xml(render_template("public/sitemaps.xml", maps=maps))


def business_sitemap() -> Response:
    """The map of one business."""
    return _urls(g.business)


def _urls(business: BusinessView) -> Response:
    if not business.is_listed:
        raise NotFound
    # On a business's own host no address names it, so no scope is open.
    with tenancy.scope(business.id):
        entries = [entry for source in SOURCES for entry in source(business)]
    urls = [
        (domains.address_of(business.slug, entry.path), entry.changed_at)
        for entry in entries[:MOST_ADDRESSES]
    ]
    return _xml(render_template("public/sitemap.xml", urls=urls))


def _xml(body: str) -> Response:
    return _kept(Response(body, mimetype="application/xml"))


def _kept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return answer


def robots() -> Response:
    """What crawlers need not ask for; tags of posters make no pages of their own."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    lines += ["", f"Sitemap: {domains.origin()}{url_for('public.sitemap')}", ""]
    return _kept(Response("\n".join(lines), mimetype="text/plain"))
