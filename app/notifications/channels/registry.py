"""The channels: who can be reached by each, whether it is set up, how it sends.

What hangs on other subjects (push subscriptions, passes) is registered by `fanout`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, select

from app.businesses.queries import BusinessView
from app.core.config import Config
from app.core.errors import Permanent, Temporary
from app.core.ids import MemberId
from app.notifications.kinds.kind import Words
from app.people.models import Member, Person


class Gone(Permanent):
    """The address or device is there no longer; nothing is wrong with the message."""


class Mute(Permanent):
    """The demo sends nothing to anybody."""


class Unreached(Temporary):
    """This addressee could not be reached now; that says nothing of the channel."""

    def __init__(self, problem: str, retry_seconds: int = 0) -> None:
        self.retry_seconds = retry_seconds
        super().__init__(problem)


MISSING: Final[Mapping[str, str]] = {
    "email": "no_address",
    "sms": "no_address",
    "push": "no_device",
    "pass": "no_pass",
}
"""What is said of who has no address or device, by channel."""


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """Who is told, and by which addresses.

    ``link`` is the absolute address of what the words speak of, and notes that it was
    followed; ``stop`` ends this kind by e-mail with one POST (RFC 8058), empty where the
    kind cannot be stopped. ``mark`` is what a letter that comes back is known by.
    ``unread`` counts what waits in the cabinet.
    """

    business: BusinessView
    member_id: MemberId
    language: str
    email: str | None
    phone: str | None
    unread: int
    link: str
    stop: str
    is_advertising: bool
    is_urgent: bool = False
    mark: str = ""


Send = Callable[[Config, Addressee, Words, int], None]
"""Sends words of the notice with this id, outside of any transaction.

Raises Temporary, Permanent and Gone. ``mail.Bounced`` says that the address is refused.
"""


@dataclass(frozen=True)
class Channel:
    """A way out.

    ``holders`` selects the ids of members of the business in scope who have an address
    or device for it; ``needs`` names the setting without which it cannot send.
    """

    send: Send
    holders: Callable[[], Select[Any]]
    is_ready: Callable[[Config], bool]
    needs: str = ""


_known: Final[dict[str, Channel]] = {}


def register(code: str, channel: Channel) -> None:
    """Let ``code`` (email, push, pass or sms) send; once, however often it is said."""
    _known[code] = channel


def known() -> Mapping[str, Channel]:
    """All channels that can be used, by code."""
    return _known


def ready(config: Config) -> frozenset[str]:
    """The channels that are set up."""
    return frozenset(code for code, each in _known.items() if each.is_ready(config))


def holders_of(column: Any) -> Callable[[], Select[Any]]:
    """Members whose person has this contact."""

    def holders() -> Select[Any]:
        return (
            select(Member.id)
            .join(Person, Person.id == Member.person_id)
            .where(column.is_not(None))
        )

    return holders
