"""What brought a browser here: remembered for thirty days, counted once a day.

A cookie of the business's own addresses keeps the first and the last address that named a
source, and what was counted today. It says nothing of who somebody is.
"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from flask import Flask, Response, g, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock, db, limits
from app.core.errors import TooMany
from app.core.ids import MemberId
from app.core.limits import Limit
from app.insights import actions, codes, queries
from app.insights.codes import DIRECT, KEPT_FOR, Touch
from app.web import session
from app.web.page import wants_fragment

# A café's guests share one address; a machine that keeps no cookie is stopped.
VIEWS = Limit("views_ip_hour", 300, 3600)
COOKIE = "came"
MOST_COUNTED = 8
_SALT = "came"
_OK = 200
_log = structlog.get_logger("touches")
# Pages of somebody who is on the way already, or of another device.
_NO_VIEWS = {
    "public.take",
    "public.taken",
    "public.farewell",
    "public.protect",
    "public.protect_code",
}
_MACHINE = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|scan|preview|facebookexternalhit|^whatsapp/|"
    r"^viber|curl|wget|python|httpx|java/|go-http|okhttp|headless|lighthouse|monitor|"
    r"pingdom|uptime",
    re.IGNORECASE,
)


@dataclass
class Trail:
    """What a browser remembers about one business."""

    first: Touch | None = None
    last: Touch | None = None
    counted_on: str = ""
    counted: list[str] = field(default_factory=list)


def init(app: Flask) -> None:
    """Look at every answer of the public pages."""
    app.after_request(_look)


def code() -> str:
    """The source that this browser was brought by last; empty when there is none."""
    last = _read().last
    return "" if last is None else last.code


def keep(member_id: MemberId) -> None:
    """Write down how a new member came. Runs inside ``writing()``."""
    trail = _read()
    if trail.first is not None and trail.last is not None:
        actions.remember_arrival(
            member_id=member_id, first=trail.first, last=trail.last
        )


def _look(response: Response) -> Response:
    if not _is_page(response):
        return response
    trail = _read()
    today = clock.today(g.business.zone)
    touch = codes.touch_of(request.args, today)
    post_id = (request.view_args or {}).get("post_id")
    if touch is None and post_id is not None and not _is_inside():
        touch = Touch(today, codes.of_post(post_id))
    seen = _seen(trail, touch, post_id)
    if touch is not None:
        trail.first, trail.last = trail.first or touch, touch
    is_new = seen is not None and _count(trail, seen)
    if is_new or touch is not None:
        _write(response, trail)
    return response


def _is_page(response: Response) -> bool:
    """Whether a person looks at a page of a business, as far as one can tell."""
    headers = request.headers
    return (
        request.method == "GET"
        and request.blueprint == "public"
        and g.get("business") is not None
        and response.status_code == _OK
        and response.mimetype == "text/html"
        and request.endpoint not in _NO_VIEWS
        and not wants_fragment()
        and "prefetch" not in headers.get("Sec-Purpose", headers.get("Purpose", ""))
        and not _is_machine(request.user_agent.string)
        and not _is_staff()
    )


def _is_machine(agent: str) -> bool:
    return not agent or _MACHINE.search(agent) is not None


def _is_staff() -> bool:
    """Whoever signed in for work looks at the page for other reasons."""
    visitor = session.visitor()
    return visitor is not None and visitor.is_staff_sign_in


def _is_inside() -> bool:
    """Whether a link of our own led here."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    return (request.referrer or "").startswith(request.host_url)


def _seen(trail: Trail, touch: Touch | None, post_id: int | None) -> str | None:
    """The code that this view counts for; None when it was counted before."""
    if touch is not None:
        return touch.code
    if post_id is not None:
        return codes.of_post(post_id)
    return DIRECT if trail.last is None and not _is_inside() else None


def _count(trail: Trail, code: str) -> bool:
    """Count a code that was not counted today; whether it was.

    A page is never lost for a figure: what cannot be counted now is not.
    """
    today = clock.today(g.business.zone)
    if trail.counted_on != today.isoformat():
        trail.counted_on, trail.counted = today.isoformat(), []
    mark = _mark(code)
    if mark in trail.counted or len(trail.counted) >= MOST_COUNTED:
        return False
    trail.counted.append(mark)
    try:
        with db.writing():
            limits.hit(VIEWS, _address())
            actions.count_view(code=queries.code_or_other(code), day=today)
    except TooMany:
        return True
    except SQLAlchemyError as error:
        _log.warning("view_not_counted", problem=type(error).__name__)
    return True


def _mark(code: str) -> str:
    return hashlib.blake2b(code.encode(), digest_size=4).hexdigest()


def _address() -> str:
    """Who asks, for the limit only; not to be read back."""
    key = session.config().secret_key.encode()
    asked = (request.remote_addr or "").encode()
    return hashlib.blake2b(asked, key=key[:64], digest_size=12).hexdigest()


def _read() -> Trail:
    """What the cookie says, of the last thirty days; nothing when it is not ours."""
    try:
        kept: dict[str, Any] = _signer().loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return Trail()
    since = clock.today(g.business.zone) - KEPT_FOR
    first, last = (codes.unpacked(kept[n]) if kept[n] else None for n in ("f", "l"))
    if last is not None and last.day < since:
        first = last = None
    if first is not None and first.day < since:
        first = last
    return Trail(first, last, kept["d"], kept["c"])


def _write(response: Response, trail: Trail) -> None:
    kept = {
        "f": trail.first and trail.first.packed(),
        "l": trail.last and trail.last.packed(),
        "d": trail.counted_on,
        "c": trail.counted,
    }
    response.set_cookie(
        COOKIE,
        str(_signer().dumps(kept)),
        max_age=timedelta(days=KEPT_FOR.days),
        path=url_for("public.business"),
        secure=session.config().is_secure,
        httponly=True,
        samesite="Lax",
    )


def _signer() -> URLSafeSerializer:
    """Bound to the business, so that one's cookie is nothing to another."""
    salt = f"{_SALT}:{g.business.id}"
    return URLSafeSerializer(session.config().secret_key, salt=salt)
