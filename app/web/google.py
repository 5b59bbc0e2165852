"""Waiting until Google has a card: its worker sends it, no page ever does."""

from collections.abc import Callable
from typing import Any

from flask import Response, g, request

from app.core import clock, db
from app.core.config import Config
from app.core.ids import CardId
from app.wallet.google import account, links, queue
from app.wallet.google.account import AccountRefused, NoGoogle
from app.wallet.google.links import NotReady
from app.web import session
from app.web.page import page, wants_fragment

PATIENCE_SECONDS = 20
_DIGITS = 12
Here = Callable[..., str]


def ask(card_id: CardId) -> None:
    """Let the worker bring a card of the business in scope to Google.

    Raises NoGoogle, AccountRefused.
    """
    _check()
    with db.writing():
        queue.want(card_id)


def _check() -> None:
    if not account.is_configured(session.config(), g.business):
        raise NoGoogle


def since() -> int:
    """The present second, for the address of the page that waits."""
    return int(clock.now().timestamp())


def waiting(
    card_id: CardId,
    config: Config,
    *,
    template: str,
    fragment: str,
    here: Here,
    **context: Any,
) -> Response:
    """The page that waits, until it can lead on to Google.

    It asks again by itself, with scripts or without. ``here`` makes its own address.
    The way on is a page of its own and no redirect: a form may not lead to Google.
    Raises NoGoogle, AccountRefused.
    """
    _check()
    asked_at = _asked_at()
    is_late = clock.now().timestamp() - asked_at > PATIENCE_SECONDS
    link = _link(card_id, config)
    if wants_fragment() and link:
        return Response(status=204, headers={"HX-Redirect": link})
    if wants_fragment() and is_late == ("late" in request.args):
        return Response(status=204)
    answer = page(
        template,
        fragment=fragment,
        link=link,
        is_late=is_late,
        again=here(since=asked_at, **({"late": 1} if is_late else {})),
        **context,
    )
    if link:
        answer.headers["Refresh"] = f"0; url={link}"
    return answer


def _asked_at() -> int:
    """When the waiting began; now, for an address that does not say so."""
    text = request.args.get("since", "")
    is_number = text.isascii() and text.isdecimal() and len(text) < _DIGITS
    return min(int(text), since()) if is_number else since()


def _link(card_id: CardId, config: Config) -> str:
    try:
        return links.save_link(card_id, config)
    except NotReady:
        return ""


__all__ = ["AccountRefused", "NoGoogle", "ask", "since", "waiting"]
