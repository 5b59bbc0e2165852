"""A business under its own host name: ``https://loyalty.cafe.ru/`` is its page.

Which host belongs to whom is a setting, so that nobody can claim a name by a header.
What a page calls its address comes from the settings too, never from the request.
"""

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request, url_for
from werkzeug import Response

from app.core.config import Config
from app.core.errors import NotFound

_NAME = "tessera_domains"
# A guest's own screens; staff and software work at the site's own address.
_AT_HOME = frozenset({"public", "cabinet", "health", None})


@dataclass(frozen=True)
class Domains:
    """Host → business, business → origin, and the address of the whole site."""

    hosts: dict[str, str]
    origins: dict[str, str]
    site: str


def init(app: Flask, config: Config) -> None:
    """Read the setting."""
    site = urlsplit(config.address)
    port = f":{site.port}" if site.port else ""
    hosts = config.own_domains
    origins = {slug: f"{site.scheme}://{host}{port}" for host, slug in hosts.items()}
    app.extensions[_NAME] = Domains(hosts, origins, config.address)
    app.before_request(_keep_to_guests)


def _domains() -> Domains:
    return cast("Domains", current_app.extensions[_NAME])


def here() -> str | None:
    """Whose own host was asked, by the business's address; None on the site's own."""
    hosts = _domains().hosts
    return hosts.get(request.host.partition(":")[0].lower()) if hosts else None


def address_of(slug: str, path: str) -> str:
    """The one address that a page of a business is known by.

    Args:
        slug: whose page it is.
        path: as on the site's own address: ``/polden/``, ``/polden/join``.
    """
    origin = _domains().origins.get(slug)
    if origin is None:
        return _domains().site + path
    is_home = path == url_for("public.business", business=slug)
    return origin + (url_for("public.landing") if is_home else path)


def origin_of(slug: str) -> str:
    """Where a business lives: its own host, else the site."""
    return _domains().origins.get(slug) or _domains().site


def origin() -> str:
    """Where this request came to, by the settings."""
    own = here()
    return _domains().site if own is None else origin_of(own)


def _keep_to_guests() -> Response | None:
    """On a business's own host: its guests' screens only; work goes to the site."""
    own = here()
    if own is None or request.blueprint in _AT_HOME:
        return None
    if request.method != "GET" or (g.slug or own) != own:
        raise NotFound
    query = request.query_string.decode("ascii", "replace")
    return redirect(f"{_domains().site}{request.path}{'?' if query else ''}{query}")
