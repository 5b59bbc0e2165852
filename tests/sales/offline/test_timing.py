"""E42: the time of a deal when the clock of the till may be wrong."""

from datetime import UTC, datetime, timedelta

import pytest

from app.sales.offline.timing import moment

SOLD = datetime(2026, 5, 12, 12, 59, 59, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("off", [-4 * MINUTE, timedelta(), 4 * MINUTE])
def test_e42_a_clock_less_than_five_minutes_off_is_believed(off: timedelta) -> None:
    own = SOLD + off
    found = moment(own, sent_at=own + 3 * HOUR, received_at=SOLD + 3 * HOUR)
    assert (found.at, found.is_doubtful) == (own, False)


@pytest.mark.parametrize("off", [-72 * HOUR, -5 * MINUTE, 5 * MINUTE, 9 * HOUR])
def test_e42_else_the_time_is_counted_back_from_the_arrival(off: timedelta) -> None:
    own = SOLD + off
    found = moment(own, sent_at=own + 3 * HOUR, received_at=SOLD + 3 * HOUR)
    assert (found.at, found.is_doubtful) == (SOLD, True)


def test_a_deal_is_not_older_than_the_limits_it_carries() -> None:
    """The clock was set right after the deal and before the sending."""
    found = moment(
        SOLD - 9 * HOUR,
        sent_at=SOLD + HOUR,
        received_at=SOLD + HOUR,
        not_before=SOLD - MINUTE,
    )
    assert (found.at, found.is_doubtful) == (SOLD - MINUTE, True)


def test_nothing_was_sold_after_it_came() -> None:
    found = moment(SOLD + HOUR, sent_at=SOLD, received_at=SOLD)
    assert (found.at, found.is_doubtful) == (SOLD, True)
