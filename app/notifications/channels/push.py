"""Notices by web push, to every browser of a member that asked for them."""

from urllib.parse import urlsplit

from app.core import locales, tenancy
from app.core.config import Config
from app.core.errors import Temporary
from app.core.locales import gettext as _
from app.notifications.channels import registry
from app.notifications.channels.registry import Addressee, Channel
from app.notifications.kinds.kind import Words
from app.notifications.push import queries, sending
from app.notifications.push.errors import NoBrowser
from app.notifications.push.message import Message


def send(config: Config, to: Addressee, words: Words, notice_id: int) -> None:
    """Tell the browsers of a member; raises Permanent (as Gone) and Temporary.

    Unlike mail and SMS the demo sends these too: a browser that asks for them is a
    visitor's own.
    """
    with locales.speaking(to.language):
        message = written(to, words, notice_id)
    with tenancy.scope(to.business.id):
        try:
            sending.send(config, member_id=to.member_id, message=message)
        except NoBrowser as error:
            raise registry.Gone(str(error)) from error
        except Temporary as error:
            # Guests name the services: one of theirs must not stop the others'.
            seconds = getattr(error, "retry_seconds", 0)
            raise registry.Unreached(str(error), seconds) from error


def written(to: Addressee, words: Words, notice_id: int) -> Message:
    """The message in the language in force; it holds the notice's own words only."""
    return Message(
        sender=to.business.name,
        subject=words.subject,
        paragraphs=words.paragraphs,
        path=_path(to.link),
        stop=_("What to receive"),
        stop_path=f"/{to.business.slug}/card/profile/messages",
        topic=f"n{notice_id}",
        unread=to.unread,
        is_urgent=to.is_urgent,
    )


def _path(link: str) -> str:
    """The page alone: an app on a business's own address opens it there."""
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


registry.register(
    "push",
    Channel(send=send, holders=queries.holders, is_ready=lambda _config: True),
)
