"""The table of contents of the application."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import worker
from app.cli import COMMANDS
from app.core import db, limits
from app.core.config import Config
from app.web import (
    assets,
    blueprints,
    domains,
    editions,
    errors,
    filters,
    links,
    live,
    logs,
    pictures,
    security,
    session,
    tenants,
    touches,
)

MAX_UPLOAD_BYTES = 12 * 1024 * 1024


class Tessera(Flask):
    """A Flask that runs a request again when the database asks for it."""

    dispatch_request = errors.dispatch_with_retries(Flask.dispatch_request)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view of ours is asynchronous, so no call needs to ask."""
        return func


def create_app(config: Config | None = None) -> Flask:
    """Build the application; raises BadSetting when the settings do not fit."""
    config = (config or Config.from_env()).checked()
    app = Tessera(__name__)
    app.extensions["tessera_config"] = config
    app.config["MAX_CONTENT_LENGTH"] = MAX_UPLOAD_BYTES
    logs.init(config)
    limits.set_scale(config.limit_scale)
    db.init(app, config)
    app.extensions["tessera_worker"] = worker.make(app.app_context, config)
    security.init(app, config)
    session.init(app, config)
    domains.init(app, config)
    tenants.init(app)
    filters.init(app)
    links.init(app)
    pictures.init(app)
    errors.init(app)
    blueprints.register(app)
    touches.init(app)
    editions.init(app)
    assets.init(app, config)
    live.init(app, config)
    for command in COMMANDS:
        app.cli.add_command(command)
    if config.proxy_hops:
        hops = config.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    return app
