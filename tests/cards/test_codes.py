"""Card numbers and codes: pure rules."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cards import codes

AT = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
SECRET = "a secret of this card"
NUMBER = "3819331209"[:9] + codes.check_digit("381933120")
QR_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")
NUMBERS = st.integers(10**8, 10**9 - 1).map(lambda n: f"{n}{codes.check_digit(str(n))}")


@pytest.mark.parametrize(
    ("digits", "expected"), [("7992739871", "3"), ("411111111111111", "1"), ("0", "0")]
)
def test_check_digit_is_luhns(digits: str, expected: str) -> None:
    assert codes.check_digit(digits) == expected


@given(NUMBERS, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number: str, place: int, shift: int) -> None:
    wrong = str((int(number[place]) + shift) % 10)
    assert not codes.is_number(number[:place] + wrong + number[place + 1 :])


@given(NUMBERS)
def test_what_is_shown_is_read_back(number: str) -> None:
    for shown in (number, codes.spoken(number), codes.static_payload(number)):
        assert codes.parse(shown) == codes.Code(number)


def test_payloads_are_short_and_fit_the_alphanumeric_qr_mode() -> None:
    static = codes.static_payload(NUMBER)
    rotating = codes.rotating_payload(SECRET, NUMBER, AT)
    assert (len(static), len(rotating)) == (11, 24)
    assert all(QR_ALPHANUMERIC.fullmatch(code) for code in (static, rotating))


@pytest.mark.parametrize(
    "disguise",
    [
        str.lower,
        lambda code: f"  {code[:4]} - {code[4:]}\t\n",
        lambda code: code[:6] + "\u00a0\u2011\u202f" + code[6:],
        lambda code: code.translate(str.maketrans("TR", "ЕК")),
    ],
    ids=["lower case", "spaces and dashes", "fancy spaces", "russian keyboard"],
)
def test_a_code_is_read_in_every_disguise(disguise: object) -> None:
    for code in (
        codes.static_payload(NUMBER),
        codes.rotating_payload(SECRET, NUMBER, AT),
    ):
        assert codes.parse(disguise(code)) == codes.parse(code) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "381",
        NUMBER + "1",
        "X" + NUMBER,
        NUMBER.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        "T" * 65,
        "R" + NUMBER,
        "R" + NUMBER + "A" * 12,
        "R" + NUMBER + "1" * 13,
        "\0" * 10,
        "https://example.com/" + NUMBER,
    ],
)
def test_what_is_no_code_of_ours_is_none(text: str) -> None:
    assert codes.parse(text) is None


@given(st.text(max_size=80))
def test_parsing_takes_any_text(text: str) -> None:
    found = codes.parse(text)
    assert found is None or codes.is_number(found.number)


@pytest.mark.parametrize(
    ("late", "is_accepted"),
    [(-31, False), (-30, True), (0, True), (29, True), (59, True), (60, False)],
)
def test_rotating_code_lives_for_its_step_and_one_on_each_side(
    late: int, *, is_accepted: bool
) -> None:
    code = codes.parse(codes.rotating_payload(SECRET, NUMBER, AT))
    step = codes.matching_step(SECRET, NUMBER, code.mac, AT + timedelta(seconds=late))
    assert step == (codes.step_of(AT) if is_accepted else None)


def test_rotating_code_of_another_card_or_secret_is_refused() -> None:
    mac = codes.parse(codes.rotating_payload(SECRET, NUMBER, AT)).mac
    other = "123456789" + codes.check_digit("123456789")
    assert codes.matching_step("another secret", NUMBER, mac, AT) is None
    assert codes.matching_step(SECRET, other, mac, AT) is None


def test_step_ends_when_the_next_code_begins() -> None:
    inside = AT + timedelta(seconds=7)
    end = codes.step_end(inside)
    assert end == AT + timedelta(seconds=30)
    assert codes.step_of(end) == codes.step_of(inside) + 1
