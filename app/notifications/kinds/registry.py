"""All kinds of notices, by code."""

from collections.abc import Mapping
from typing import Final

from app.notifications.kinds import care, checks, offers, points, reviews, surveys, talk
from app.notifications.kinds.kind import NoticeKind

_known: Final[dict[str, NoticeKind]] = {}
KINDS: Final[Mapping[str, NoticeKind]] = _known


def add(*kinds: NoticeKind) -> None:
    """Let there be kinds, also those of subjects above; once, however often said."""
    _known.update({kind.code: kind for kind in kinds})


add(
    *care.KINDS,
    *checks.KINDS,
    *offers.KINDS,
    *points.KINDS,
    *reviews.KINDS,
    *surveys.KINDS,
    *talk.KINDS,
)
