"""Facts of a claimed batch are told together where a handler takes many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app import fanout
from app import worker as relay
from app.core import clock, db, outbox, tenancy
from app.core.outbox import OutboxRow
from app.notifications.models import Notice
from app.people.models import Member
from app.reviews.models import ReviewQuestion
from app.wallet.models import ApplePass
from app.worker import Worker
from tests.wallet.apple import phones
from tests.world import Holder, Shop, World, issue_card, sell


@dataclass(frozen=True)
class Sold:
    """A fact of these tests."""

    business_id: int
    card_id: int


@dataclass(frozen=True)
class Returned(Sold):
    """Another one."""


class Hearing:
    """A handler that takes many, and what it heard; of some cards it cannot hear."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, list[int]]] = []
        self.deaf: set[int] = set()
        self.handler = outbox.states(of=lambda fact: (type(fact), fact))(self.hear)

    def hear(self, facts: Sequence[Any]) -> None:
        """Take facts of one business."""
        (business_id,) = {fact.business_id for fact in facts}
        cards = [fact.card_id for fact in facts]
        self.heard.append((business_id, cards))
        if self.deaf & set(cards):
            raise OSError("no database")


@pytest.fixture
def hearing(monkeypatch: pytest.MonkeyPatch) -> Hearing:
    """The only handler there is."""
    made = Hearing()
    handlers = {Sold: (made.handler,), Returned: (made.handler,)}
    monkeypatch.setattr(fanout, "HANDLERS", handlers)
    monkeypatch.setattr(fanout, "FACTS", {kind.__name__: kind for kind in handlers})
    return made


@pytest.fixture
def worker(app: Flask) -> Worker:
    """The application's own worker, driven by hand."""
    made: Worker = app.extensions["tessera_worker"]
    return made


def record(*facts: Sold) -> None:
    with db.writing():
        for fact in facts:
            outbox.record(fact)


def waiting() -> int:
    db.session().rollback()
    return outbox.depth().waiting


def test_facts_are_told_once_by_business_and_in_their_order(
    worker: Worker, hearing: Hearing
) -> None:
    record(Sold(1, 11), Sold(2, 21), Sold(1, 12), Sold(1, 11), Sold(2, 22))
    worker.relay()
    assert hearing.heard == [(1, [11, 12]), (2, [21, 22])]
    assert waiting() == 0


def test_only_the_fact_that_cannot_be_told_is_tried_again(
    worker: Worker, hearing: Hearing
) -> None:
    hearing.deaf = {12}
    record(Sold(1, 11), Sold(1, 12), Sold(1, 13), Sold(2, 21), Sold(2, 22))
    worker.relay()
    assert hearing.heard == [
        (1, [11, 12, 13]),
        (2, [21, 22]),
        (1, [11]),
        (1, [12]),
        (1, [13]),
    ]
    assert waiting() == 1
    hearing.deaf, hearing.heard = set(), []
    clock.advance(timedelta(minutes=1))
    worker.relay()
    assert hearing.heard == [(1, [12])]
    assert waiting() == 0


def test_news_of_a_card_keep_their_order(worker: Worker, hearing: Hearing) -> None:
    record(Sold(1, 11), Returned(1, 12), Sold(1, 13), Returned(1, 11), Sold(1, 14))
    worker.relay()
    assert hearing.heard == [(1, [11, 12, 13]), (1, [11, 14])]


def test_one_transaction_takes_so_many_and_no_more(
    worker: Worker, hearing: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fanout, "AT_ONCE", 2)
    record(*(Sold(1, card_id) for card_id in (11, 12, 13, 14, 15)))
    worker.relay()
    assert hearing.heard == [(1, [11, 12]), (1, [13, 14]), (1, [15])]


