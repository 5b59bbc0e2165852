"""When points may end: after three warnings on three days, else they go on (M10)."""

from collections.abc import Iterable
from datetime import date, timedelta

WARNINGS = 3
"""On so many days a holder must have been warned, each time with proof."""

EXTENSION_DAYS = 30
"""How much longer points last whose holder was not warned often enough."""

_STEPS = (30, 7, 1)


def steps(known_on: date, last_day: date) -> tuple[int, ...]:
    """How many days before the last one to warn of points known since ``known_on``.

    30, 7 and 1; when they do not last longer than that, at the half and the quarter of
    their life and one day before. Warnings fall on three days after the day they came:
    what lasts less than four days cannot be warned of so, and has no steps.
    """
    life = (last_day - known_on).days
    if life > _STEPS[0]:
        return _STEPS
    if life <= WARNINGS:
        return ()
    return max(life // 2, 3), max(life // 4, 2), 1


def step_reached(known_on: date, last_day: date, today: date) -> int | None:
    """The latest step that has come by ``today``; None before the first."""
    left = (last_day - today).days
    return min((s for s in steps(known_on, last_day) if s >= left), default=None)


def is_warned(days: Iterable[date]) -> bool:
    """Whether proofs of these days are enough; several of one day are one."""
    return len(set(days)) >= WARNINGS


def last_day_extended(last_day: date, today: date) -> date:
    """The last day of points that go on; counted from today when theirs is over."""
    return max(last_day, today) + timedelta(days=EXTENSION_DAYS)
