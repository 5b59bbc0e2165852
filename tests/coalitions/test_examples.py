"""R19 with its worked examples: netting (E26) and clawback at a partner (E27)."""

from dataclasses import replace
from datetime import date, timedelta

from flask import Flask

from app.coalitions import statements, terms, verify
from app.coalitions.terms import Pooled, pool
from app.core import db, tenancy
from app.ledger.verify import verify as verify_books
from tests.coalitions.alliance import Member, alliance
from tests.coalitions.alliance import terms as contract
from tests.conftest import Clock


def faults(*sides: Member) -> list[object]:
    """What any verifier finds wrong."""
    found: list[object] = list(verify.verify())
    for side in sides:
        found += side.ask(lambda side=side: list(verify_books(side.business_id)))
    return found


def make_statements() -> int:
    with tenancy.across(), db.writing():
        return statements.make_due()


def test_e26_coalition_netting(app: Flask, clock: Clock) -> None:
    """X owes 400.00, Y owes 40.00, net X pays Y 360.00."""
    x, y = alliance("Икс", "Игрек")
    x.give(1000)
    y.give(400)
    x.sell(1000_00, points=150, partner=50_00)
    y.sell(1000_00, points=100, partner=500_00)
    pact_id = x.partner().pact.id
    clock.advance(days=20)
    assert make_statements() == 1
    assert make_statements() == 0
    month = date(2026, 3, 1)
    of_x = x.ask(statements.statement, x.partner().pact, month)
    of_y = y.ask(statements.statement, y.partner().pact, month)
    assert (of_x.ours_amount, of_x.theirs_amount) == (400_00_00, 40_00_00)
    assert (of_y.ours_amount, of_y.theirs_amount) == (40_00_00, 400_00_00)
    assert (of_x.net_minor, of_y.net_minor) == (-360_00, 360_00)
    assert of_x.net_minor + of_y.net_minor == 0
    assert x.days(pact_id)[0].net == -y.days(pact_id)[0].net == -360_00_00
    assert faults(x, y) == []


def test_e26_prepaid_pool(app: Flask) -> None:
    """In 800 + 320, out 160 + 480, left 480 = 600 points of 0.80."""
    x, y = alliance("Икс", "Игрек")
    held = pool(
        contract(x, y),
        Pooled(issued=1000, spent_at_own=150, others_spent_here=50),
        Pooled(issued=400, spent_at_own=100, others_spent_here=500),
    )
    assert [terms.to_minor(each) for each in held.paid_in] == [800_00, 320_00]
    assert [terms.to_minor(each) for each in held.paid_out] == [160_00, 480_00]
    assert terms.to_minor(held.left) == 480_00
    assert held.left == terms.claim(600, 80_00)


def test_e27_coalition_clawback(app: Flask) -> None:
    """X's 100 spent at Y, X's sale returned: Y keeps 80.00, the debt is with X."""
    x, y = alliance("Икс", "Игрек")
    earned = x.sell(2000_00)
    assert earned.earned_points == 100
    y.sell(150_00, partner=100_00)
    assert x.standing == (0, 0)
    x.refund(earned.receipt_id)
    assert x.standing == (0, 100)
    (day,) = y.days(y.partner().pact.id)
    assert terms.to_minor(day.theirs_amount) == 80_00
    # The next credit of X repays.
    x.sell(3000_00)
    assert x.standing == (50, 0)
    assert faults(x, y) == []


def test_e08_a_return_at_the_partner_gives_shares_back(app: Flask) -> None:
    """Two items of 1,000, 300 of X's points: half of them back, half of the claim."""
    x, y = alliance("Икс", "Игрек")
    x.give(300)
    booked = y.sell(1000_00, 1000_00, partner=300_00)
    assert (booked.paid_minor, booked.earned_points) == (1700_00, 85)
    back = y.refund(booked.receipt_id, 1)
    assert (back.money_minor, back.points_clawed) == (850_00, 43)
    assert [each.amount_minor for each in back.payments] == [150_00]
    assert x.standing == (150, 0)
    (day,) = y.days(y.partner().pact.id)
    assert (day.theirs_points, day.theirs_amount) == (150, 150 * 80_00)
    y.refund(booked.receipt_id)
    assert x.standing == (300, 0)
    assert [day.net for day in x.days(x.partner().pact.id)] == [0]
    assert faults(x, y) == []


def test_e03_points_whose_time_ran_out_come_back_with_grace(
    app: Flask, clock: Clock
) -> None:
    x, y = alliance("Икс", "Игрек")
    x.give(100, expires_at=clock.now + timedelta(days=5))
    booked = y.sell(500_00, partner=100_00)
    clock.advance(days=10)
    y.refund(booked.receipt_id)
    assert x.standing == (100, 0)
    clock.advance(days=15)
    assert x.standing == (0, 0)
    assert faults(x, y) == []


def test_hundredths_are_rounded_once_for_both(app: Flask, clock: Clock) -> None:
    """0.805 a point: 3 points are 2.415, both statements say 2.42."""
    x, y = alliance("Икс", "Игрек")
    first = replace(contract(x, y).first, price=80_50)
    assert first.price == 8050
    assert terms.to_minor(terms.claim(3, 80_50)) == 2_42
    assert terms.to_minor(-terms.claim(3, 80_50)) == -2_42
