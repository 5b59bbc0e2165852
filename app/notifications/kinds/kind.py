"""What a kind of notice is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from app.businesses.queries import BusinessView


@dataclass(frozen=True)
class Words:
    """A notice in the language in force.

    ``subject`` follows the business's name; ``path`` is a page below the business's
    address, ``button`` the verb that leads there. ``rich`` is what letters show in the
    place of the paragraphs, sieved markup; ``picture`` stands above it there: a whole
    address and what is said of it to those who do not see it.
    """

    subject: str
    paragraphs: tuple[str, ...]
    path: str
    button: str
    rich: Markup | None = None
    picture: tuple[str, str] | None = None


def _goes_on(_payload: Mapping[str, Any]) -> bool:
    return False


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice.

    ``title`` names it where members choose what they want to hear of. What advertises
    needs the consent to mailings (38-FZ, article 18) and keeps to quiet hours and the
    cap. ``channels`` are in use until the member chooses others. ``words`` are made of
    the business and the stored payload. What ``is_expiry`` tells that something ends: it
    advertises unless the business has cleared that (38-FZ). What is not ``is_switchable``
    is owed to the member (R16). ``wait_minutes`` pass before it leaves, so that who
    reads it meanwhile gets no message. What ``is_exact`` takes no other channels than
    its own, whatever a member chose besides. For what ``is_urgent`` a phone that sleeps
    is woken. What ``is_timed`` comes by a clock of ours, not by what somebody just did:
    it makes no sound in the quiet hours. Of a payload that ``is_over`` nothing more
    leaves: the business stopped it.
    """

    code: str
    title: str
    words: Callable[[BusinessView, Mapping[str, Any]], Words]
    channels: tuple[str, ...] = ("email", "push", "pass")
    is_advertising: bool = False
    is_expiry: bool = False
    is_switchable: bool = True
    wait_minutes: int = 0
    is_exact: bool = False
    is_urgent: bool = False
    is_timed: bool = False
    is_over: Callable[[Mapping[str, Any]], bool] = _goes_on
