"""The code that a card in Google Wallet makes by itself, and what a till makes of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.cards import actions, codes, queries
from app.cards.errors import CardNotFound, CodeOutdated, CodeUsed
from app.core import clock, db, tenancy
from passes.google import totp
from tests.phones import filled, wallet_code
from tests.world import World

RFC_KEY = b"12345678901234567890"
AT = datetime(2026, 3, 17, 9, 0, 7, tzinfo=UTC)
SECRET = "a secret of this card"
NUMBER = "381933120" + codes.check_digit("381933120")


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_totp_gives_the_values_of_rfc_6238(seconds: int, expected: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert totp.code(RFC_KEY, at, digits=8) == expected


def test_a_code_is_read_and_proves_its_step() -> None:
    text = filled(SECRET, NUMBER, AT)
    code = codes.parse(text)
    assert len(text) == 29
    assert code is not None
    assert (code.number, code.seconds) == (NUMBER, int(AT.timestamp()))
    assert codes.proven_step(SECRET, code, AT) == codes.step_of(AT)


@pytest.mark.parametrize(
    "disguise",
    [
        str.lower,
        lambda code: f" {code[:5]} - {code[5:]}\n",
        lambda code: code.translate(str.maketrans("G", "П")),
    ],
    ids=["lower case", "spaces and dashes", "russian keyboard"],
)
def test_a_code_is_read_in_every_disguise(disguise: Callable[[str], str]) -> None:
    text = filled(SECRET, NUMBER, AT)
    assert codes.parse(disguise(text)) == codes.parse(text) is not None


@pytest.mark.parametrize(
    ("late", "is_accepted"),
    [(-31, False), (-30, True), (0, True), (60, True), (61, False), (86400, False)],
)
def test_a_code_is_as_old_as_the_time_in_it(late: int, *, is_accepted: bool) -> None:
    code = codes.parse(filled(SECRET, NUMBER, AT))
    step = codes.proven_step(SECRET, code, AT + timedelta(seconds=late))
    assert (step is not None) is is_accepted


def test_a_younger_time_or_another_digit_proves_nothing() -> None:
    text = filled(SECRET, NUMBER, AT)
    later = AT + timedelta(seconds=90)
    old = str(int(AT.timestamp()))
    renewed = codes.parse(text.replace(old, str(int(later.timestamp()))))
    assert codes.proven_step(SECRET, renewed, later) is None
    wrong = codes.parse(text[:-1] + str((int(text[-1]) + 1) % 10))
    assert codes.proven_step(SECRET, wrong, AT) is None
    assert codes.proven_step("another", codes.parse(text), AT) is None


def test_the_key_at_google_makes_no_code_of_ours() -> None:
    key = codes.wallet_key(SECRET, NUMBER)
    assert len(key) == 20
    ours = codes.parse(codes.rotating_payload(key.hex(), NUMBER, AT))
    assert codes.proven_step(SECRET, ours, AT) is None


@pytest.mark.parametrize("cut", [1, 8, 18])
def test_half_a_code_is_none(cut: int) -> None:
    assert codes.parse(filled(SECRET, NUMBER, AT)[:-cut]) is None


@pytest.fixture
def code(world: World) -> str:
    """What the coffee member's phone shows now."""
    shop = world.coffee
    return wallet_code(shop.business_id, shop.member.card_id)


def test_the_till_takes_it_as_the_spending_code(world: World, code: str) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id):
        found = queries.find(code)
    assert (found.card_id, found.is_rotating) == (shop.member.card_id, True)
    assert found.step == codes.step_of(clock.now())


def test_a_replay_is_refused(world: World, code: str) -> None:
    with tenancy.scope(world.coffee.business_id):
        found = queries.find(code)
        with db.writing():
            actions.burn_code(found.card_id, found.step)
        with pytest.raises(CodeUsed), db.writing():
            actions.burn_code(found.card_id, queries.find(code).step)


def test_an_old_or_forged_code_is_refused(world: World, code: str) -> None:
    with tenancy.scope(world.coffee.business_id):
        with pytest.raises(CodeOutdated):
            queries.find(code[:-1] + str((int(code[-1]) + 1) % 10))
        clock.advance(timedelta(seconds=61))
        with pytest.raises(CodeOutdated):
            queries.find(code)


def test_another_business_knows_no_such_card(world: World, code: str) -> None:
    with tenancy.scope(world.books.business_id), pytest.raises(CardNotFound):
        queries.find(code)
