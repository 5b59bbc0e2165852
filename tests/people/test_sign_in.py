"""Codes: asked for, limited, checked once."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.core import db
from app.core.db import writing
from app.core.errors import TooMany
from app.core.ids import BusinessId, PersonId
from app.core.limits import LimitCounter
from app.core.outbox import OutboxRow
from app.people import actions as people
from app.people import codes, queries, sign_in
from app.people.addresses import Address
from app.people.errors import CodeExpired
from app.people.models import SignInCode
from app.people.sign_in import AskedCode, CheckedCode

KEY = "k" * 32
ANNA = Address("phone", "+79161234567")
BORIS = Address("email", "boris@example.com")


def ask(address: Address = ANNA, nonce: str = "browser", ip: str = "::1") -> AskedCode:
    with writing():
        return sign_in.ask_code(
            address=address,
            session_nonce=nonce,
            language="ru",
            sender="Полдень",
            ip=ip,
            secret_key=KEY,
        )


def digits(code_id: int) -> str:
    return queries.code_to_send(code_id, KEY).digits


def check(
    code_id: int, typed: str, nonce: str = "browser", ip: str = "::1"
) -> CheckedCode:
    with writing():
        return sign_in.check_code(
            code_id=code_id,
            digits=typed,
            session_nonce=nonce,
            ip=ip,
            secret_key=KEY,
        )


def wrong(code_id: int) -> str:
    return f"{(int(digits(code_id)) + 1) % 10**6:06d}"


def test_the_right_digits_verify_the_contact_once(shop: BusinessId) -> None:
    asked = ask()
    right = digits(asked.code_id)
    assert check(asked.code_id, right).address == ANNA
    with pytest.raises(CodeExpired):
        check(asked.code_id, right)
    assert queries.code_to_send(asked.code_id, KEY) is None


def test_the_digits_stand_in_no_table(shop: BusinessId) -> None:
    asked = ask()
    right = digits(asked.code_id)
    (code,) = db.session().scalars(select(SignInCode))
    (fact,) = db.session().scalars(select(OutboxRow))
    assert (fact.fact, fact.payload) == ("CodeAsked", {"code_id": asked.code_id})
    stored = [str(getattr(code, c.key)) for c in SignInCode.__table__.columns]
    assert not any(right in value for value in [*stored, str(fact.payload)])


def test_limit_counters_hold_no_personal_data(shop: BusinessId) -> None:
    ask()
    subjects = db.session().scalars(select(LimitCounter.subject)).all()
    assert len(subjects) == 4
    assert all(len(s) == 64 and "916" not in s[:12] for s in subjects)


def test_digits_depend_on_key_code_and_nonce() -> None:
    first = codes.derive(KEY, 1, "n")
    others = {codes.derive("x" * 32, 1, "n"), codes.derive(KEY, 2, "n")}
    others.add(codes.derive(KEY, 1, "m"))
    assert len(first) == 6
    assert first not in others


def test_five_wrong_tries_end_a_code(shop: BusinessId) -> None:
    asked = ask()
    for left in (4, 3, 2, 1, 0):
        checked = check(asked.code_id, wrong(asked.code_id))
        assert (checked.address, checked.tries_left) == (None, left)
    with pytest.raises(CodeExpired):
        check(asked.code_id, digits(asked.code_id))


def test_parallel_guesses_get_five_tries_in_all(shop: BusinessId, app: Flask) -> None:
    asked = ask()
    guess = wrong(asked.code_id)
    outcomes: list[str] = []
    start = threading.Barrier(10)

    def try_it() -> None:
        with app.app_context():
            start.wait()
            try:
                check(asked.code_id, guess)
                outcomes.append("tried")
            except CodeExpired:
                outcomes.append("refused")
            db.db.session.remove()

    threads = [threading.Thread(target=try_it) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 5 + ["tried"] * 5


def test_a_code_works_in_the_asking_browser_only(shop: BusinessId) -> None:
    asked = ask()
    with pytest.raises(CodeExpired):
        check(asked.code_id, digits(asked.code_id), nonce="another")


def test_a_code_lives_for_ten_minutes(shop: BusinessId, clock: Any) -> None:
    asked = ask()
    right = digits(asked.code_id)
    clock.advance(minutes=10)
    with pytest.raises(CodeExpired):
        check(asked.code_id, right)


def test_asking_again_within_a_minute_is_the_same_code(
    shop: BusinessId, clock: Any
) -> None:
    first = ask()
    clock.advance(seconds=59)
    assert ask() == first
    clock.advance(seconds=1)
    second = ask()
    assert second.code_id != first.code_id
    assert len(db.session().scalars(select(OutboxRow)).all()) == 2


def test_a_new_code_ends_the_one_before(shop: BusinessId, clock: Any) -> None:
    first = ask()
    right = digits(first.code_id)
    clock.advance(minutes=1)
    second = ask()
    with pytest.raises(CodeExpired):
        check(first.code_id, right)
    assert check(second.code_id, digits(second.code_id)).address == ANNA


def test_three_codes_in_ten_minutes_per_contact(shop: BusinessId) -> None:
    for browser in ("1", "2", "3"):
        ask(nonce=browser, ip=browser)
    with pytest.raises(TooMany) as refusal:
        ask(nonce="4", ip="4")
    assert 0 < refusal.value.retry_seconds <= 600
    assert len(db.session().scalars(select(SignInCode)).all()) == 3
    ask(BORIS, nonce="4", ip="4")


def test_spellings_of_a_mailbox_do_not_get_around_the_limit(shop: BusinessId) -> None:
    for spelling in ("boris@example.com", "bo.ris@example.com", "boris+1@example.com"):
        ask(Address("email", spelling), nonce=spelling)
    with pytest.raises(TooMany):
        ask(Address("email", "boris+2@example.com"), nonce="x")


def test_ten_codes_a_day_per_contact(shop: BusinessId, clock: Any) -> None:
    for hour in range(10):
        ask(nonce=str(hour))
        clock.advance(hours=1)
    with pytest.raises(TooMany):
        ask(nonce="more")


def test_twenty_codes_an_hour_per_network_address(shop: BusinessId) -> None:
    for number in range(20):
        ask(Address("email", f"p{number}@d{number}.com"), nonce=str(number))
    with pytest.raises(TooMany):
        ask(BORIS, nonce="x")
    ask(BORIS, nonce="x", ip="10.0.0.1")


def test_two_hundred_codes_an_hour_per_range_of_numbers(shop: BusinessId) -> None:
    for number in range(200):
        address = Address("phone", f"+7916123{number:04d}")
        ask(address, nonce=str(number), ip=str(number))
    with pytest.raises(TooMany):
        ask(Address("phone", "+79161239999"), nonce="x", ip="x")


def test_guessing_over_many_codes_is_limited(shop: BusinessId, clock: Any) -> None:
    for browser in ("first", "second"):
        asked = ask(nonce=browser)
        for _ in range(5):
            check(asked.code_id, wrong(asked.code_id), nonce=browser)
        clock.advance(minutes=4)
    third = ask(nonce="third")
    with pytest.raises(TooMany):
        check(third.code_id, digits(third.code_id), nonce="third")


def test_a_strangers_guesses_lock_nobody_out(shop: BusinessId) -> None:
    for browser in ("evil1", "evil2"):
        asked = ask(nonce=browser, ip="evil")
        for _ in range(5):
            check(asked.code_id, wrong(asked.code_id), nonce=browser, ip="evil")
    mine = ask()
    assert check(mine.code_id, digits(mine.code_id)).address == ANNA


def test_known_and_unknown_contacts_cost_the_same(anna: PersonId) -> None:
    """The statements are the same, one by one, so time and answer tell nothing."""
    with writing():
        people.claim_address(person_id=anna, channel=BORIS.channel, address=BORIS.value)
    statements: dict[str, list[str]] = {"known": [], "unknown": []}
    for which, address in (("known", BORIS), ("unknown", Address("email", "x@y.com"))):

        def note(_: Any, __: Any, statement: str, *___: Any, w: str = which) -> None:
            statements[w].append(statement)

        event.listen(db.db.engine, "before_cursor_execute", note)
        ask(address, nonce=which)
        event.remove(db.db.engine, "before_cursor_execute", note)
    assert statements["known"] == statements["unknown"] != []


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("123456", "123456"),
        (" 123 456 ", "123456"),
        ("123-456", "123456"),
        ("12345", None),
        ("1234567", None),
        ("12345a", None),
        ("١٢٣٤٥٦", None),
        ("", None),
    ],
)
def test_typed_digits_are_read_kindly(typed: str, expected: str | None) -> None:
    assert codes.read(typed) == expected


def test_old_codes_are_forgotten(shop: BusinessId, clock: Any) -> None:
    ask()
    clock.advance(days=2, seconds=1)
    fresh = ask(nonce="fresh")
    with writing():
        assert people.forget_old_codes() == 1
    (left,) = db.session().scalars(select(SignInCode.id))
    assert left == fresh.code_id
