"""Machines of strangers: Apple's phones and Google's callbacks. No session, no page."""

from flask import Flask

from app.web.devices.blueprint import blueprint
from app.web.security import csrf

__all__ = ["init"]


def init(app: Flask) -> None:
    """Attach the services of the wallets."""
    csrf.exempt(blueprint)
    app.register_blueprint(blueprint)
