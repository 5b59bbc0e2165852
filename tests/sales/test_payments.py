"""Receipts that are paid by more than money and points, and what returns give back."""

from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core import tenancy
from app.core.ids import ReceiptId
from app.programmes.kinds.points import PointsRules
from app.sales import actions as sales
from app.sales import errors, means, queries, quoting
from app.sales.means import Means, Move
from app.sales.payments import Owed, Payment, fill, lay
from tests.sales.counter import Counter, open_counter
from tests.sales.counter import lines as goods


class Purse:
    """A means of payment that remembers what was asked of it."""

    def __init__(self) -> None:
        self.left = 5000_00
        self.locked: list[tuple[str, ...]] = []
        self.keys: list[str] = []

    def lock(self, _card_id: int, refs: tuple[str, ...]) -> None:
        self.locked.append(refs)

    def take(self, move: Move) -> None:
        if move.amount_minor > self.left:
            raise errors.PaymentTooLarge
        self.left -= move.amount_minor
        self.keys.append(move.key)

    def give_back(self, move: Move) -> None:
        self.left += move.amount_minor
        self.keys.append(move.key)


@pytest.fixture
def purse() -> Iterator[Purse]:
    """A purse that receipts may be paid from, for this test only."""
    own = Purse()
    means.MEANS["purse"] = Means(lock=own.lock, take=own.take, give_back=own.give_back)
    yield own
    del means.MEANS["purse"]


def pay(amount_minor: int, **more: object) -> Payment:
    values = {"kind": "purse", "ref": "1", "amount_minor": amount_minor}
    return Payment(**values | more)  # type: ignore[arg-type]


def owed(*amounts: int, excluded: tuple[int, ...] = (), least: int = 0) -> list[Owed]:
    return [
        Owed(amount_minor=amount, is_excluded=place in excluded, least_minor=least)
        for place, amount in enumerate(amounts)
    ]


def test_a_payment_follows_the_lines_by_largest_remainder() -> None:
    (laid,) = lay([pay(100_00)], owed(100_00, 100_00, 100_00))
    assert laid.shares == (3334, 3333, 3333)


def test_whole_units_stay_whole_on_every_line() -> None:
    (laid,) = lay([pay(100_00, unit_minor=100)], owed(100_00, 100_00, 100_00))
    assert laid.shares == (34_00, 33_00, 33_00)


def test_the_second_payment_lies_on_what_the_first_left() -> None:
    first, second = lay([pay(150_00), pay(50_00, ref="2")], owed(100_00, 100_00))
    assert first.shares == (75_00, 75_00)
    assert second.shares == (25_00, 25_00)


def test_lines_that_take_no_points_are_spared_where_asked() -> None:
    (laid,) = lay([pay(80_00, as_points=True)], owed(100_00, 90_00, excluded=(0,)))
    assert laid.shares == (0, 80_00)


def test_each_line_keeps_its_least_money() -> None:
    payment = pay(498_00, unit_minor=100, as_points=True)
    (laid,) = lay([payment], owed(300_00, 200_00, least=1_00))
    assert laid.shares == (299_00, 199_00)
    more = pay(499_00, unit_minor=100, as_points=True)
    with pytest.raises(errors.PaymentTooLarge):
        lay([more], owed(300_00, 200_00, least=1_00))


def test_parts_of_a_unit_are_refused() -> None:
    with pytest.raises(errors.PaymentTooLarge):
        lay([pay(150, unit_minor=100)], owed(300_00))


