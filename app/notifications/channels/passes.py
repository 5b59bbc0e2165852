"""Notices on the pass: its back shows the newest one, and the phone says so.

Apple's phones show the change by themselves. At Google the text stands on the card and
makes no sound: three sounds a day are all there are, and the balance has them.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select

from app.cards.news import show_news
from app.core import db, tenancy
from app.core.config import Config
from app.core.ids import MemberId
from app.notifications.channels import registry
from app.notifications.channels.registry import Addressee, Channel
from app.notifications.kinds.kind import Words


def send(_config: Config, to: Addressee, words: Words, _notice_id: int) -> None:
    """Let the member's cards show it; raises Gone when they have none any more."""
    with tenancy.scope(to.business.id), db.writing():
        shown = show_news(MemberId(to.member_id), text(words))
    if not shown:
        raise registry.Gone("no card any more")


def text(words: Words) -> str:
    """What it is about, as a sentence; the pass names the business itself."""
    return words.subject[:1].upper() + words.subject[1:]


def register(holders: Callable[[], Select[Any]]) -> None:
    """Let passes tell; ``holders`` selects the members who have one in a wallet."""
    registry.register(
        "pass", Channel(send=send, holders=holders, is_ready=lambda _config: True)
    )
