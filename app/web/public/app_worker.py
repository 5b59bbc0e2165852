"""The worker behind the card: what it keeps for the time without a network."""

import json

from flask import Response, g, make_response, url_for

from app.web.assets import asset_url

_SHELL = (
    "app.css",
    "js/app.js",
    "js/cabinet.js",
    "vendor/htmx/htmx.min.js",
    "img/icons.svg",
    "img/favicon.svg",
    "fonts/onest-cyrillic.woff2",
    "fonts/onest-latin.woff2",
    "fonts/onest-rouble.woff2",
)


def app_worker() -> Response:
    """The worker of one business's cabinet; it names nobody.

    It may answer for the card and all below it, and for nothing beside it.
    """
    home = url_for("cabinet.home")
    shell = {
        "slug": g.business.slug,
        "home": home,
        "root": url_for("public.business"),
        "card": url_for("cabinet.offline"),
        "nothing": url_for("cabinet.no_network"),
        "push": url_for("cabinet.push"),
        "icon": url_for("public.app_icon", digest=g.business.look.art, kind="any-192"),
        "files": [asset_url(name) for name in _SHELL],
    }
    script = asset_url("js/cabinet-worker.js")
    answer = make_response(
        f"self.shell = {json.dumps(shell)};\nimportScripts({json.dumps(script)});\n"
    )
    answer.content_type = "text/javascript; charset=utf-8"
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Service-Worker-Allowed"] = home
    return answer
