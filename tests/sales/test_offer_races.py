"""Several tills at once: one code, one offer, the last of a hundred uses."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask

from app.core import db
from app.core.errors import AppError
from app.core.ids import CardId, MemberId
from app.offers.rules import Terms
from app.programmes.kinds.points import PointsRules
from tests.offers.giving import drawn, give, order, promote, work
from tests.sales.counter import Counter, lines, open_counter
from tests.world import Holder, issue_card

TENTH = Terms(share_basis_points=10_00)


@pytest.fixture
def counter(app: Flask) -> Counter:
    return open_counter(PointsRules(rate_basis_points=0))


def guests(counter: Counter, count: int) -> list[Holder]:
    return [issue_card(counter.business_id, counter.programme_id) for _ in range(count)]


def at_once(app: Flask, jobs: list[Callable[[], int]]) -> list[int]:
    """What each of these sales took in money, all let go together; 0 for refused."""
    gate = threading.Barrier(len(jobs))
    paid = [0] * len(jobs)

    def run(place: int, job: Callable[[], int]) -> None:
        with app.app_context():
            gate.wait()
            try:
                paid[place] = job()
            except AppError:
                paid[place] = 0
            finally:
                db.db.session.remove()

    threads = [
        threading.Thread(target=run, args=(place, job))
        for place, job in enumerate(jobs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return paid


def sale(counter: Counter, card_id: CardId, *codes: str) -> Callable[[], int]:
    return lambda: counter.sell(100_00, card_id=card_id, codes=codes).paid_minor


def test_e23_of_two_tills_with_one_code_one_takes_it(
    app: Flask, counter: Counter
) -> None:
    promotion_id = promote(counter.business_id, "codes", TENTH)
    order(counter.business_id, promotion_id, 1)
    work()
    (code,) = drawn(counter.business_id, promotion_id)
    jobs = [sale(counter, each.card_id, code) for each in guests(counter, 6)]
    assert sorted(at_once(app, jobs)) == [0] * 5 + [90_00]


def test_the_last_uses_in_all_are_not_overdrawn(app: Flask, counter: Counter) -> None:
    promote(
        counter.business_id,
        "word",
        Terms(share_basis_points=10_00, total=3),
        word="FIRST3",
    )
    jobs = [sale(counter, each.card_id, "FIRST3") for each in guests(counter, 8)]
    assert sorted(at_once(app, jobs)) == [0] * 5 + [90_00] * 3


def test_e29_two_tills_with_one_card_use_an_offer_once(
    app: Flask, counter: Counter
) -> None:
    (guest,) = guests(counter, 1)
    promotion_id = promote(counter.business_id, "personal", TENTH)
    give(counter.business_id, promotion_id, MemberId(guest.member_id))
    paid = at_once(app, [sale(counter, guest.card_id)] * 4)
    # The card's own lock puts them in a row: the later ones see that it is used.
    assert sorted(paid) == [90_00] + [100_00] * 3


def test_two_promotions_in_one_cheque_do_not_deadlock(
    app: Flask, counter: Counter
) -> None:
    for word in ("ONE", "TWO"):
        terms = Terms(amount_minor=10_00, total=100)
        promote(counter.business_id, "word", terms, word=word)
    some, others = guests(counter, 4), guests(counter, 4)
    jobs = [sale(counter, each.card_id, "ONE", "TWO") for each in some]
    jobs += [sale(counter, each.card_id, "TWO", "ONE") for each in others]
    assert at_once(app, jobs) == [80_00] * 8


def test_statements_do_not_grow_with_promotions(app: Flask, counter: Counter) -> None:
    """Fifty running promotions cost as many statements as one."""
    from sqlalchemy import event  # noqa: PLC0415

    said: list[str] = []
    event.listen(
        db.db.engine, "before_cursor_execute", lambda *given: said.append(given[2])
    )

    def asked() -> int:
        said.clear()
        counter.quote(*lines(100_00), codes=("NOBODYS",))
        return len(said)

    promote(counter.business_id, "open", TENTH, name="First")
    one = asked()
    for number in range(50):
        promote(counter.business_id, "open", TENTH, name=f"Open {number}")
        promote(counter.business_id, "password", TENTH, name=f"Word {number}")
    assert asked() == one + 1
