"""What makes a business's card an app: its name, its colours and its icons."""

import json

from flask import Response, g, make_response, url_for

from app.businesses import brand
from app.core import locales
from app.wallet import app_icons
from app.web.public.stylesheet import FOREVER

_BRIEFLY = "public, max-age=600"
SHORT_NAME = 12
"""Letters that fit below an icon on any home screen."""


def app_manifest() -> Response:
    """The manifest: the app opens at the card, and nothing of another business is it."""
    business = g.business
    colour = brand.palette(business.brand_colour, business.accent_colour).brand
    told = {
        "name": business.name,
        "short_name": _short(business.name),
        "description": locales.gettext(
            "A loyalty card in your phone: points, history and rewards."
        ),
        "lang": locales.language(),
        "dir": "ltr",
        "id": url_for("cabinet.home"),
        "start_url": url_for("cabinet.home", app=1),
        "scope": url_for("public.business"),
        "display": "standalone",
        "background_color": colour,
        "theme_color": colour,
        "icons": [
            {
                "src": _address(kind),
                "sizes": f"{side}x{side}",
                "type": "image/png",
                "purpose": kind.partition("-")[0],
            }
            for kind, side in app_icons.KINDS.items()
            if not kind.startswith("touch")
        ],
    }
    answer = make_response(json.dumps(told, ensure_ascii=False))
    answer.content_type = "application/manifest+json"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def app_icon(digest: str, kind: str) -> Response:
    """An icon; kept for a year only under its own hash. Raises NotFound."""
    look = g.business.look
    answer = make_response(app_icons.icon(look, kind))
    answer.content_type = "image/png"
    is_it = digest == look.art
    answer.headers["Cache-Control"] = FOREVER if is_it else _BRIEFLY
    return answer


def _address(kind: str) -> str:
    return url_for("public.app_icon", digest=g.business.look.art, kind=kind)


def _short(name: str) -> str:
    """The name, or as many of its first words as fit below an icon."""
    short = ""
    for word in name.split():
        longer = f"{short} {word}".strip()
        if short and len(longer) > SHORT_NAME:
            break
        short = longer
    return short[:SHORT_NAME].strip()
