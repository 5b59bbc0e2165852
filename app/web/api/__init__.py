"""The till API."""

from flask import Flask


def init(app: Flask) -> None:
    """Attach the API."""
