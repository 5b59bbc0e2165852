"""Many at once for the last one (E33)."""

import threading
from collections.abc import Callable

from flask import Flask

from app.core.db import db
from app.core.errors import AppError
from app.rewards.errors import AwardUsed, SoldOut
from tests.rewards.shop import LAST_MUG, open_shop, order, redeem
from tests.sales.counter import Counter
from tests.world import issue_card


def at_once(app: Flask, jobs: list[Callable[[], object]]) -> list[object]:
    """Run every job in a thread of its own; answers, or the refusal of each."""
    gate = threading.Barrier(len(jobs))
    answers: list[object] = [None] * len(jobs)

    def run(place: int, job: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait()
            try:
                answers[place] = job()
            except AppError as refused:
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


def test_e33_twenty_at_once_for_the_last_mug_one_gets_it(app: Flask) -> None:
    shop = open_shop(0)
    counters = [shop] + [
        Counter(
            shop.business_id,
            shop.outlet_id,
            shop.programme_id,
            issue_card(
                shop.business_id, shop.programme_id, phone=f"+7999000{at:04}"
            ).card_id,
        )
        for at in range(19)
    ]
    for counter in counters:
        counter.give(100)
    answers = at_once(app, [lambda c=c: order(c, LAST_MUG) for c in counters])
    assert sum(isinstance(answer, SoldOut) for answer in answers) == 19
    assert sorted(counter.balance.available for counter in counters) == [0] + [100] * 19
    assert shop.faults() == []


def test_two_tills_at_once_hand_it_out_once(app: Flask) -> None:
    shop = open_shop()
    made = order(shop, LAST_MUG)
    answers = at_once(app, [lambda: redeem(shop, made)] * 8)
    assert sum(isinstance(answer, AwardUsed) for answer in answers) == 7
    assert answers.count(None) == 1
