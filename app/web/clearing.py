"""What a browser forgets when somebody leaves it; cheques that wait to be sent stay."""

from flask import request
from werkzeug import Response

COOKIE = "keeps-deals"
YEAR_SECONDS = 365 * 24 * 3600


def keep_deals(answer: Response) -> None:
    """Remember that this browser is a till that works without a network."""
    answer.set_cookie(
        COOKIE,
        "1",
        max_age=YEAR_SECONDS,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def forget(answer: Response) -> None:
    """Let nothing of who leaves greet the next person.

    On a till only what was kept of pages goes: its storage holds cheques that nobody
    else has, and none of its pages names anybody.
    """
    is_till = COOKIE in request.cookies
    answer.headers["Clear-Site-Data"] = '"cache"' if is_till else '"cache", "storage"'
