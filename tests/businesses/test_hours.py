"""Opening hours: arithmetic of a week, exceptions, midnight and clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.businesses import hours
from app.businesses.hours import BadHours, Hours, Span, Special, State

MOSCOW = "Europe/Moscow"
CAFE = Hours(
    (*((Span(8 * 60, 22 * 60),),) * 5, (Span(10 * 60, 20 * 60),), ()),
    (Special(date(2026, 3, 18), date(2026, 3, 18), (), "Inventory"),),
)
BAR = Hours(((Span(18 * 60, 27 * 60),),) * 7)
ALWAYS = Hours(((Span(0, 24 * 60),),) * 7)


def at(text: str, zone: str = MOSCOW) -> datetime:
    """A wall-clock time as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "is_open", "changes"),
    [
        ("2026-03-17 07:59", False, "2026-03-17 08:00"),
        ("2026-03-17 08:00", True, "2026-03-17 22:00"),
        ("2026-03-17 21:59", True, "2026-03-17 22:00"),
        # The next day is an exception: the one after it counts.
        ("2026-03-17 22:00", False, "2026-03-19 08:00"),
        ("2026-03-18 12:00", False, "2026-03-19 08:00"),
        ("2026-03-21 20:00", False, "2026-03-23 08:00"),
    ],
)
def test_a_week_with_an_exception(now: str, is_open: bool, changes: str) -> None:  # noqa: FBT001
    assert hours.state(CAFE, at(now), MOSCOW) == State(is_open, at(changes))


def test_over_midnight_the_night_belongs_to_the_evening() -> None:
    assert hours.state(BAR, at("2026-03-18 02:59"), MOSCOW) == State(
        is_open=True, changes_at=at("2026-03-18 03:00")
    )
    assert not hours.state(BAR, at("2026-03-18 03:00"), MOSCOW).is_open
    closed = Hours(BAR.week, (Special(date(2026, 3, 18), date(2026, 3, 18), ()),))
    # Closed on the 18th, but the evening of the 17th is still going on.
    assert hours.state(closed, at("2026-03-18 01:00"), MOSCOW).is_open
    assert not hours.state(closed, at("2026-03-19 01:00"), MOSCOW).is_open


def test_what_follows_without_a_gap_is_one_time() -> None:
    night = Hours(((Span(0, 120), Span(600, 1440)),) * 7)
    assert hours.state(night, at("2026-03-17 23:00"), MOSCOW).changes_at == at(
        "2026-03-18 02:00"
    )


def test_always_open_and_never_open() -> None:
    now = at("2026-03-17 12:00")
    assert hours.state(ALWAYS, now, MOSCOW) == State(is_open=True, changes_at=None)
    never = Hours(((),) * 7)
    assert hours.state(never, now, MOSCOW) == State(is_open=False, changes_at=None)


def test_several_intervals_a_day() -> None:
    lunch = Hours(((Span(540, 780), Span(840, 1080)),) * 7)
    state = hours.state(lunch, at("2026-03-17 13:30"), MOSCOW)
    assert state == State(is_open=False, changes_at=at("2026-03-17 14:00"))


def test_a_later_exception_wins_within_a_longer_one() -> None:
    week = ((Span(540, 1080),),) * 7
    found = Hours(
        week,
        (
            Special(date(2027, 1, 1), date(2027, 1, 8), ()),
            Special(date(2027, 1, 5), date(2027, 1, 5), (Span(600, 900),)),
        ),
    )
    assert hours.state(found, at("2027-01-05 11:00"), MOSCOW).is_open
    assert not hours.state(found, at("2027-01-06 11:00"), MOSCOW).is_open


@pytest.mark.parametrize(
    ("day", "zone"),
    [
        (date(2026, 3, 29), "Europe/London"),
        (date(2026, 10, 25), "Europe/London"),
        (date(2026, 4, 5), "Australia/Lord_Howe"),
        (date(2026, 9, 6), "America/Santiago"),
    ],
)
def test_the_door_opens_by_the_wall_clock_when_clocks_change(
    day: date, zone: str
) -> None:
    shop = Hours(((Span(540, 1080),),) * 7)
    opens = at(f"{day} 09:00", zone)
    assert hours.state(shop, opens - timedelta(minutes=1), zone).changes_at == opens
    assert hours.state(shop, opens, zone).changes_at == at(f"{day} 18:00", zone)


def test_a_time_that_the_clock_skips_does_no_harm() -> None:
    skipped = Hours(((Span(60, 119),),) * 7)
    night = at("2026-03-29 00:30", "Europe/London")
    assert hours.state(skipped, night, "Europe/London").is_open is False


SPAN = st.builds(hours.span, st.integers(0, 1439), st.integers(1, 1440))
SPANS = st.lists(SPAN, max_size=1).map(tuple)
HOURS = st.builds(
    Hours,
    st.tuples(*(SPANS,) * 7),
    st.lists(
        st.builds(
            lambda first, days, spans, note: Special(
                first, first + timedelta(days=days), spans, note
            ),
            st.dates(date(2026, 1, 1), date(2027, 1, 1)),
            st.integers(0, 20),
            SPANS,
            st.text(max_size=20),
        ),
        max_size=3,
    ).map(tuple),
)


@given(HOURS)
def test_what_is_stored_is_loaded(found: Hours) -> None:
    assert hours.load(hours.stored(found)) == found


@given(HOURS, st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)))  # noqa: DTZ001
def test_the_next_change_is_one(found: Hours, moment: datetime) -> None:
    now = moment.replace(tzinfo=UTC, microsecond=0)
    state = hours.state(found, now, "Europe/London")
    if state.changes_at is None:
        return
    assert state.changes_at > now
    assert (
        hours.state(found, state.changes_at, "Europe/London").is_open != state.is_open
    )
    before = state.changes_at - timedelta(seconds=1)
    assert hours.state(found, before, "Europe/London").is_open == state.is_open


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        [],
        "mon",
        {"week": [[]] * 6},
        {"week": [[]] * 8},
        {"week": [["08:00"], [], [], [], [], [], []]},
        {"week": [["08:00-25:00"], [], [], [], [], [], []]},
        {"week": [["08:70-20:00"], [], [], [], [], [], []]},
        {"week": [["24:00-20:00"], [], [], [], [], [], []]},
        {"week": [["08:00-20:00", "19:00-21:00"], [], [], [], [], [], []]},
        {"week": [[7], [], [], [], [], [], []]},
        {"week": [[]] * 7, "special": [{"first": "2026-01-01"}]},
        {
            "week": [[]] * 7,
            "special": [{"first": "2026-01-02", "last": "2026-01-01", "spans": []}],
        },
        {"week": [[]] * 7, "special": [{"first": "x", "last": "y", "spans": []}]},
        {"week": [[]] * 7, "special": 7},
    ],
)
def test_what_is_no_hours_is_refused(wrong: object) -> None:
    with pytest.raises(BadHours):
        hours.load(wrong)


def test_nothing_is_known_of_an_outlet_without_hours() -> None:
    assert hours.load(hours.stored(None)) is None


def test_a_night_may_not_run_into_its_own_beginning() -> None:
    with pytest.raises(BadHours):
        Hours(((Span(60, 120), Span(1080, 1440 + 90)), *((),) * 6))