def test_what_an_older_version_recorded_does_not_stop_the_rest(
    worker: Worker, hearing: Hearing
) -> None:
    with db.writing():
        outbox.record(Sold(1, 11))
        db.session().add(
            OutboxRow(
                fact="Sold",
                payload={"business_id": 1},
                recorded_at=clock.now(),
                due_at=clock.now(),
            )
        )
        db.session().flush()
        outbox.record(Sold(1, 12))
    worker.relay()
    assert hearing.heard == [(1, [11, 12])]
    assert waiting() == 1


def buyers(shop: Shop, count: int) -> list[Holder]:
    """Members with their passes on phones."""
    made = [issue_card(shop.business_id, shop.programme_id) for _ in range(count)]
    for holder in made:
        phones.give(shop, holder)
    return made


def buy(shop: Shop, holders: Sequence[Holder]) -> None:
    for holder in holders:
        sell(shop, holder, amount_minor=100_000)
    db.session().rollback()


def told(shop: Shop, holder: Holder) -> dict[str, int]:
    """What the relay has made of a member's purchases."""
    db.session().rollback()
    own = {
        "receipts": select(func.count(Notice.id)).where(
            Notice.member_id == holder.member_id, Notice.kind == "receipt"
        ),
        "unread": select(Member.unread_notices).where(Member.id == holder.member_id),
        "questions": select(func.count(ReviewQuestion.id)).where(
            ReviewQuestion.member_id == holder.member_id
        ),
        "pushed": select(func.count(ApplePass.id)).where(
            ApplePass.card_id == holder.card_id, ApplePass.tag > 0
        ),
    }
    with tenancy.scope(shop.business_id):
        return {name: int(db.session().scalar(each) or 0) for name, each in own.items()}


def questions_due() -> int:
    due = select(func.count(OutboxRow.id)).where(OutboxRow.fact == "ReviewDue")
    return int(db.session().scalar(due) or 0)


ONCE = {"receipts": 1, "unread": 1, "questions": 1, "pushed": 1}


def test_purchases_of_a_batch_are_told_to_each_buyer(
    world: World, worker: Worker
) -> None:
    worker.relay()
    here, there = buyers(world.coffee, 3), buyers(world.books, 2)
    worker.relay()
    buy(world.coffee, [*here, here[0]])
    buy(world.books, there)
    worker.relay()
    assert told(world.coffee, here[0]) == ONCE | {"receipts": 2, "unread": 2}
    assert [told(world.coffee, each) for each in here[1:]] == [ONCE, ONCE]
    assert [told(world.books, each) for each in there] == [ONCE, ONCE]
    assert questions_due() == 5


def test_a_worker_killed_before_it_wrote_down_what_it_told_repeats_nothing(
    world: World, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = world.coffee
    worker.relay()
    holders = buyers(shop, 3)
    worker.relay()
    buy(shop, holders)

    def die(_: Sequence[int]) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(relay, "_settle", die)
        with pytest.raises(KeyboardInterrupt):
            worker.relay()
    assert [told(shop, each) for each in holders] == [ONCE] * 3
    claimed = waiting()
    assert claimed > 3
    clock.advance(outbox.LEASE)
    worker.relay()
    assert [told(shop, each) for each in holders] == [ONCE] * 3
    assert waiting() == questions_due() == 3


def test_many_purchases_take_as_many_statements_as_two(
    world: World, worker: Worker
) -> None:
    shop = world.coffee
    holders = buyers(shop, 14)
    worker.relay()
    buy(shop, holders)
    worker.relay()
    assert statements(shop, holders[:2], worker) == statements(
        shop, holders[2:], worker
    )


def statements(shop: Shop, holders: Sequence[Holder], worker: Worker) -> int:
    """How many the relay of one purchase of each takes."""
    buy(shop, holders)
    ran: list[object] = []

    def count(*_: object) -> None:
        ran.append(1)

    event.listen(db.db.engine, "before_cursor_execute", count)
    try:
        worker.relay()
    finally:
        event.remove(db.db.engine, "before_cursor_execute", count)
    return len(ran)
