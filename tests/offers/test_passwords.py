"""Passwords that change by themselves."""

from datetime import date

from app.offers.passwords import WORDS, password, period_of

DAY = date(2026, 5, 12)
NEXT = date(2026, 5, 13)


def test_a_day_has_one_password_and_the_next_another() -> None:
    today = password("key", "secret", period_of("day", DAY), "ru")
    assert today == password("key", "secret", period_of("day", DAY), "ru")
    assert today != password("key", "secret", period_of("day", NEXT), "ru")


def test_an_event_has_one_for_all_its_days() -> None:
    assert period_of("event", DAY) == period_of("event", NEXT)


def test_nobody_knows_it_without_both_secrets() -> None:
    known = password("key", "secret", period_of("day", DAY), "en")
    assert password("other", "secret", period_of("day", DAY), "en") != known
    assert password("key", "other", period_of("day", DAY), "en") != known


def test_it_is_a_word_and_four_digits() -> None:
    for language, words in WORDS.items():
        word, digits = password("key", "s", "2026-01-01", language).split("-")
        assert word in words
        assert len(digits) == 4
        assert digits.isdigit()
        assert len(set(words)) == 40
