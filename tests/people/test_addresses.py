"""Contacts as people type them."""

import pytest

from app.people import addresses
from app.people.errors import BadEmail, BadPhone


@pytest.mark.parametrize(
    "typed",
    ["+7 916 123-45-67", "8 (916) 123 45 67", "9161234567", " +79161234567 "],
)
def test_a_phone_has_one_form(typed: str) -> None:
    assert addresses.parse("phone", typed, "RU").value == "+79161234567"


def test_a_foreign_phone_needs_its_code() -> None:
    assert addresses.parse("phone", "+44 7911 123456", "RU").value == "+447911123456"
    with pytest.raises(BadPhone):
        addresses.parse("phone", "07911 123456", "RU")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "7",
        "no phone",
        "+7 916 123-45",
        "8 495 123-45-67",
        "8 800 555-35-35",
        "+79161234567 ext. 5",
        "٠٩١٦١٢٣٤٥٦٧",
        "9" * 300,
        "\0",
        "+7916123456700",
    ],
)
def test_what_takes_no_sms_is_no_phone(typed: str) -> None:
    with pytest.raises(BadPhone):
        addresses.parse("phone", typed, "RU")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Anna@Example.COM", "anna@example.com"),
        (" anna@example.com ", "anna@example.com"),
        ("анна@пример.рф", "анна@пример.рф"),
    ],
)
def test_an_email_has_one_form(typed: str, expected: str) -> None:
    assert addresses.parse("email", typed, "RU").value == expected


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "anna",
        "anna@",
        "@example.com",
        "a b@example.com",
        "anna@example.com\nBcc: all@example.com",
        "anna@" + "x" * 300 + ".com",
        "anna@exam\0ple.com",
    ],
)
def test_what_takes_no_letter_is_no_email(typed: str) -> None:
    with pytest.raises(BadEmail):
        addresses.parse("email", typed, "RU")


def test_a_masked_contact_tells_little() -> None:
    assert addresses.masked("phone", "+79161234567") == "+7\u00a0···\u00a067"
    assert addresses.masked("email", "anna@example.com") == "an···@example.com"
    assert addresses.masked("email", "a@example.com") == "···@example.com"


def test_spellings_of_one_mailbox_share_a_limit() -> None:
    spellings = ("anna@x.com", "an.na@x.com", "anna+shop@x.com")
    assert {addresses.limit_subject("email", s) for s in spellings} == {"anna@x.com"}


def test_neighbours_share_a_prefix() -> None:
    assert addresses.limit_prefix("phone", "+79161234567") == "+7916123"
    assert addresses.limit_prefix("email", "anna@x.com") == "x.com"
