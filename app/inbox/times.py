"""How soon guests are answered: pure arithmetic of seconds."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

from app.people.answering import Answered

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Pace:
    """How many first answers, and within how many seconds half and nine of ten came."""

    count: int
    median_seconds: int
    ninth_seconds: int


def nearest_rank(ordered: Sequence[int], percent: int) -> int:
    """The least value that at least ``percent`` of all do not exceed (nearest rank).

    >>> nearest_rank([10, 20, 30, 40], 50), nearest_rank([10, 20, 30, 40], 90)
    (20, 40)
    """
    return ordered[max(ceil(len(ordered) * percent / 100), 1) - 1]


def paces(found: Iterable[Answered], key: Callable[[Answered], Key]) -> dict[Key, Pace]:
    """The pace of every group that ``key`` makes of the answers."""
    groups: dict[Key, list[int]] = defaultdict(list)
    for each in found:
        groups[key(each)].append(each.seconds)
    return {
        name: Pace(
            len(seconds),
            nearest_rank(sorted(seconds), 50),
            nearest_rank(sorted(seconds), 90),
        )
        for name, seconds in groups.items()
    }
