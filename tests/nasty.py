"""What nobody should send, and people, programs and browsers send all the same."""

import io
from random import Random
from typing import Any

MARKUP = "\"'><b class=nasty>x</b>&lt;"
RAW = "<b class=nasty>"
"""What a page may never hold: the markup above, unescaped."""

TEXTS: tuple[str | bytes, ...] = (
    "",
    " ",
    "\0",
    "a\0b",
    MARKUP,
    "x" * 300,
    "ж" * 5_000,
    "x" * 1_000_000,
    "a\r\nBcc: b@example.com\r\n\r\nc",
    "\u202eabc\u2066\u200b\ufeff",
    "\u200b",
    "\u2028\u2029\x7f\x1b[31m",
    "👩‍👩‍👧‍👦🇷🇺",
    "e" + "\u0301" * 200,
    "İß" * 40,
    b"\xff\xfe\xed\xa0\x80",
    "on",
    "null",
    "[]",
    '{"a":[1]}',
    "[" * 3_000,
    "%s%n%(name)s{0}{{7*7}}",
    "'; drop table members; --",
    "../../etc/passwd",
    "javascript:alert(1)",
    "//evil.example/x",
    "http://[",
    "https://xn--a.example:99999/",
    "a@b",
    "x@" + "a" * 300 + ".example",
    "+7" + "9" * 60,
    "0",
    "1",
    "-1",
    "-0",
    "+5",
    "1_000",
    "0x10",
    "1,5",
    "0.001",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999",
    "9" * 5_000,
    "1e309",
    "1e-400",
    "NaN",
    "-Infinity",
    "٣",
    "１２",
    "²",
    "0001-01-01",
    "1900-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-2-3",
    "20260317",
    "2026-W12-2",
    "0000-00-00",
    "-2026-01-01",
    "٢٠٢٦-٠٣-١٧",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "2026-03-17T09:00+99:00",
    "2026-03-29T02:30",
    "2026-13",
    "9999-12",
    "00:00",
    "24:00",
    "25:99",
    "9:5",
    "#gggggg",
    "#12",
)

FILES: tuple[tuple[bytes, str], ...] = (
    (b"", ""),
    (b"", "empty.png"),
    (b"a picture, they said", "x.png"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "x.png"),
    (b"GIF89a" + b"\xff" * 7, "../../x.gif"),
    (b"%PDF-1.7\n%%EOF", "x.pdf"),
    (b"PK\x03\x04" + b"\0" * 30, "x.zip"),
    (b"a;b\n\0;\xff\xfe\n", "x.csv"),
    (b"\xff\xfe" + "телефон\n+7".encode("utf-16-le"), "ж\u202e.csv"),
    (b"9" * 200_000, "n" * 300 + ".txt"),
    (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "x.svg"),
)


def named(value: object) -> str:
    """A value as a message of failure shows it."""
    text = repr(value)
    return text if len(text) < 60 else f"{text[:50]}… ({len(text)})"


def upload(chance: Random) -> tuple[Any, str]:
    """A wrong file for a file field."""
    content, name = chance.choice(FILES)
    return io.BytesIO(content), name
