"""What makes the till an app: its manifest, and the worker that opens it offline."""

import json

from flask import Response, g, make_response, url_for

from app.core import locales
from app.web.assets import asset_url
from app.web.till.door import blueprint

_SHELL = (
    "app.css",
    "js/app.js",
    "js/till.js",
    "js/scanner.js",
    "js/till-queue.js",
    "js/till-offline.js",
    "vendor/htmx/htmx.min.js",
    "vendor/barcode-detector/barcode-detector.js",
    "vendor/barcode-detector/zxing_reader.wasm",
    "img/icons.svg",
    "img/favicon.svg",
    "fonts/onest-cyrillic.woff2",
    "fonts/onest-latin.woff2",
    "fonts/onest-rouble.woff2",
)


@blueprint.get("/offline/manifest.webmanifest")
def offline_manifest() -> Response:
    """The till as something to install: it opens at its first screen."""
    business = g.business
    told = {
        "name": locales.gettext("Till · %(name)s", name=business.name),
        "short_name": locales.gettext("Till"),
        "lang": locales.language(),
        "id": url_for("till.home"),
        "start_url": url_for("till.home"),
        "scope": url_for("till.home"),
        "display": "standalone",
        "background_color": "#f5f3ee",
        "theme_color": "#f5f3ee",
        "icons": [
            {
                "src": asset_url("img/favicon.svg"),
                "sizes": "any",
                "type": "image/svg+xml",
            }
        ],
    }
    answer = make_response(json.dumps(told, ensure_ascii=False))
    answer.content_type = "application/manifest+json"
    return answer


@blueprint.get("/worker.js")
def offline_worker() -> Response:
    """The worker of this business's till: what it keeps, and its two scripts.

    It lies at the till's root, which is thereby all that it may answer for.
    """
    business = g.business
    files = [asset_url(name) for name in _SHELL]
    files.append(url_for("public.stylesheet", digest=business.stylesheet_hash))
    shell = {
        "slug": business.slug,
        "page": url_for("till.offline"),
        "files": files,
        "hello": url_for("till.offline_hello"),
        "deals": url_for("till.offline_deals"),
        "snapshot": url_for("till.offline_snapshot"),
    }
    scripts = [asset_url(f"js/{name}.js") for name in ("till-queue", "till-worker")]
    answer = make_response(
        f"self.shell = {json.dumps(shell)};\nimportScripts(...{json.dumps(scripts)});\n"
    )
    answer.content_type = "text/javascript; charset=utf-8"
    answer.headers["Cache-Control"] = "no-cache"
    return answer
