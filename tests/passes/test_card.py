"""A card that exists can be drawn: everything else is refused in words."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from passes.card import (
    BadCard,
    Barcode,
    Brand,
    Colours,
    Field,
    Link,
    Outlet,
    rgb,
    spoken,
    text_in,
)
from tests.passes.samples import BRAND, card

NAIVE = datetime(2026, 3, 17, 9, 0)  # noqa: DTZ001 (what is refused)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("381933", "381 933"),
        ("38133393", "3813 3393"),
        ("381333931", "381 333 931"),
        ("381333931234", "3813 3393 1234"),
        ("3813339", "381 3339"),
        ("38133393123", "381 333 93123"),
        ("4601234567893", "460 123 456 7893"),
        ("1234", "1234"),
        ("AB-12345678", "AB-12345678"),
    ],
)
def test_numbers_are_said_in_groups(number: str, said: str) -> None:
    assert spoken(number) == said
    assert spoken(number).replace(" ", "") == number


def test_words_fall_back_to_another_language() -> None:
    assert text_in({"ru": "Баллы", "en": "Points"}, "en") == "Points"
    assert text_in({"ru": "Баллы"}, "en") == "Баллы"
    assert text_in({"ru": "", "en": "Points"}, "ru") == "Points"
    assert text_in({}, "ru") == ""
    assert text_in("Anna", "ru") == "Anna"


def test_colours_are_numbers() -> None:
    assert rgb("#1f4B3f") == (31, 75, 63)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Colours("red", "#ffffff", "#ffffff", "#ffffff"),
        lambda: Colours("#ffffff", "#fff", "#ffffff", "#ffffff"),
        lambda: Colours("#ffffff", "#ffffff", "#ffffff", "#ffffff\n"),
        lambda: Brand("  ", BRAND.colours),
        lambda: Barcode(""),
        lambda: Barcode("1\0002"),
        lambda: Field("", "Баллы", 1),
        lambda: Field("a b", "Баллы", 1),
        lambda: Field("points", "Баллы", True),
        lambda: Field("points", "Баллы", 1, "Баллы изменились"),
        lambda: Field("points", "Баллы", 1, {"ru": "%@", "en": "Changed"}),
        lambda: Field("until", "До", NAIVE),
        lambda: Link("Сайт", "javascript:alert(1)"),
        lambda: Link("Сайт", "https://example.org/ x"),
        lambda: Link("Сайт", "https://example.org/'><script>\n"),
        lambda: Outlet("Полюс", 90.01, 0),
        lambda: Outlet("Полюс", 0, -181),
        lambda: Outlet("Полюс", float("nan"), 0),
        lambda: card(serial=""),
        lambda: card(number=""),
        lambda: card(description={}),
        lambda: card(expires_at=NAIVE),
        lambda: card(back=(Field("points", "Снова", 1),)),
    ],
)
def test_wrong_parts_are_refused(make: Callable[[], Any]) -> None:
    with pytest.raises(BadCard) as refused:
        make()
    assert len(str(refused.value).split()) > 3
