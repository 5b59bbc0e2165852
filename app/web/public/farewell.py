"""The last page: everything is deleted, and nobody is known here any more."""

from flask import Response
from flask import session as cookie

from app.web.page import page


def farewell() -> Response:
    """Say that it is done and what stays where; offer the certificate once."""
    certificate = cookie.pop("certificate", None)
    return page("public/farewell.html", certificate=certificate)
