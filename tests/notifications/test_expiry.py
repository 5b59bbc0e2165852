"""Nothing ends without three warnings that are proven (M10): told, proven, extended."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.core import clock, db, outbox, tenancy
from app.notifications import balance, proofs
from app.notifications.models import STATES, Notice
from app.programmes import fairness
from app.programmes.models import Programme
from tests.notifications.ends import ZONE, Bench, last_minutes
from tests.world import World


@pytest.fixture
def bench(world: World) -> Bench:
    """A card with nothing on it."""
    return Bench(world)


def test_three_letters_let_points_end_on_their_day(bench: Bench) -> None:
    bench.give(100, days=60)
    bench.live(60, told=bench.send)
    steps = [each.step for each in bench.warnings()]
    last_minutes(bench)
    assert steps == [30, 7, 1]
    assert bench.available == 100
    bench.morning(hour=0)
    bench.book()
    assert bench.available == 0
    assert bench.history()[0].kind == "expire"
    assert [each.proof for each in bench.warnings()] == ["email"] * 3
    assert bench.faults() == []


def test_without_a_channel_points_go_on_and_the_history_says_so(bench: Bench) -> None:
    bench.give(100, days=60)
    bench.live(60)
    last_minutes(bench)
    row = bench.history()[0]
    assert (row.kind, row.net_points) == ("extend", 0)
    until = clock.today(ZONE) + timedelta(days=fairness.EXTENSION_DAYS)
    assert row.expires_at == clock.day_end(until, ZONE)
    bench.morning()
    bench.book()
    assert bench.available == 100
    # Its holder is told of the longer life, once.
    facts = db.session().scalars(
        select(outbox.OutboxRow.payload).where(
            outbox.OutboxRow.fact == "PointsExtended"
        )
    )
    for payload in facts:
        balance.tell_extension(balance.PointsExtended(**payload))
        balance.tell_extension(balance.PointsExtended(**payload))
    with tenancy.scope(bench.shop.business_id):
        told = db.session().scalars(
            select(Notice.payload).where(Notice.kind == "points_extended")
        )
        assert list(told) == [
            {"amount": 100, "unit": "point", "last_day": until.isoformat()}
        ]
    assert bench.faults() == []


def test_a_longer_life_can_be_prolonged_again_and_ends_once_warned(
    bench: Bench,
) -> None:
    bench.give(10, days=40)
    bench.live(40)
    last_minutes(bench)
    bench.live(30)
    last_minutes(bench)
    assert [row.kind for row in bench.history()[:2]] == ["extend", "extend"]
    bench.live(30, told=bench.send)
    last_minutes(bench)
    bench.morning(hour=0)
    bench.book()
    assert bench.available == 0
    assert bench.faults() == []


@pytest.mark.parametrize("state", [s for s in STATES if s != "sent"])
def test_what_did_not_go_out_proves_nothing(bench: Bench, state: str) -> None:
    bench.give(10, days=40)
    bench.live(40, told=lambda: bench.send(state=state))
    last_minutes(bench)
    assert bench.history()[0].kind == "extend"


def test_three_notices_read_on_one_evening_are_one_warning(bench: Bench) -> None:
    bench.give(10, days=40)
    bench.live(40)
    with tenancy.scope(bench.shop.business_id), db.writing():
        db.session().execute(update(Notice).values(read_at=clock.now()))
    last_minutes(bench)
    assert [each.proof for each in bench.warnings()] == ["read"] * 3
    assert bench.history()[0].kind == "extend"


def test_a_notice_read_on_its_day_is_a_warning(bench: Bench) -> None:
    bench.give(10, days=40)

    def read() -> None:
        with tenancy.scope(bench.shop.business_id), db.writing():
            db.session().execute(
                update(Notice)
                .where(Notice.read_at.is_(None))
                .values(read_at=clock.now())
            )

    bench.live(40, told=read)
    last_minutes(bench)
    bench.morning(hour=0)
    bench.book()
    assert bench.available == 0


def test_a_balance_on_paper_is_a_warning(bench: Bench) -> None:
    bench.give(10, days=40)

    def print_it() -> None:
        ends_at = bench.warnings()[-1].ends_at
        with tenancy.scope(bench.shop.business_id), db.writing():
            assert proofs.prove_on_paper(bench.card_id, [ends_at]) == 1
            # A second sheet of the same visit is no second warning.
            assert proofs.prove_on_paper(bench.card_id, [ends_at]) == 0

    bench.live(40, told=print_it)
    assert [each.proof for each in bench.warnings()] == ["slip"] * 3
    last_minutes(bench)
    bench.morning(hour=0)
    bench.book()
    assert bench.available == 0


def test_a_pass_warns_once_a_phone_has_fetched_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.give(10, days=40)
    fetched: dict[int, datetime] = {}
    monkeypatch.setattr(proofs, "FETCHED", [lambda _cards: fetched])

    def push() -> None:
        bench.send("pass")
        if bench.warnings()[-1].step != 1:
            fetched[bench.card_id] = clock.now() + timedelta(minutes=1)

    bench.live(40, told=push)
    last_minutes(bench)
    assert [each.proof for each in bench.warnings()] == ["pass", "pass", ""]
    assert bench.history()[0].kind == "extend"


def test_a_sale_after_the_end_finds_the_points_when_the_job_was_down(
    bench: Bench,
) -> None:
    bench.give(10, days=40)
    clock.advance(timedelta(days=100))
    assert bench.available == 0
    bench.book()
    assert bench.available == 10
    row = bench.history()[0]
    until = clock.today(ZONE) + timedelta(days=fairness.EXTENSION_DAYS)
    assert (row.kind, row.expires_at) == ("extend", clock.day_end(until, ZONE))
    assert bench.faults() == []


def test_points_that_came_after_a_warning_are_not_covered_by_it(bench: Bench) -> None:
    bench.give(10, days=40)
    bench.live(35, told=bench.send)
    bench.give(5, days=5)
    bench.live(5, told=bench.send)
    last_minutes(bench)
    bench.morning(hour=0)
    bench.book()
    # The later ones had three warnings of their own, half, quarter and a day before.
    assert [each.step for each in bench.warnings()] == [30, 7, 3, 2, 1]
    assert bench.available == 0


def test_what_is_sold_ends_by_its_own_rules(bench: Bench) -> None:
    with tenancy.scope(bench.shop.business_id), db.writing():
        db.session().execute(update(Programme).values(kind="certificate"))
    bench.give(10, days=40)
    bench.live(41)
    bench.book()
    assert bench.warnings() == []
    assert bench.history()[0].kind == "expire"


def test_nobody_is_warned_before_ten_or_twice_a_day(bench: Bench) -> None:
    bench.give(10, days=40)
    bench.live(9)
    bench.morning(hour=9)
    bench.run()
    assert bench.warnings() == []
    clock.advance(timedelta(hours=1))
    bench.run()
    clock.advance(timedelta(minutes=10))
    bench.run()
    assert [each.step for each in bench.warnings()] == [30]


def test_all_that_ends_on_a_day_is_told_as_one(bench: Bench) -> None:
    bench.give(10, days=40)
    bench.morning(hour=12)
    bench.give(15, days=39)
    bench.live(10)
    assert [each.amount for each in bench.warnings()] == [25]
