"""Codes: one spelling however they are typed, and a sign that notices slips."""

import pytest

from app.offers import spelling


@pytest.mark.parametrize(
    "typed", ["may15", "MAY 15", "may-15", " May\u00a015 ", "МАY15", "m.a.y_1/5"]
)
def test_every_way_of_typing_is_one_code(typed: str) -> None:
    assert spelling.normal(typed) == "MAY15"


@pytest.mark.parametrize("typed", ["", "--", "ab", "x" * 33, "\0\0\0", "🎁🎁🎁"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert spelling.normal(typed) == ""


def test_russian_words_are_codes() -> None:
    assert spelling.normal("Лето 2026") == spelling.normal("ЛЕТО2026")
    assert spelling.normal("ёлка") == spelling.normal("ЕЛКА")


def test_drawn_codes_are_sound_and_different() -> None:
    drawn = {spelling.draw("GIFT") for _ in range(2000)}
    assert len(drawn) == 2000
    for code in drawn:
        assert code.startswith("GIFT")
        assert len(code) == 16
        assert spelling.is_sound(code)
        assert spelling.normal(spelling.spoken(code)) == code


def test_every_slip_of_one_sign_is_noticed() -> None:
    code = spelling.draw()
    for place, sign in enumerate(code):
        for other in spelling.ALPHABET:
            if other != sign:
                assert not spelling.is_sound(code[:place] + other + code[place + 1 :])


def test_two_neighbours_that_changed_places_are_noticed() -> None:
    for code in (spelling.draw() for _ in range(100)):
        for place in range(len(code) - 1):
            one, two = code[place], code[place + 1]
            if one != two:
                moved = code[:place] + two + one + code[place + 2 :]
                assert not spelling.is_sound(moved)


def test_codes_are_read_by_fours() -> None:
    code = spelling.draw("CAFE")
    assert spelling.spoken(code) == f"CAFE-{code[4:8]}-{code[8:12]}-{code[12:]}"
    assert spelling.spoken("MAY15") == "MAY15"


@pytest.mark.parametrize(
    ("prefix", "is_fine"),
    [
        ("", True),
        ("CAFE2026", True),
        ("cafe", False),
        ("КАФЕ", False),
        ("C" * 9, False),
    ],
)
def test_prefixes(prefix: str, *, is_fine: bool) -> None:
    assert spelling.is_prefix(prefix) is is_fine
