"""What an address says of where somebody comes from."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.insights import codes
from app.insights.codes import Touch

DAY = date(2026, 3, 17)


def test_our_code_goes_before_the_utm_words_and_both_are_kept() -> None:
    address = {
        "s": "poster",
        "utm_source": "vk",
        "utm_medium": "social",
        "utm_campaign": "Весна 2026",
        "utm_content": "banner",
        "utm_term": "кофе",
    }
    touch = codes.touch_of(address, DAY)
    assert touch == Touch(DAY, "poster", "vk", "social", "Весна 2026", "banner", "кофе")


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ({"utm_source": "vk"}, "vk"),
        ({"utm_campaign": "spring"}, "other"),
        ({"s": "\u202e\u200b", "utm_source": "vk"}, "vk"),
    ],
)
def test_without_our_code_the_utm_source_is_one(
    address: dict[str, str], code: str
) -> None:
    touch = codes.touch_of(address, DAY)
    assert touch is not None
    assert touch.code == code


@pytest.mark.parametrize("address", [{}, {"s": "  "}, {"s": "\0"}, {"q": "poster"}])
def test_an_address_that_names_nothing_is_no_touch(address: dict[str, str]) -> None:
    assert codes.touch_of(address, DAY) is None


@given(st.text(max_size=300))
def test_cleaned_words_are_short_and_can_be_seen(text: str) -> None:
    found = codes.cleaned(text)
    assert len(found) <= 64
    assert len(found.encode()) <= 150
    assert found == found.strip()
    assert found.isprintable()


@given(st.lists(st.text(max_size=80), min_size=6, max_size=6))
def test_a_touch_comes_back_from_a_cookie(words: list[str]) -> None:
    touch = Touch(DAY, *words)
    assert codes.unpacked(touch.packed()) == touch


@pytest.mark.parametrize(
    ("code", "post_id"),
    [
        ("post-12", 12),
        ("post-0", None),
        ("post-012", None),
        ("post-", None),
        ("post-٣", None),
        ("post-" + "9" * 19, None),
        ("xpost-1", None),
    ],
)
def test_a_post_has_a_code_of_its_own(code: str, post_id: int | None) -> None:
    assert codes.post_of(code) == post_id
    if post_id is not None:
        assert codes.of_post(post_id) == code
