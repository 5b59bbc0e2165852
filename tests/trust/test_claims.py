"""Cheques without a card, claimed later by a code (E47)."""

import pytest

from app.core.ids import OutletId
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from app.sales import claiming
from app.sales import queries as receipts
from app.sales.actions import Booked, Line
from app.sales.claiming import Unclaimed
from app.sales.errors import EmptySale, ReceiptExists
from app.trust import claims, reviews
from app.trust.errors import BadClaim, OwnCard
from tests.conftest import Clock
from tests.trust.desk import SECRET, Desk, set_up


def register(desk: Desk, *amounts: int, number: str | None = None) -> Unclaimed:
    """A cheque that no card was shown for."""
    return desk.do(
        claiming.register,
        outlet_id=OutletId(desk.outlet_id),
        number=number,
        lines=[Line(amount_minor=amount, name="Tea") for amount in amounts],
        source="till",
        actor=desk.cashier.actor,
        secret_key=SECRET,
    )


def claim(desk: Desk, code: str, card_id: int | None = None) -> Booked:
    """Add the cheque to a card."""
    return desk.do(
        claims.claim,
        code=code,
        card_id=card_id or desk.guest.card_id,
        secret_key=SECRET,
    )


def test_e47_six_days_later_under_the_rules_of_its_date(
    desk: Desk, clock: Clock
) -> None:
    made = register(desk, 700_00, 300_00, number="B-7")
    sold_at = clock.now
    clock.advance(days=1)
    desk.do(
        programmes.change_rules,
        programme_id=desk.programme_id,
        rules=PointsRules(rate_basis_points=100),
        actor="system",
    )
    clock.advance(days=5)
    code = claiming.code_of(made, SECRET)
    booked = claim(desk, claiming.spoken(code).lower())
    assert booked.earned_points == 50
    row = desk.ask(receipts.receipt, booked.receipt_id)
    assert (row.row.occurred_at, row.row.number) == (sold_at, "B-7")
    assert [line.amount_minor for line in row.lines] == [700_00, 300_00]
    assert desk.standing() == (50, 0, 0)
    assert desk.history() == [("earn", "claim", 50)]
    with pytest.raises(BadClaim):
        claim(desk, code, desk.other.card_id)
    assert desk.standing(desk.other.card_id) == (0, 0, 0)
    assert desk.faults() == []


def test_e47_too_late_is_told_like_a_wrong_code(desk: Desk, clock: Clock) -> None:
    code = claiming.code_of(register(desk, 100_00), SECRET)
    clock.advance(days=7, seconds=1)
    for wrong in (code, "A" * 16, "", "x", code[:-1], "Я" * 16, code + "\0"):
        with pytest.raises(BadClaim):
            claim(desk, wrong)
    assert desk.standing() == (0, 0, 0)


def test_codes_are_long_and_differ(desk: Desk) -> None:
    codes = {claiming.code_of(register(desk, 100_00), SECRET) for _ in range(20)}
    assert len(codes) == 20
    assert {len(code) for code in codes} == {claiming.CODE_LENGTH}
    assert claiming.CODE_LENGTH >= 12
    assert not set("".join(codes)) & set("IO01")


def test_a_number_is_taken_once(desk: Desk) -> None:
    register(desk, 100_00, number="N-1")
    with pytest.raises(ReceiptExists):
        register(desk, 100_00, number="N-1")
    desk.sell(100_00, number="N-2")
    with pytest.raises(ReceiptExists):
        register(desk, 100_00, number="N-2")


def test_a_number_that_was_booked_meanwhile(desk: Desk) -> None:
    code = claiming.code_of(register(desk, 100_00, number="N-3"), SECRET)
    desk.sell(100_00, number="N-3", card_id=desk.other.card_id)
    with pytest.raises(ReceiptExists):
        claim(desk, code)
    assert desk.standing() == (0, 0, 0)


def test_who_sold_cannot_claim(desk: Desk) -> None:
    own = desk.card_of(desk.cashier)
    code = claiming.code_of(register(desk, 1_000_00), SECRET)
    with pytest.raises(OwnCard):
        claim(desk, code, own.card_id)
    colleague = desk.card_of(desk.manager)
    claim(desk, code, colleague.card_id)
    assert desk.standing(colleague.card_id) == (0, 50, 0)
    (row,) = desk.ask(reviews.waiting)
    assert row.reasons == ("team_claim",)


def test_nothing_is_no_cheque(desk: Desk) -> None:
    with pytest.raises(EmptySale):
        register(desk)
    with pytest.raises(EmptySale):
        register(desk, 0)


def test_another_business_knows_no_such_code(desk: Desk) -> None:
    code = claiming.code_of(register(desk, 100_00), SECRET)
    stranger = set_up(slug="another")
    with pytest.raises(BadClaim):
        claim(stranger, code)