@given(
    amounts=st.lists(st.integers(0, 900_00), min_size=1, max_size=8),
    unit=st.sampled_from([1, 7, 100, 250]),
    leave=st.sampled_from([0, 1_00]),
    part=st.integers(0, 100),
)
def test_shares_sum_to_the_payment_and_fit_their_lines(
    amounts: list[int], unit: int, leave: int, part: int
) -> None:
    lines = owed(*amounts, least=leave)
    most = pay(10**9 // unit * unit, unit_minor=unit, as_points=True)
    filled = fill([most], lines, 10**9)
    room = sum(each.amount_minor for each in filled)
    wanted = room // unit * part // 100 * unit
    payment = pay(wanted, unit_minor=unit, as_points=True)
    (laid,) = lay([payment], lines)
    assert sum(laid.shares) == wanted
    for share, amount in zip(laid.shares, amounts, strict=True):
        assert share % unit == 0
        assert 0 <= share <= max(0, amount - (leave if share else 0))


def counter() -> Counter:
    return open_counter(PointsRules(rate_basis_points=500))


def paid(at: Counter, receipt_id: ReceiptId) -> list[tuple[int, int]]:
    with tenancy.scope(at.business_id):
        return [
            (each.position, each.amount_minor) for each in means.of_receipt(receipt_id)
        ]


def test_a_payment_lessens_the_money_and_earns_nothing(
    app: Flask, purse: Purse
) -> None:
    at = counter()
    booked = at.sell(600_00, 400_00, payments=(pay(500_00),))
    assert booked.paid_minor == 500_00
    assert booked.earned_points == 25
    assert purse.left == 4500_00
    assert paid(at, booked.receipt_id) == [(1, 300_00), (2, 200_00)]
    with tenancy.scope(at.business_id):
        receipt = queries.receipt(booked.receipt_id)
    assert [line.paid_minor for line in receipt.lines] == [300_00, 200_00]


def test_a_payment_may_earn_as_money_does(app: Flask, purse: Purse) -> None:
    at = counter()
    booked = at.sell(600_00, 400_00, payments=(pay(500_00, is_earning=True),))
    assert booked.earned_points == 50
    back = at.refund(booked.receipt_id, 2)
    assert (back.money_minor, back.points_clawed) == (200_00, 20)
    assert at.refund(booked.receipt_id).points_clawed == 30
    assert at.faults() == []


def test_points_come_before_payments(app: Flask, purse: Purse) -> None:
    at = counter()
    at.give(300)
    booked = at.sell(600_00, 400_00, points=300, payments=(pay(700_00),))
    assert booked.paid_minor == 0
    assert paid(at, booked.receipt_id) == [(1, 420_00), (2, 280_00)]


def test_returns_give_each_share_back(app: Flask, purse: Purse) -> None:
    at = counter()
    booked = at.sell(600_00, 400_00, payments=(pay(500_00),))
    first = at.refund(booked.receipt_id, 1)
    assert first.money_minor == 300_00
    assert [each.amount_minor for each in first.payments] == [300_00]
    assert purse.left == 4800_00
    at.refund(booked.receipt_id)
    assert purse.left == 5000_00
    assert len(set(purse.keys)) == 3
    assert purse.locked[1:] == [("1",), ("1",)]


def test_an_undo_gives_everything_back(app: Flask, purse: Purse) -> None:
    at = counter()
    booked = at.sell(600_00, 400_00, payments=(pay(500_00),))
    at.undo(booked.receipt_id)
    assert purse.left == 5000_00
    assert at.standing == (0, 0, 0)


def test_a_means_that_refuses_refuses_the_sale(app: Flask, purse: Purse) -> None:
    at = counter()
    purse.left = 100_00
    with pytest.raises(errors.PaymentTooLarge):
        at.sell(600_00, payments=(pay(200_00),))
    with tenancy.scope(at.business_id):
        assert queries.receipts() == []


@pytest.mark.parametrize(
    "payments",
    [
        (Payment(kind="gold", ref="1", amount_minor=100),),
        (pay(100), pay(200)),
        (pay(0),),
        (pay(-100),),
        tuple(pay(1, ref=str(ref)) for ref in range(21)),
    ],
)
def test_payments_that_make_no_sense_are_refused(
    app: Flask, purse: Purse, payments: tuple[Payment, ...]
) -> None:
    with pytest.raises(errors.UnknownPayment):
        counter().sell(600_00, payments=payments)


def test_a_quote_knows_what_is_paid_otherwise(app: Flask, purse: Purse) -> None:
    at = counter()
    offer = at.quote(*goods(600_00, 400_00), payments=(pay(500_00),))
    assert (offer.paid_minor, offer.earn_points) == (500_00, 25)
    with pytest.raises(errors.PaymentTooLarge):
        at.quote(*goods(600_00), payments=(pay(600_01),))


def test_limits_on_points_hold_for_what_is_limited_like_them(
    app: Flask, purse: Purse
) -> None:
    at = open_counter(PointsRules(spend_share_basis_points=3000))
    at.give(900)
    booked = at.sell(1000_00, points=200, payments=(pay(100_00, as_points=True),))
    assert booked.paid_minor == 700_00
    with pytest.raises(errors.TooManyPoints):
        at.sell(1000_00, points=200, payments=(pay(101_00, as_points=True),))
    assert at.sell(1000_00, points=200, payments=(pay(101_00),)).paid_minor == 699_00


def test_as_much_of_the_payments_as_there_is_room_for(app: Flask, purse: Purse) -> None:
    at = open_counter(PointsRules(spend_share_basis_points=3000))
    at.give(900)
    sale = at.sale(*goods(1000_00), points=200)
    wanted = [
        pay(30_00, unit_minor=30, as_points=True),
        pay(900_00, ref="2", unit_minor=80, as_points=True),
        pay(900_00, ref="3"),
    ]
    with tenancy.scope(at.business_id):
        filled = quoting.fill(sale, wanted)
    assert [each.amount_minor for each in filled] == [30_00, 69_60, 700_40]
    assert at.sell(1000_00, points=200, payments=filled).paid_minor == 0


def test_an_exchange_takes_and_gives(app: Flask, purse: Purse) -> None:
    at = counter()
    booked = at.sell(700_00, payments=(pay(200_00),))
    sale = at.sale(*goods(900_00), payments=(pay(300_00, ref="2"),))
    at.do(sales.exchange, receipt_id=booked.receipt_id, positions=None, sale=sale)
    assert purse.left == 4700_00
