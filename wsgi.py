"""The application object for any WSGI server, and for ``flask --app wsgi``."""

import secrets
import sys

from flask import Flask

from app import create_app
from app.core.config import BadSetting, Config


def _application() -> Flask:
    """The application as set up, or a sentence that says what is missing.

    ``flask demo wallet`` plays with settings of its own, so it runs without any.
    """
    try:
        return create_app()
    except BadSetting as problem:
        if sys.argv[-2:] == ["demo", "wallet"]:
            return create_app(Config(secret_key=secrets.token_urlsafe(48)))
        sys.exit(str(problem))


app = _application()
