"""When a post is seen and when it is over."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.space import rules
from app.space.rules import State

NOON = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("published", "withdrawn", "archives", "expected"),
    [
        (None, None, None, State.DRAFT),
        (NOON + HOUR, None, None, State.SCHEDULED),
        (NOON, None, None, State.PUBLISHED),
        (NOON, None, NOON + HOUR, State.PUBLISHED),
        (NOON - HOUR, None, NOON, State.ARCHIVED),
        (NOON - HOUR, NOON, NOON - HOUR, State.WITHDRAWN),
        (None, None, NOON - HOUR, State.DRAFT),
    ],
)
def test_a_state_follows_from_the_instants(
    published: datetime | None,
    withdrawn: datetime | None,
    archives: datetime | None,
    expected: State,
) -> None:
    found = rules.state(
        published_at=published, withdrawn_at=withdrawn, archives_at=archives, now=NOON
    )
    assert found == expected


def test_news_stay_and_events_end_with_their_day() -> None:
    starts = datetime(2026, 5, 12, 20, 0, tzinfo=UTC)
    assert rules.archives_at("news", starts, starts + HOUR, "Europe/Moscow") is None
    # 23:00 in Moscow, already the next day in Yekaterinburg.
    assert rules.archives_at("event", starts, None, "Europe/Moscow") == datetime(
        2026, 5, 12, 21, 0, tzinfo=UTC
    )
    assert rules.archives_at("event", starts, None, "Asia/Yekaterinburg") == datetime(
        2026, 5, 13, 19, 0, tzinfo=UTC
    )
    assert rules.archives_at("event", starts, starts + HOUR, "UTC") == starts + HOUR
    assert rules.archives_at("offer", None, None, "UTC") is None
    assert rules.archives_at("event", None, None, "UTC") is None


def test_clocks_that_change() -> None:
    """London: 01:30 never comes on 29 March 2026 and comes twice on 25 October."""
    gap = datetime(2026, 3, 29, 1, 30)  # noqa: DTZ001 - what a form says
    assert rules.instant_of(gap, "Europe/London") == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )
    twice = datetime(2026, 10, 25, 1, 30)  # noqa: DTZ001 - what a form says
    first = rules.instant_of(twice, "Europe/London")
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert rules.local_of(first, "Europe/London") == twice


def test_the_last_day_is_the_whole_one_before_the_end() -> None:
    midnight = datetime(2026, 5, 12, 21, 0, tzinfo=UTC)
    assert rules.last_day(midnight, "Europe/Moscow") == date(2026, 5, 12)
    assert rules.first_day(midnight, "Europe/Moscow") == date(2026, 5, 13)
