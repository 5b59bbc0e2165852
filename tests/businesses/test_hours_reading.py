"""Opening hours as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.businesses import hours, hours_reading, hours_words
from app.businesses.hours import BadHours, Hours, Special
from app.core import locales
from tests.businesses.test_hours import HOURS

TODAY = date(2026, 3, 17)
SHOP = "8:00-22:00|8:00-22:00|8:00-22:00|8:00-22:00|8:00-22:00|10:00-20:00|"


def shown(week: tuple[hours.Spans, ...]) -> str:
    """A week as one line, days by bars."""
    with locales.speaking("en"):
        texts = (hours_words.spans_text(spans) for spans in week)
        return "|".join(texts).replace("–", "-")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("пн-пт 8:00-22:00, сб 10–20, вс выходной", SHOP),
        ("Пн–Пт: 8.00 — 22.00; Сб: 10-20", SHOP),
        ("с понедельника по пятницу с 8 до 22, в субботу с 10 до 20", SHOP),
        ("будни 08:00-22:00\nсб 10:00-20:00\nвс закрыто", SHOP),
        ("Mon-Fri 8am-10pm, Sat 10-20, Sun closed", SHOP),
        ("weekdays 8:00 to 22:00. Saturday 10 am - 8 pm", SHOP),
        ("пн, вт, ср, чт, пт 8-22 и сб 10-20", SHOP),
        ("ежедневно 9-21", "|".join(["9:00-21:00"] * 7)),
        ("10-20", "|".join(["10:00-20:00"] * 7)),
        ("круглосуточно", "|".join(["24 hours"] * 7)),
        ("24/7", "|".join(["24 hours"] * 7)),
        ("пт-сб 18:00-03:00", "||||18:00-3:00|18:00-3:00|"),
        ("сб-вт 9-18", "9:00-18:00|9:00-18:00||||9:00-18:00|9:00-18:00"),
        ("пн 9-18 перерыв 13-14", "9:00-13:00, 14:00-18:00||||||"),
        ("пн 9-13, 14-18", "9:00-13:00, 14:00-18:00||||||"),
        ("будни 9-18, выходные 10-16", "9:00-18:00|" * 5 + "10:00-16:00|10:00-16:00"),
        ("пн-пт 9-18; сб, вс — выходные", "9:00-18:00|" * 5 + "|"),
        ("ежедневно 9-21, вс 10-18", "9:00-21:00|" * 6 + "10:00-18:00"),
        ("8:00–22:00 ежедневно", "|".join(["8:00-22:00"] * 7)),
        ("8-22 пн-пт, 10-20 сб, выходной вс", SHOP),
        ("9-13, 14-18 без перерыва пн", "9:00-13:00, 14:00-18:00||||||"),
        ("ежедневно 8-24", "|".join(["8:00-24:00"] * 7)),
    ],
)
def test_a_week_is_read(text: str, expected: str) -> None:
    assert shown(hours_reading.week(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "пн-пт",
        "когда захотим",
        "пн 25:00-26:00",
        "пн 8:70-9:00",
        "пн 24-8",
        "пн 8-12, 11-15",
        "пн 8:00-22:00, 22:00",
        "перерыв 13-14",
        "пн 9-18 перерыв",
        "пн 9-18 перерыв вт",
        "пн 9-18 перерыв 19-20",
        "mon 13pm-14pm",
        "пн 8-9, 10-11, 12-13, 14-15, 16-17, 18-19, 20-21",
        "8-9" * 200,
        "пн\0 8-9",
        "<script>alert(1)</script>",
        "пн ۸-۹",
    ],
)
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(BadHours):
        hours_reading.week(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (
        hours_reading.week,
        hours_reading.day,
        lambda line: hours_reading.special(line, TODAY),
    ):
        try:
            read(text)
        except BadHours:
            continue


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("выходной", ""),
        ("8–13, 14–22", "8:00-13:00, 14:00-22:00"),
        ("14-22, 8-13", "8:00-13:00, 14:00-22:00"),
        ("круглосуточно", "24 hours"),
        ("9 до 18 обед 13-14", "9:00-13:00, 14:00-18:00"),
    ],
)
def test_one_day_is_read(text: str, expected: str) -> None:
    assert shown((hours_reading.day(text),)) == expected


@pytest.mark.parametrize("text", ["пн 8-22", "8", "8-", "8-9, 8-10", "утром"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadHours):
        hours_reading.day(text)


@pytest.mark.parametrize(
    ("line", "first", "last", "spans", "note"),
    [
        ("1–8 января: выходной", "2027-01-01", "2027-01-08", "", ""),
        ("31.12 9-15 Новый год", "2026-12-31", "2026-12-31", "9:00-15:00", "Новый год"),
        ("31.12–8.01 выходной", "2026-12-31", "2027-01-08", "", ""),
        ("8 марта 10-18", "2027-03-08", "2027-03-08", "10:00-18:00", ""),
        ("17.03 10-18", "2026-03-17", "2026-03-17", "10:00-18:00", ""),
        ("9.05.2026: 12:00–18:00", "2026-05-09", "2026-05-09", "12:00-18:00", ""),
        ("2026-12-25 closed (Christmas)", "2026-12-25", "2026-12-25", "", "Christmas"),
        ("25 Dec - 1 Jan closed", "2026-12-25", "2027-01-01", "", ""),
        ("29.02 10-12", "2028-02-29", "2028-02-29", "10:00-12:00", ""),
        ("1 мая круглосуточно", "2026-05-01", "2026-05-01", "24 hours", ""),
    ],
)
def test_an_exception_is_read(
    line: str, first: str, last: str, spans: str, note: str
) -> None:
    found = hours_reading.special(line, TODAY)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)
    assert (shown((found.spans,)), found.note) == (spans, note)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "выходной",
        "31.12",
        "31.12 утром",
        "32.12 9-15",
        "30.02 9-15",
        "1.13 closed",
        "2026-13-01 closed",
        "9.05.2026–1.05.2026 выходной",
        "1.01.2026–1.02.2027 выходной",
        "31.12 9-15 " + "x" * 61,
        "9–8 мартобря выходной",
    ],
)
def test_what_is_no_exception_is_refused(line: str) -> None:
    with pytest.raises(BadHours):
        hours_reading.special(line, TODAY)


def test_lines_are_put_in_order_of_their_dates() -> None:
    week = hours_reading.week("9-21")
    found = hours_reading.hours(week, "31.12 9-15\n\n1.05 выходной\n", TODAY)
    assert [each.first.month for each in found.special] == [5, 12]


def test_there_is_an_end_to_exceptions() -> None:
    with pytest.raises(BadHours):
        hours_reading.hours(((),) * 7, "1.05 выходной\n" * 61, TODAY)


def _readable(found: Hours) -> Hours:
    special = tuple(
        Special(each.first, each.last, each.spans, "Ёлка и 2 кота")
        for each in found.special
    )
    return Hours(found.week, tuple(sorted(special, key=lambda each: each.first)))


@given(HOURS, st.sampled_from(locales.LANGUAGES))
def test_what_the_editor_shows_it_reads_again(found: Hours, language: str) -> None:
    found = _readable(found)
    with locales.speaking(language):
        week = tuple(
            hours_reading.day(hours_words.spans_text(spans)) for spans in found.week
        )
        lines = hours_words.special_lines(found)
        assert hours_reading.hours(week, lines, TODAY) == found
