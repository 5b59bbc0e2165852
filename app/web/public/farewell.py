"""The last page: everything is deleted, and nobody is known here any more."""

from flask import Response

from app.web.page import page


def farewell() -> Response:
    """Say that it is done and what stays where."""
    return page("public/farewell.html")
