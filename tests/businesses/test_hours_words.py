"""Opening hours in words, in both languages."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.businesses import hours_reading, hours_words
from app.businesses.hours import Hours, Special
from app.core import locales

MOSCOW = "Europe/Moscow"
CAFE = Hours(
    hours_reading.week("пн-пт 8-22, сб 10-20"),
    (Special(date(2026, 5, 1), date(2026, 5, 3), (), "Май"),),
)


def said(hours: Hours, wall: str, language: str) -> str:
    """The sentence at a wall-clock time in Moscow."""
    at = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(MOSCOW)).astimezone(UTC)
    with locales.speaking(language):
        return hours_words.sentence(hours, at, MOSCOW)


@pytest.mark.parametrize(
    ("wall", "russian", "english"),
    [
        ("2026-03-17 12:00", "Открыто до 22:00", "Open until 22:00"),
        ("2026-03-17 07:00", "Откроется в 8:00", "Opens at 8:00"),
        ("2026-03-17 23:00", "Откроется завтра в 8:00", "Opens tomorrow at 8:00"),
        (
            "2026-03-21 21:00",
            "Откроется в понедельник в 8:00",
            "Opens on Monday at 8:00",
        ),
        (
            "2026-05-01 12:00",
            "Откроется в понедельник в 8:00",
            "Opens on Monday at 8:00",
        ),
    ],
)
def test_now_is_one_sentence(wall: str, russian: str, english: str) -> None:
    assert said(CAFE, wall, "ru") == russian
    assert said(CAFE, wall, "en") == english


def test_far_and_long_times_name_the_day() -> None:
    holidays = (Special(date(2026, 12, 28), date(2027, 1, 10), ()),)
    shop = Hours(hours_reading.week("10-20"), holidays)
    assert said(shop, "2026-12-28 12:00", "ru") == "Откроется 11 января в 10:00"
    assert said(shop, "2026-12-28 12:00", "en") == "Opens on Jan 11 at 10:00"
    week = Hours(hours_reading.week("пн-пт 0-24"))
    assert said(week, "2026-03-17 12:00", "ru") == "Открыто, закроется в субботу в 0:00"
    assert said(week, "2026-03-20 12:00", "ru") == "Открыто до полуночи"
    assert said(week, "2026-03-20 12:00", "en") == "Open until midnight"


def test_always_and_never() -> None:
    always, never = Hours(hours_reading.week("24/7")), Hours(((),) * 7)
    assert said(always, "2026-03-17 12:00", "ru") == "Открыто круглосуточно"
    assert said(never, "2026-03-17 12:00", "ru") == "Сейчас закрыто"


def test_equal_days_share_a_row_and_today_is_marked() -> None:
    with locales.speaking("ru"):
        rows = hours_words.rows(CAFE, date(2026, 3, 17))
    assert [(row.days, row.hours, row.is_today) for row in rows] == [
        ("Пн–Пт", "8:00–22:00", True),
        ("Сб", "10:00–20:00", False),
        ("Вс", "выходной", False),
    ]


def test_coming_exceptions_have_their_rows() -> None:
    with locales.speaking("en"):
        rows = hours_words.rows(CAFE, date(2026, 4, 20))
        assert (rows[-1].days, rows[-1].hours) == ("May 1 to May 3", "closed all day")
        assert rows[-1].note == "Май"
        # Gone by, it is not shown; far ahead, not yet.
        assert len(hours_words.rows(CAFE, date(2026, 5, 4))) == 3
        assert len(hours_words.rows(CAFE, date(2026, 3, 17))) == 3
        every_day = Hours(hours_reading.week("9-21"))
        assert [row.days for row in hours_words.rows(every_day, date(2026, 1, 1))] == [
            "Every day"
        ]


def test_an_exception_today_is_today_s_row() -> None:
    rows = hours_words.rows(CAFE, date(2026, 5, 2))
    assert [row.is_today for row in rows] == [False, False, False, True]
