"""Addresses in templates, each put together once: a page has a dozen of them."""

from functools import lru_cache
from typing import Any

from flask import Flask, g, request, url_for

_REMEMBERED = 4096
Value = str | int


def init(app: Flask) -> None:
    """Give templates the remembering ``url_for``."""
    app.jinja_env.globals["url_for"] = link


def link(endpoint: str, **values: Any) -> str:
    """The same as Flask's ``url_for``; only plain paths are remembered."""
    business = g.get("business")
    plain = tuple(
        (name, value)
        for name, value in values.items()
        if isinstance(value, str | int) and not name.startswith("_")
    )
    if len(plain) < len(values) or endpoint.startswith("."):
        return url_for(endpoint, **values)
    return _link(request.script_root, business and business.slug, endpoint, plain)


@lru_cache(maxsize=_REMEMBERED)
def _link(
    _root: str, _slug: str | None, endpoint: str, values: tuple[tuple[str, Value], ...]
) -> str:
    # What an address depends on besides its values is in the key: where the site is
    # mounted, and the business that the link hook puts in.
    named: dict[str, Any] = dict(values)
    return url_for(endpoint, **named)
