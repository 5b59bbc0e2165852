"""INN, OGRN and what does not fit together."""

import pytest

from app.onboarding import numbers, places
from app.onboarding.numbers import BadForeignNumber, BadInn, BadOgrn

INN, INN_OF_ONE = "7707083893", "500100732259"
OGRN, OGRNIP = "1027700132195", "304500116000157"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (INN, INN),
        (INN_OF_ONE, INN_OF_ONE),
        (" 7707 083-893 ", INN),
        ("77\u201107\u2014083893", INN),
        ("5001.0073.2259", INN_OF_ONE),
    ],
)
def test_an_inn_is_read_as_people_type_it(typed: str, read: str) -> None:
    assert numbers.inn(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "7707083894",
        "500100732258",
        "",
        "770708389",
        "77070838931",
        "0000000000",
        "7707O83893",
        "٧٧٠٧٠٨٣٨٩٣",
        "7" * 500,
    ],
)
def test_what_is_no_inn_is_refused(typed: str) -> None:
    with pytest.raises(BadInn):
        numbers.inn(typed)


@pytest.mark.parametrize("number", [OGRN, OGRNIP])
def test_an_ogrn_is_read_and_its_last_digit_counts(number: str) -> None:
    assert numbers.ogrn(f"{number[:5]} {number[5:]}") == number
    other = number[:-1] + str((int(number[-1]) + 1) % 10)
    with pytest.raises(BadOgrn):
        numbers.ogrn(other)


@pytest.mark.parametrize("typed", ["", "1", "x" * 13, "0" * 13, "1027700132195a"])
def test_what_is_no_ogrn_is_refused(typed: str) -> None:
    with pytest.raises(BadOgrn):
        numbers.ogrn(typed)


def test_numbers_of_one_kind_raise_no_doubt_and_others_do() -> None:
    assert numbers.russian(INN, OGRN).doubts == ()
    assert numbers.russian(INN_OF_ONE, OGRNIP).doubts == ()
    assert numbers.russian(INN, OGRNIP).doubts == ("kinds_differ",)
    assert numbers.russian(INN_OF_ONE, OGRN).doubts == ("kinds_differ",)


def test_a_foreign_number_is_always_looked_at() -> None:
    found = numbers.foreign("KZ", " 123 456-ab ")
    assert (found.tax_number, found.doubts) == ("123456AB", ("foreign",))
    for typed in ("", "--", "<b>", "x" * 41, "номер"):
        with pytest.raises(BadForeignNumber):
            numbers.foreign("KZ", typed)


@pytest.mark.parametrize(
    ("country", "tax_number", "zone", "currency"),
    [
        ("RU", "7707083893", "Europe/Moscow", "RUB"),
        ("RU", "2536000000", "Asia/Vladivostok", "RUB"),
        ("RU", "3900000000", "Europe/Kaliningrad", "RUB"),
        ("GB", "X", "Europe/London", "GBP"),
        ("AQ", "X", "Antarctica/Casey", "RUB"),
    ],
)
def test_clock_and_money_follow_the_registration(
    country: str, tax_number: str, zone: str, currency: str
) -> None:
    assert places.zone_of(country, tax_number) == zone
    assert places.currency_of(country) == currency
