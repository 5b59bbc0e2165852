"""Booking at the till: what is stored, what is refused, what it costs."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.core import clock as app_clock
from app.core import db, money, tenancy
from app.core.errors import NotFound, Refused
from app.core.outbox import OutboxRow
from app.ledger.errors import NotEnoughPoints
from app.programmes.kinds.points import PointsRules
from app.programmes.spending import Reason
from app.sales import actions as sales
from app.sales import errors, queries
from app.sales.actions import Line
from tests.conftest import Clock
from tests.sales.counter import Counter, lines, open_counter

COFFEE = Line(
    amount_minor=350_00, name="Капучино", sku="C1", category="кофе", quantity_milli=1500
)


def stored(counter: Counter, receipt_id: Any) -> queries.ReceiptDetail:
    """The receipt as screens read it."""
    with tenancy.scope(counter.business_id):
        return queries.receipt(receipt_id)


def test_a_receipt_keeps_every_line(app: Flask) -> None:
    counter = open_counter()
    counter.give(100)
    booked = counter.book(
        COFFEE,
        Line(amount_minor=50_00, is_excluded=True),
        number=" A-17 ",
        points=100,
        was_asked=True,
    )
    detail = stored(counter, booked.receipt_id)
    assert (detail.row.number, detail.row.was_asked) == ("A-17", True)
    assert (detail.row.total_minor, detail.row.paid_minor) == (400_00, 300_00)
    coffee, other = detail.lines
    assert (coffee.name, coffee.sku, coffee.category) == ("Капучино", "C1", "кофе")
    assert coffee.quantity_milli == 1500
    assert (coffee.points_share, coffee.paid_minor) == (100, 250_00)
    assert (other.points_share, other.paid_minor, other.is_excluded) == (0, 50_00, True)
    assert booked.earned_points == 12


def test_r5_excluded_goods_earn_nothing(app: Flask) -> None:
    counter = open_counter(PointsRules(excluded_skus=("GIFT",)))
    booked = counter.book(
        Line(amount_minor=500_00, sku="gift"),
        Line(amount_minor=500_00, is_excluded=True),
        Line(amount_minor=100_00),
    )
    assert booked.earned_points == 5


def test_a_number_is_made_when_the_till_has_none(app: Flask) -> None:
    counter = open_counter()
    numbers = {counter.sell(100_00).number for _ in range(5)}
    assert len(numbers) == 5
    assert all(number.startswith("260317-") for number in numbers)


def test_a_number_is_booked_once_per_outlet(app: Flask) -> None:
    counter = open_counter()
    counter.sell(100_00, number="7")
    with pytest.raises(errors.ReceiptExists) as refusal:
        counter.sell(200_00, number="7")
    assert (refusal.value.code, refusal.value.status) == ("receipt_exists", 409)
    assert counter.standing == (5, 0, 0)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"lines": ()}, errors.EmptySale),
        ({"lines": (Line(amount_minor=0),)}, errors.EmptySale),
        ({"lines": (Line(amount_minor=5, is_voided=True),)}, errors.EmptySale),
        ({"lines": (Line(amount_minor=-1),)}, errors.AmountOutOfRange),
        ({"lines": (Line(amount_minor=money.MAX_MINOR + 1),)}, errors.AmountOutOfRange),
        ({"lines": (Line(amount_minor=money.MAX_MINOR),) * 2}, errors.AmountOutOfRange),
        ({"lines": (Line(amount_minor=1),) * 501}, errors.TooManyLines),
        ({"lines": (Line(amount_minor=1, name="x" * 201),)}, errors.BadText),
        ({"lines": (Line(amount_minor=1, sku="a\x00"),)}, errors.BadText),
        ({"lines": (Line(amount_minor=1, category="\ud800"),)}, errors.BadText),
        (
            {"lines": (Line(amount_minor=1, quantity_milli=-1),)},
            errors.QuantityOutOfRange,
        ),
        ({"number": " "}, errors.BadText),
        ({"number": "x" * 65}, errors.BadText),
        ({"points": -1}, errors.PointsOutOfRange),
        ({"points": 10**18}, errors.PointsOutOfRange),
        ({"points": 101}, errors.TooManyPoints),
        ({"points": 1}, NotEnoughPoints),
    ],
)
def test_bad_sales_are_refused_and_change_nothing(
    app: Flask, changes: dict[str, Any], error: type[Refused]
) -> None:
    counter = open_counter()
    with pytest.raises(error):
        counter.do(sales.book, counter.sale(*lines(100_00), **{} | changes))
    with tenancy.scope(counter.business_id):
        assert queries.receipts() == []


@pytest.mark.parametrize("age", [timedelta(days=-7), timedelta(minutes=10)])
def test_r15_times_within_bounds_are_taken(app: Flask, age: timedelta) -> None:
    counter = open_counter()
    occurred_at = app_clock.now() + age
    booked = counter.sell(100_00, occurred_at=occurred_at)
    assert stored(counter, booked.receipt_id).row.occurred_at == occurred_at


@pytest.mark.parametrize(
    ("rules", "left"),
    [
        (PointsRules(life_days=1), (100, 0, 0)),
        (PointsRules(hold_days=2), (0, 100, 0)),
    ],
)
def test_l8_a_clock_that_runs_ahead_ends_and_frees_no_points_early(
    app: Flask, clock: Clock, rules: PointsRules, left: tuple[int, int, int]
) -> None:
    counter = open_counter(rules)
    booked = counter.sell(1000_00)
    clock.set(datetime(2026, 3, 18, 20, 55, tzinfo=UTC))
    ahead = clock.now + timedelta(minutes=9)
    counter.sell(1000_00, occurred_at=ahead)
    assert counter.standing == left
    counter.refund(booked.receipt_id, occurred_at=ahead)
    assert sum(counter.standing) == 50
    assert counter.faults() == []


@pytest.mark.parametrize("age", [timedelta(days=-8), timedelta(minutes=11)])
@pytest.mark.parametrize("source", ["till", "api"])
def test_r15_times_out_of_bounds_are_refused(
    app: Flask, age: timedelta, source: str
) -> None:
    counter = open_counter()
    with pytest.raises(errors.BadTime):
        counter.sell(100_00, occurred_at=app_clock.now() + age, source=source)


def test_an_import_tells_of_any_time(app: Flask) -> None:
    counter = open_counter()
    old = app_clock.now() - timedelta(days=400)
    assert counter.sell(100_00, occurred_at=old, source="import").earned_points == 5


@pytest.mark.parametrize(
    "when",
    [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, tzinfo=UTC),
        datetime(2026, 3, 1),  # noqa: DTZ001 - what must be refused
    ],
)
def test_absurd_times_are_refused_from_everybody(app: Flask, when: datetime) -> None:
    counter = open_counter()
    with pytest.raises(errors.BadTime):
        counter.sell(100_00, occurred_at=when, source="import")


def test_an_import_may_hold_free_goods(app: Flask) -> None:
    counter = open_counter()
    assert counter.sell(0, source="import").earned_points == 0


def test_row_109_an_unprotected_card_spends_a_little(app: Flask) -> None:
    counter = open_counter(PointsRules(unprotected_spend_points=50), is_protected=False)
    counter.give(200)
    with pytest.raises(errors.CardUnprotected, match="at most 50 points"):
        counter.sell(200_00, points=51)
    asked = counter.quote(*lines(200_00), points=51)
    assert asked.max_points == asked.points == 50
    assert asked.binding.reason is Reason.UNPROTECTED
    assert counter.sell(200_00, points=50).available == 150 + 7


def test_a_lasting_code_spends_a_little(app: Flask) -> None:
    counter = open_counter(PointsRules(static_spend_points=30))
    counter.give(200)
    with pytest.raises(errors.RotatingCodeNeeded):
        counter.sell(200_00, points=31, code_is_rotating=False)
    counter.sell(200_00, points=30, code_is_rotating=False)
    counter.sell(200_00, points=100)


def test_a_programme_may_ask_for_the_rotating_code_always(app: Flask) -> None:
    counter = open_counter(PointsRules(static_spend_points=0))
    counter.give(200)
    with pytest.raises(errors.RotatingCodeNeeded):
        counter.sell(200_00, points=1, code_is_rotating=False)
    assert counter.sell(200_00, code_is_rotating=False).earned_points == 10


def test_r12_small_receipts_take_no_points(app: Flask) -> None:
    counter = open_counter(PointsRules(min_receipt_minor=300_00))
    counter.give(200)
    with pytest.raises(errors.ReceiptTooSmall):
        counter.sell(299_99, points=1)
    counter.sell(300_00, points=1)


def test_excluded_goods_take_no_points(app: Flask) -> None:
    counter = open_counter()
    counter.give(200)
    with pytest.raises(errors.NothingToPay):
        counter.book(*lines(300_00, is_excluded=True), points=1)


def test_a_quote_changes_nothing_and_agrees_with_the_sale(app: Flask) -> None:
    counter = open_counter(PointsRules(spend_share_basis_points=5000))
    counter.give(80)
    goods = lines(100_00, 33_33)
    asked = counter.quote(*goods, points=60)
    assert counter.standing == (80, 0, 0)
    booked = counter.book(*goods, points=60)
    assert (asked.total_minor, asked.paid_minor) == (
        booked.total_minor,
        booked.paid_minor,
    )
    assert asked.earn_points == booked.earned_points


def test_another_business_has_no_such_card_or_outlet(app: Flask) -> None:
    here, there = open_counter(), open_counter()
    for changes in ({"card_id": there.card_id}, {"outlet_id": there.outlet_id}):
        with pytest.raises(NotFound):
            here.sell(100_00, **changes)
        with pytest.raises(NotFound):
            here.quote(*lines(100_00), **changes)


def test_a_fact_is_told_with_the_local_day(app: Flask, clock: Clock) -> None:
    counter = open_counter()
    clock.set(clock.now.replace(hour=22))
    booked = counter.sell(100_00)
    row = db.session().execute(
        select(OutboxRow.payload).where(OutboxRow.fact == "ReceiptBooked")
    )
    assert row.scalar_one() == {
        "business_id": counter.business_id,
        "outlet_id": counter.outlet_id,
        "receipt_id": booked.receipt_id,
        "card_id": counter.card_id,
        "day": "2026-03-18",
    }


def test_a_plain_sale_takes_thirteen_statements(app: Flask) -> None:
    counter = open_counter()
    counter.sell(100_00)
    statements: list[str] = []

    def note(_1: Any, _2: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(
            ("PRAGMA", "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
        ):
            statements.append(statement)

    engine = db.db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        counter.sell(100_00, 200_00)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(statements) <= 13, "\n".join(statements)


def together(app: Flask, actions: list[Any]) -> list[Any]:
    """Run actions at once, each in a thread of its own; answers or refusals."""
    barrier = Barrier(len(actions))
    answers: list[Any] = []

    def run(action: Any) -> None:
        with app.app_context():
            barrier.wait()
            try:
                answers.append(action())
            except Refused as refusal:
                answers.append(refusal)

    threads = [Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_e33_twenty_spends_of_one_balance(app: Flask) -> None:
    counter = open_counter(PointsRules(rate_basis_points=0))
    counter.give(100)

    def spend() -> Any:
        return counter.sell(200_00, points=80)

    answers = together(app, [spend] * 20)
    refused = [answer for answer in answers if isinstance(answer, NotEnoughPoints)]
    assert (len(answers), len(refused)) == (20, 19)
    assert counter.standing == (20, 0, 0)
    assert counter.faults() == []


def test_e33_twenty_tills_with_one_number(app: Flask) -> None:
    counter = open_counter()

    def sell() -> Any:
        return counter.sell(100_00, number="1")

    def run() -> Any:
        try:
            return sell()
        except errors.ReceiptExists:
            return None

    booked = [answer for answer in together(app, [run] * 20) if answer]
    assert len(booked) == 1
    assert counter.standing == (5, 0, 0)


def test_e33_twenty_refunds_of_one_line(app: Flask) -> None:
    counter = open_counter()
    booked = counter.sell(100_00, 100_00)

    def refund() -> Any:
        return counter.refund(booked.receipt_id, 1)

    answers = together(app, [refund] * 20)
    refused = [answer for answer in answers if isinstance(answer, errors.LineReturned)]
    assert len(refused) == 19
    assert counter.standing == (5, 0, 0)
    assert counter.faults() == []
