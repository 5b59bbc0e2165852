"""Which members of a business one browser has been: a cookie that outlives signing out.

It is compared when somebody joins by a friend's link, and says nothing to anybody else:
numbers of memberships, signed, for this business's own addresses only.
"""

from datetime import timedelta

from flask import g, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug import Response

from app.core.ids import MemberId
from app.web import session

COOKIE = "was"
MOST = 8
KEPT_FOR = timedelta(days=365)
_SALT = "was"


def members() -> set[int]:
    """Whom this browser has been here; nobody when the cookie is not ours."""
    return set(_read())


def note(response: Response, member_id: MemberId) -> None:
    """Add a member; the eight last ones are kept."""
    before = _read()
    if member_id in before:
        return
    response.set_cookie(
        COOKIE,
        str(_signer().dumps([*before, member_id][-MOST:])),
        max_age=KEPT_FOR,
        path=url_for("public.business"),
        secure=session.config().is_secure,
        httponly=True,
        samesite="Lax",
    )


def _read() -> list[int]:
    try:
        kept: list[int] = _signer().loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return []
    return kept


def _signer() -> URLSafeSerializer:
    """Bound to the business, so that one's cookie is nothing to another."""
    salt = f"{_SALT}:{g.business.id}"
    return URLSafeSerializer(session.config().secret_key, salt=salt)
