"""An event as a calendar file (RFC 5545)."""

from datetime import UTC, datetime, timedelta

from app.space import ics
from app.space.ics import Event

STARTS = datetime(2026, 3, 20, 16, 0, tzinfo=UTC)


def lines(**values: object) -> list[str]:
    """The lines of a file, unfolded."""
    common = {
        "uid": "urn:uuid:1",
        "title": "Вечер",
        "description": "",
        "place": "",
        "address": "https://a.example/zerno/news/1",
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=2),
        "changed_at": STARTS,
    }
    body = ics.document(Event(**(common | values)))  # type: ignore[arg-type]
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert max(map(len, body.split(b"\r\n"))) <= ics.LONGEST_LINE
    return body.decode().replace("\r\n ", "").split("\r\n")


def test_times_are_utc() -> None:
    found = lines()
    assert found[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert "DTSTART:20260320T160000Z" in found
    assert "DTEND:20260320T180000Z" in found
    assert "SUMMARY:Вечер" in found
    assert not any(line.startswith("LOCATION") for line in found)
    assert not any(line.startswith("DTEND") for line in lines(ends_at=None))


def test_words_cannot_end_a_line_or_a_value() -> None:
    found = lines(
        title="a;b,c\\d\r\nBEGIN:VALARM\x00\u202e", place="x\ny", description="z"
    )
    assert r"SUMMARY:a\;b\,c\\d\nBEGIN:VALARM" in found
    assert r"LOCATION:x\ny" in found
    assert "DESCRIPTION:z" in found
    assert "BEGIN:VALARM" not in found


def test_long_lines_are_folded_between_signs() -> None:
    title = "Очень длинное название 👩‍🍳 " * 9
    assert f"SUMMARY:{''.join(c for c in title if c.isprintable())}" in lines(
        title=title
    )
