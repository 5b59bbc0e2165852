"""PINs: which digits are one, what is kept of them, how guessing ends (M14)."""

import pytest
from sqlalchemy import select

from app.cards import pins
from app.cards.errors import CardNotFound, NoPin, PinLocked, PinUnfit
from app.cards.identity_models import CardPin
from app.core import db, tenancy
from tests.conftest import Clock
from tests.world import World

KEY = "k" * 32


def set_pin(world: World, pin: str) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        pins.set_pin(
            card_id=shop.member.card_id, pin=pin, actor="staff:1", secret_key=KEY
        )


def check(world: World, pin: str, key: str = KEY) -> pins.Checked:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        return pins.check_pin(card_id=shop.member.card_id, pin=pin, secret_key=key)


@pytest.mark.parametrize(
    ("pin", "is_fit"),
    [
        ("2580", True),
        ("025804", True),
        ("123", False),
        ("1234567", False),
        ("1111", False),
        ("3456", False),
        ("6543", False),
        ("7890", False),
        ("12a4", False),
        ("٢٥٨٠", False),
        ("2580\n", False),
        ("", False),
    ],
)
def test_which_digits_are_a_pin(pin: str, is_fit: bool) -> None:  # noqa: FBT001
    assert pins.is_fit(pin) is is_fit


def test_chance_draws_only_those() -> None:
    assert all(pins.is_fit(pins.drawn()) for _ in range(200))


def test_nothing_but_a_keyed_digest_is_kept(world: World) -> None:
    set_pin(world, "2580")
    assert check(world, "2580").is_right
    assert not check(world, "2580", "x" * 32).is_right
    with tenancy.scope(world.coffee.business_id):
        row = db.session().scalar(select(CardPin))
        assert b"2580" not in row.digest
        assert "2580" not in row.salt


def test_tries_count_down_lock_and_begin_anew(world: World, clock: Clock) -> None:
    set_pin(world, "2580")
    assert [check(world, "0000").tries_left for _ in range(5)] == [4, 3, 2, 1, 0]
    with pytest.raises(PinLocked):
        check(world, "2580")
    clock.advance(minutes=15)
    assert check(world, "0000").tries_left == 4
    assert check(world, "2580").is_right
    assert check(world, "0000").tries_left == 4


def test_refusals(world: World) -> None:
    with pytest.raises(NoPin):
        check(world, "2580")
    with pytest.raises(PinUnfit):
        set_pin(world, "1234")
    theirs = world.coffee.member.card_id
    with (
        tenancy.scope(world.books.business_id),
        db.writing(),
        pytest.raises(CardNotFound),
    ):
        pins.check_pin(card_id=theirs, pin="2580", secret_key=KEY)
