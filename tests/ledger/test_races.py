"""Many tills at once on one card (E33, L7)."""

import threading
from collections.abc import Callable

from flask import Flask

from app.core.db import db
from app.ledger.errors import KeyReused, NotEnoughPoints
from tests.ledger.books import Till, day


def at_once(app: Flask, jobs: list[Callable[[], object]]) -> list[object]:
    """Run every job in a thread of its own, all let go together; answers or errors."""
    gate = threading.Barrier(len(jobs))
    answers: list[object] = [None] * len(jobs)

    def run(place: int, job: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait()
            try:
                answers[place] = job()
            except (NotEnoughPoints, KeyReused) as refused:
                answers[place] = refused
            finally:
                db.session.remove()

    threads = [
        threading.Thread(target=run, args=(place, job))
        for place, job in enumerate(jobs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def refused(answers: list[object]) -> int:
    return sum(isinstance(answer, NotEnoughPoints) for answer in answers)


def test_e33_of_two_spends_of_80_from_100_one_passes(app: Flask, till: Till) -> None:
    card = till.card()
    till.credit(card, 100, day(3, 1))
    answers = at_once(app, [lambda: till.spend(card, 80, day(3, 2))] * 2)
    assert refused(answers) == 1
    assert till.balance(card, day(3, 2)).available == 20


def test_e33_of_twenty_gifts_of_100_from_100_one_passes(app: Flask, till: Till) -> None:
    card = till.card()
    till.credit(card, 100, day(3, 1))
    answers = at_once(app, [lambda: till.spend(card, 100, day(3, 2))] * 20)
    assert refused(answers) == 19
    assert till.lots(card) == [0]
    assert till.faults() == []


def test_e33_exactly_what_fits_passes(app: Flask, till: Till) -> None:
    card = till.card()
    for _ in range(10):
        till.credit(card, 10, day(3, 1))
    answers = at_once(app, [lambda: till.spend(card, 30, day(3, 2))] * 20)
    assert refused(answers) == 17
    assert till.balance(card, day(3, 2)).available == 10
    assert till.faults() == []


def test_l7_one_key_at_once_happens_once(app: Flask, till: Till) -> None:
    card = till.card()
    till.credit(card, 100, day(3, 1))
    spend = lambda: till.spend(card, 80, day(3, 2), key="one")  # noqa: E731
    answers = at_once(app, [spend] * 8)
    assert len({answer.posting_id for answer in answers}) == 1  # type: ignore[attr-defined]
    assert sorted(answer.replayed for answer in answers) == [False] + [True] * 7  # type: ignore[attr-defined]
    assert till.balance(card, day(3, 2)).available == 20


def test_first_postings_of_new_cards_at_once_share_the_business_accounts(
    app: Flask, till: Till
) -> None:
    cards = [till.card() for _ in range(4)] * 2
    at_once(app, [lambda c=card: till.credit(c, 5, day(3, 1)) for card in cards])
    assert {till.balance(card, day(3, 1)).available for card in cards} == {10}
    assert till.account("expense") == -40
    assert till.faults() == []


def test_cards_joined_crosswise_at_once_do_not_deadlock(app: Flask, till: Till) -> None:
    first, second = till.card(), till.card()
    for card in (first, second):
        till.credit(card, 100, day(3, 1))
    moves = [
        lambda: till.transfer(first, second, day(3, 2)),
        lambda: till.transfer(second, first, day(3, 2)),
    ]
    at_once(app, moves * 4)
    total = [till.balance(card, day(3, 2)).available for card in (first, second)]
    assert sorted(total) == [0, 200]
    assert till.faults() == []
