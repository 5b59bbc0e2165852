"""When an event is and how long an offer is valid, in both languages."""

from datetime import UTC, datetime

import pytest

from app.core import locales
from app.space import words

# The clock of tests stands on 17 March 2026, noon in Moscow.
STARTS = datetime(2026, 5, 12, 16, 0, tzinfo=UTC)
ENDS = datetime(2026, 5, 12, 18, 30, tzinfo=UTC)
MIDNIGHT = datetime(2026, 5, 12, 21, 0, tzinfo=UTC)
MOSCOW = "Europe/Moscow"


@pytest.mark.parametrize(
    ("language", "ends", "zone", "expected"),
    [
        ("ru", None, MOSCOW, "12 мая, 19:00"),
        ("ru", ENDS, MOSCOW, "12 мая, 19:00–21:30"),
        ("en", ENDS, MOSCOW, "May 12, 19:00–21:30"),
        ("ru", ENDS, "Asia/Yekaterinburg", "12 мая, 21:00–23:30 (Екатеринбург)"),
        ("ru", MIDNIGHT.replace(day=14), MOSCOW, "12 мая, 19:00 — 15 мая, 00:00"),
        (
            "ru",
            ENDS.replace(year=2027),
            MOSCOW,
            "12 мая, 19:00 — 12 мая 2027\u00a0г., 21:30",
        ),
    ],
)
def test_when_an_event_is(
    language: str, ends: datetime | None, zone: str, expected: str
) -> None:
    with locales.speaking(language):
        assert words.event_time(STARTS, ends, zone, MOSCOW) == expected


@pytest.mark.parametrize(
    ("language", "starts", "ends", "is_over", "expected"),
    [
        ("ru", None, MIDNIGHT, False, "действует до 12 мая включительно"),
        ("en", None, MIDNIGHT, False, "valid until May 12 inclusive"),
        (
            "ru",
            STARTS.replace(month=1),
            MIDNIGHT,
            False,
            "действует до 12 мая включительно",
        ),
        ("ru", STARTS, MIDNIGHT, False, "действует с 12 мая по 12 мая включительно"),
        ("ru", STARTS, None, False, "действует с 12 мая"),
        ("ru", STARTS.replace(month=1), None, False, ""),
        ("ru", None, None, False, ""),
        ("ru", None, MIDNIGHT, True, "завершилось 12 мая"),
        (
            "ru",
            None,
            MIDNIGHT.replace(year=2027),
            False,
            "действует до 12 мая 2027\u00a0г. включительно",
        ),
    ],
)
def test_how_long_an_offer_is_valid(
    *,
    language: str,
    starts: datetime | None,
    ends: datetime | None,
    is_over: bool,
    expected: str,
) -> None:
    with locales.speaking(language):
        assert words.validity(starts, ends, MOSCOW, is_over=is_over) == expected


def test_advertising_is_marked_in_the_language_of_the_business() -> None:
    with locales.speaking("en"):
        marked = words.advertising("advertising", "ООО «Полдень»", "2VtzqvQ", "ru")
    assert marked == "Реклама. ООО «Полдень», erid: 2VtzqvQ"
    assert words.advertising("social", "", "", "ru") == "Социальная реклама"
    assert words.advertising("", "ООО «Полдень»", "2VtzqvQ", "ru") == ""


def test_a_schedule_names_the_clocks_that_count() -> None:
    with locales.speaking("ru"):
        assert words.moment_there(STARTS, MOSCOW, MOSCOW) == "12 мая, 19:00"
        assert words.moment_there(STARTS, "Asia/Omsk", MOSCOW) == "12 мая, 22:00 (Омск)"
