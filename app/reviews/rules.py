"""The rating and the windows of a review: pure arithmetic, the formula of decision 34."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

STARS: Final = (1, 2, 3, 4, 5)
LEAST: Final = 5
"""Reviews from which on a mean is shown."""

RECENT: Final = timedelta(days=90)
RECENT_WEIGHT: Final = 2
LONGEST: Final = 2_000
LONGEST_NAME: Final = 40
LONGEST_REASON: Final = 200
MOST_PHOTOS: Final = 4
MOST_THEMES: Final = 12
LONGEST_THEME: Final = 40
EDIT_WINDOW: Final = timedelta(days=7)
REPLY_WINDOW: Final = timedelta(days=1)
REPORTS_TO_HOLD: Final = 3
READ_WITHIN: Final = timedelta(days=7)
"""How long the team has for what waits by its own rule, or because guests reported it."""

_LINK: Final = re.compile(
    r"https?://|\bwww\.|\b[\w-]+\.(?:ru|рф|com|net|org|io|me|info|shop|site|store|su)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Rating:
    """Counted reviews by stars: all of them, and those of the last ninety days."""

    all: Mapping[int, int]
    recent: Mapping[int, int]

    @property
    def count(self) -> int:
        """How many count."""
        return sum(self.all.values())

    @property
    def recent_count(self) -> int:
        """How many of them are recent."""
        return sum(self.recent.values())

    @property
    def weight(self) -> int:
        """What the sum is divided by."""
        return self.count + (RECENT_WEIGHT - 1) * self.recent_count

    @property
    def total(self) -> int:
        """The stars added up, recent ones as often as they weigh."""
        return sum(stars * count for stars, count in self.all.items()) + (
            RECENT_WEIGHT - 1
        ) * sum(stars * count for stars, count in self.recent.items())

    @property
    def hundredths(self) -> int | None:
        """The rating in hundredths of a star, half up; None below five reviews."""
        if self.count < LEAST:
            return None
        return (200 * self.total + self.weight) // (2 * self.weight)

    def share(self, stars: int) -> int:
        """How many per cent of the reviews have so many stars, rounded down."""
        return 100 * self.all.get(stars, 0) // self.count if self.count else 0


def edition(*, stars: int | None, text: str, reply: str) -> str:
    """What a page has shown of a review, to be compared with what is said now."""
    said = f"{stars}\0{text}\0{reply}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest()[:16]


def has_link(text: str) -> bool:
    """Whether a text leads somewhere else."""
    return _LINK.search(text) is not None


def can_edit(
    *, state: str, published_at: datetime | None, has_reply: bool, at: datetime
) -> bool:
    """Whether an author may still change their words at an instant."""
    if state == "draft" or published_at is None:
        return state == "draft"
    return state != "withdrawn" and not has_reply and at < published_at + EDIT_WINDOW


def can_change_reply(*, replied_at: datetime | None, at: datetime) -> bool:
    """Whether a business may write its reply, or still change it."""
    return replied_at is None or at < replied_at + REPLY_WINDOW
