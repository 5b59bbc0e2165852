"""Windows: days, weekdays and hours by the clock on the wall (E24, E42)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.programmes.rules import InvalidRules
from app.programmes.windows import Window

TUESDAY_NOON = Window(weekdays=(2,), from_minute=12 * 60, until_minute=16 * 60)


def local(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute, second, tzinfo=ZoneInfo("Asia/Omsk"))


@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        (local(12, 11, 59, 59), False),
        (local(12, 12), True),
        (local(12, 15, 59, 59), True),
        (local(12, 16), False),
        (local(13, 13), False),
    ],
)
def test_e42_off_peak_ends_on_the_second(moment: datetime, *, holds: bool) -> None:
    assert TUESDAY_NOON.holds(moment) is holds


def test_e24_a_day_ends_at_midnight() -> None:
    window = Window(first_day=date(2026, 5, 12), last_day=date(2026, 5, 12))
    assert window.holds(local(12, 23, 59, 59))
    assert not window.holds(local(13, 0))
    assert not window.holds(local(11, 23, 59, 59))


def test_a_night_belongs_to_the_day_on_which_it_began() -> None:
    night = Window(weekdays=(5,), from_minute=22 * 60, until_minute=2 * 60)
    assert night.holds(local(15, 23))
    assert night.holds(local(16, 1, 59))
    assert not night.holds(local(16, 2))
    assert not night.holds(local(15, 1))


def test_an_hour_that_comes_twice_holds_twice() -> None:
    window = Window(from_minute=2 * 60, until_minute=3 * 60)
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert window.holds(first)
    assert window.holds(first.replace(fold=1))


@pytest.mark.parametrize(
    "values",
    [
        {"first_day": date(2026, 5, 2), "last_day": date(2026, 5, 1)},
        {"weekdays": (0,)},
        {"weekdays": (8,)},
        {"weekdays": (1, 1)},
        {"from_minute": -1},
        {"from_minute": 1440},
        {"until_minute": 0},
        {"until_minute": 1441},
    ],
)
def test_windows_that_never_could_hold_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(InvalidRules):
        Window(**values)  # type: ignore[arg-type]
