"""``/<business>/…``: the slug is taken out of every address and put back into links."""

from typing import Any, cast

from flask import Flask, current_app, g, has_request_context, request

from app.businesses import queries
from app.businesses.queries import BusinessView
from app.core import clock, locales, tenancy
from app.core.errors import NotFound
from app.web import domains

FRESH_SECONDS = 5.0
HOME = "public.landing"
"""The start page; on a business's own host it is the business's."""

Cached = dict[str, tuple[float, BusinessView]]


def init(app: Flask) -> None:
    """Install both address hooks and the scope around a request."""
    app.extensions["tessera_businesses"] = {}
    app.url_value_preprocessor(_take_out)
    app.url_defaults(_put_in)
    app.before_request(_enter)
    app.teardown_request(lambda _: tenancy.leave())


def forget(slug: str) -> None:
    """Show a changed business at once in this process (others follow in seconds)."""
    _cache().pop(slug, None)


def is_shown(business: BusinessView) -> bool:
    """Whether this is what the process shows now, without having to look again."""
    known = _cache().get(business.slug)
    return (
        known is not None
        and known[1] is business
        and clock.seconds() - known[0] <= FRESH_SECONDS
    )


def _cache() -> Cached:
    return cast("Cached", current_app.extensions["tessera_businesses"])


def _take_out(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.slug = values.pop("business", None) if values else None
    if endpoint == HOME:
        g.slug = domains.here()


def _enter() -> None:
    g.business = None
    if g.slug is None:
        tenancy.leave()
        return
    if domains.here() not in {None, g.slug}:
        # On a business's own host there is no other business.
        raise NotFound
    known = _cache().get(g.slug)
    if known is None or clock.seconds() - known[0] > FRESH_SECONDS:
        known = (clock.seconds(), queries.by_slug(g.slug))
        _cache()[g.slug] = known
    g.business = known[1]
    tenancy.enter(g.business.id)
    if g.states_no_language and request.blueprint == "public":
        # Crawlers state none: they read the page as the business writes it.
        locales.set_language(g.business.language)


def _put_in(endpoint: str, values: dict[str, Any]) -> None:
    if "business" in values or not has_request_context() or g.get("business") is None:
        return
    if current_app.url_map.is_endpoint_expecting(endpoint, "business"):
        values["business"] = g.business.slug
