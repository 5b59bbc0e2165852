"""Machines of strangers: Apple's phones and Google's callbacks. No session, no page."""

from flask import Flask

from app.wallet.apple.packages import PACKED
from app.wallet.back import rule_version
from app.web.devices import apple, google
from app.web.devices.blueprint import blueprint
from app.web.security import csrf

__all__ = ["apple", "google", "init"]


def init(app: Flask) -> None:
    """Attach the services of the wallets."""
    csrf.exempt(blueprint)
    app.register_blueprint(blueprint)
    app.extensions["tessera_packages"] = PACKED
    app.extensions["tessera_pass_rules"] = rule_version
