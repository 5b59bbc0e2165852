"""Links that show a look before it is published, to whoever has one, for a week.

A link names a version and when it ends, under a seal of ours. The page behind it is the
real one, dressed in that look for the length of one request.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Response, g, request, url_for

from app.businesses import versions
from app.businesses.look import Look
from app.core import clock, ids, tenancy
from app.core.errors import AppError, NotFound
from app.web import security, session

LIVES = timedelta(days=7)
PRESENT = 0
"""In place of a version: what guests see now."""
_PARTS, _LONGEST = 3, 80
_SEAL_CHARACTERS = 32


class DraftLinkOver(AppError):
    """The link has ended; what it showed may be published or gone by now."""

    code = "draft_link_over"
    status = 410
    sentence = "This preview link has ended: it works for 7 days. Ask for a new one."


@dataclass(frozen=True)
class Draft:
    """What a link shows: until when, and whether guests see this look by now."""

    look: Look
    until: datetime
    is_shown: bool


def token(version_id: int) -> str:
    """What a link to a version of the business in scope carries, for a week from now.

    ``PRESENT`` stands for what guests see.
    Whole hours, so that an editor that is open has the same link for a while.
    """
    ends = clock.now() + LIVES
    seconds = -(-int(ends.timestamp()) // 3600) * 3600
    return f"{version_id}-{seconds}-{_seal(version_id, seconds)}"


def read(text: str) -> Draft:
    """What is behind a link; raises NotFound, DraftLinkOver."""
    parts = text.split("-")
    if len(text) > _LONGEST or len(parts) != _PARTS:
        raise NotFound
    version_id, seconds, seal = parts
    if not (_is_whole(version_id) and _is_whole(seconds)):
        raise NotFound
    right = _seal(int(version_id), int(seconds))
    if not ids.same(right.encode(), seal.encode()):
        raise NotFound
    until = datetime.fromtimestamp(int(seconds), UTC)
    if until <= clock.now():
        raise DraftLinkOver
    return _dressed(int(version_id), until)


def _dressed(version_id: int, until: datetime) -> Draft:
    if version_id == PRESENT:
        return Draft(g.business.look, until, is_shown=True)
    try:
        version = versions.by_id(version_id)
    except NotFound:
        raise DraftLinkOver from None
    if version.state == "past" and version.number is None:
        raise DraftLinkOver
    return Draft(version.look, until, is_shown=version.look == g.business.look)


def wear(text: str) -> None:
    """Let this request show the business in a draft's look; raises as ``read`` does.

    In the frame of our own editor the page says nothing of being a draft.
    """
    draft = read(text)
    g.business = g.business.dressed(draft.look)
    g.stylesheet_url = url_for(
        "public.draft_stylesheet", token=text, v=g.business.stylesheet_hash
    )
    if request.headers.get("Sec-Fetch-Dest") != "iframe":
        g.draft, g.draft_token = draft, text


def framed(response: Response) -> Response:
    """The page for our own editor's frame, and for no search engine."""
    content, _ = security.policy(frames="'self'")
    response.headers["Content-Security-Policy"] = content
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16  # noqa: PLR2004 - any id


def _seal(version_id: int, seconds: int) -> str:
    what = f"{tenancy.current()}/{version_id}/{seconds}"
    secret = session.config().secret_key
    return ids.digest(secret, "look-draft", what).hex()[:_SEAL_CHARACTERS]
