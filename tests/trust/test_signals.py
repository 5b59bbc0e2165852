"""The radar finds cheats and leaves honest people alone (M12).

Fraud is put into simulated shops; a thousand honest cashiers work in others.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest

from app.trust.signals import Deed, lower_bound, signals

LIMIT = 500
DAYS = 30
START = date(2026, 3, 1)
CHEAT = "staff:0"
_receipts = count(1)
Cheat = Callable[[random.Random, list[Deed]], list[Deed]]


def deed(kind: str, actor: str, card_id: int, day: int, **more: object) -> Deed:
    """Something on a day of the month."""
    return Deed(
        kind=kind,
        actor=actor,
        receipt_id=next(_receipts),
        card_id=card_id,
        day=START + timedelta(days=day),
        **more,  # type: ignore[arg-type]
    )


def honest(rng: random.Random, actor: str, shop: dict[str, float]) -> list[Deed]:
    """A month of somebody honest: regulars, slips, late guests, a few returns."""
    regulars = [rng.randrange(1, 400) for _ in range(int(rng.uniform(3, 15)))]
    sales = int(rng.uniform(60, 380))
    typed = min(1.0, max(0.0, rng.gauss(shop["typed"], 0.04)))
    found = []
    for _ in range(sales):
        card = (
            rng.choice(regulars) if rng.random() < 0.3 else rng.randrange(1000, 60_000)
        )
        day = rng.randrange(DAYS)
        one = deed(
            "sale",
            actor,
            card,
            day,
            is_night=rng.random() < shop["night"],
            is_typed=rng.random() < typed,
        )
        found.append(one)
        if rng.random() < shop["undo"]:
            found.append(replace(one, kind="undo"))
        if rng.random() < 0.02:
            is_after = rng.random() < 0.1
            found.append(replace(one, kind="refund", is_after_spend=is_after))
        if rng.random() < 0.004:
            found.append(replace(one, kind="move"))
        if rng.random() < 0.01:
            found.append(deed("claim", actor, rng.randrange(60_000), day))
    changes = (rng.choice((50, 100, 150, 200, 300, 500)) for _ in range(4))
    found += [deed("adjust", actor, 7, 3, amount=each) for each in changes]
    return found


def shop_of(rng: random.Random) -> dict[str, float]:
    """What is usual somewhere."""
    return {
        "typed": rng.choice((0.05, 0.2, 0.6, 0.95)),
        "night": rng.choice((0.0, 0.0, 0.005, 0.2)),
        "undo": rng.uniform(0.0, 0.02),
    }


def own_card(rng: random.Random, month: list[Deed]) -> list[Deed]:
    """A purchase on one's own card."""
    return [*month, deed("sale", CHEAT, 5, 4, is_own=True)]


def same_card(rng: random.Random, month: list[Deed]) -> list[Deed]:
    """A friend's card, five times a day on three days."""
    return month + [deed("sale", CHEAT, 9, day) for day in (2, 9, 16) for _ in range(5)]


def returns(rng: random.Random, month: list[Deed]) -> list[Deed]:
    """Goods come back once their points are spent."""
    cheats = (deed("refund", CHEAT, c, c, is_after_spend=True) for c in range(25))
    return month + list(cheats)


def typing(rng: random.Random, month: list[Deed]) -> list[Deed]:
    """Numbers from a list at home."""
    cheats = (
        deed("sale", CHEAT, c, c % DAYS, is_typed=True) for c in range(3 * len(month))
    )
    return month + list(cheats)


def nights(rng: random.Random, month: list[Deed]) -> list[Deed]:
    """Purchases when nobody is there."""
    cheats = (deed("sale", CHEAT, c, c % DAYS, is_night=True) for c in range(60))
    return month + list(cheats)


def undoing(rng: random.Random, month: list[Deed]) -> list[Deed]:
    """Cheques undone after the guest has gone."""
    return month + [deed("undo", CHEAT, c, c % DAYS) for c in range(90)]


def hoarding(rng: random.Random, month: list[Deed]) -> list[Deed]:
    """Every third cheque goes to one card."""
    many = len(month) // 2
    return month + [deed("sale", CHEAT, 9, day % DAYS) for day in range(many)]


def moving(rng: random.Random, month: list[Deed]) -> list[Deed]:
    """Cheques of guests go to a friend."""
    return month + [deed("move", CHEAT, 9, c % DAYS) for c in range(40)]


def slicing(rng: random.Random, month: list[Deed]) -> list[Deed]:
    """Changes by hand that stay just below the limit."""
    cheats = (deed("adjust", CHEAT, 9, c, amount=490) for c in range(8))
    return month + list(cheats)


def claiming(rng: random.Random, month: list[Deed]) -> list[Deed]:
    """Codes of forgotten cheques go home."""
    return month + [deed("claim", CHEAT, 9, c) for c in range(12)]


CHEATS: dict[str, Cheat] = {
    "own": own_card,
    "one_card": same_card,
    "refunds_after_spend": returns,
    "typed": typing,
    "night": nights,
    "undos": undoing,
    "concentration": hoarding,
    "moves": moving,
    "below_limit": slicing,
    "claims": claiming,
}


@pytest.mark.parametrize("code", CHEATS)
@pytest.mark.parametrize("seed", range(5))
def test_a_cheat_is_found_among_colleagues(code: str, seed: int) -> None:
    rng = random.Random(f"{code}{seed}")
    shop = {"typed": 0.1, "night": 0.002, "undo": 0.01}
    month = [d for n in range(1, 6) for d in honest(rng, f"staff:{n}", shop)]
    month += CHEATS[code](rng, honest(rng, CHEAT, shop))
    found = signals(month, LIMIT)
    assert code in {each.code for each in found if each.actor == CHEAT}
    (signal,) = [e for e in found if e.actor == CHEAT and e.code == code]
    assert signal.receipts or code == "below_limit"


@pytest.mark.parametrize("code", CHEATS)
def test_a_cheat_is_found_alone(code: str) -> None:
    rng = random.Random(code)
    shop = {"typed": 0.1, "night": 0.0, "undo": 0.01}
    month = CHEATS[code](rng, honest(rng, CHEAT, shop))
    assert code in {each.code for each in signals(month, LIMIT)}


def test_fewer_than_two_of_a_hundred_honest_people_are_named() -> None:
    rng = random.Random(20260317)
    people, named = 0, 0
    for _ in range(220):
        shop = shop_of(rng)
        staff = rng.randrange(3, 8)
        month = [d for n in range(staff) for d in honest(rng, f"staff:{n}", shop)]
        people += staff
        named += len({each.actor for each in signals(month, LIMIT)})
    assert people >= 1000
    assert named / people < 0.02, f"{named} of {people}"


def test_nothing_says_nothing() -> None:
    assert signals([], LIMIT) == []
    assert signals([deed("sale", CHEAT, 1, 1)], LIMIT) == []


def test_a_share_of_few_says_little() -> None:
    assert lower_bound(0, 0) == 0.0
    assert lower_bound(3, 3) < 0.25
    assert lower_bound(300, 300) > 0.95
