"""Levels of cards from the sale to the return: R9, E14, E15, E36, E42."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cards import merging
from app.cards import queries as cards
from app.cards.erasing import erase
from app.cards.events import CardChanged
from app.core import audit, clock, db, tenancy
from app.core.ids import PersonId, StaffId
from app.incentives import actions, handlers, levels, queries
from app.incentives.errors import BadLevelDay, LevelNotFound, NoReason, NotGiven
from app.incentives.models import CardLevel, LevelChange
from app.incentives.queries import LevelView
from app.people.models import Member
from app.programmes import actions as programmes
from app.programmes import queries as programme_queries
from app.programmes.boosts import Boost
from app.programmes.kinds.points import PointsRules
from app.programmes.levels import Level, LevelMeasure
from app.programmes.tiers import Tier
from app.programmes.windows import Window
from app.worker import Worker
from tests.conftest import Clock
from tests.ledger.test_races import at_once
from tests.sales.counter import Counter, lines, open_counter
from tests.sales.test_joined_cards import join
from tests.world import create_staff, issue_card

SILVER = Level(name="Silver", from_amount=10_000_00, extra_basis_points=200)
GOLD = Level(
    name="Gold",
    from_amount=30_000_00,
    factor_basis_points=20_000,
    share_basis_points=10_00,
    benefits=("A table at the window",),
    service="Greet by name",
)
RULES = PointsRules(rate_basis_points=500, levels=(SILVER, GOLD))


def at(month: int, day: int, *, year: int = 2026, hour: int = 9) -> datetime:
    """An instant; 9:00 in London is noon in Moscow."""
    return datetime(year, month, day, hour, tzinfo=UTC)


def view(counter: Counter) -> LevelView:
    with tenancy.scope(counter.business_id):
        version = programme_queries.current(counter.programme_id, clock.now())
        found = queries.level_view(counter.card_id, version)
    assert found is not None
    return found


def level(counter: Counter) -> str:
    """The level as a sale reads it, which screens must agree with."""
    with tenancy.scope(counter.business_id):
        version = programme_queries.current(counter.programme_id, clock.now())
        found = levels.level_of(counter.card_id, version)
    shown = view(counter).level
    assert found == shown
    return found.name if found is not None else ""


def history(counter: Counter) -> list[tuple[str, str, str]]:
    """Changes of the level, newest first."""
    with tenancy.scope(counter.business_id):
        version = programme_queries.current(counter.programme_id, clock.now())
        rows = queries.changes(counter.card_id, version, 20)
    return [(row.level_from, row.level_to, row.cause) for row in rows]


def review(counter: Counter) -> int:
    with tenancy.scope(counter.business_id):
        return levels.review_due(200)


def test_e14_silver_through_the_year_and_its_grace(app: Flask, clock: Clock) -> None:
    clock.set(at(2, 5))
    counter = open_counter(RULES)
    counter.sell(12_000_00)
    assert level(counter) == "Silver"
    clock.set(at(9, 1))
    counter.sell(4_000_00)
    clock.set(at(2, 5, year=2027))
    assert review(counter) == 0
    assert level(counter) == "Silver"
    assert view(counter).counted == 4_000_00
    # Moscow's 7 March begins at 21:00 of the 6th in London.
    before = at(3, 6, year=2027, hour=20) + timedelta(minutes=59, seconds=59)
    clock.set(before)
    assert level(counter) == "Silver"
    assert review(counter) == 0
    clock.advance(seconds=1)
    assert level(counter) == ""
    assert review(counter) == 1
    assert history(counter) == [("Silver", "", "time"), ("", "Silver", "purchase")]
    assert review(counter) == 0


def test_e14_a_return_takes_silver_at_once(app: Flask, clock: Clock) -> None:
    clock.set(at(2, 5))
    counter = open_counter(RULES)
    booked = counter.sell(9_000_00, 3_000_00)
    counter.sell(500_00)
    clock.set(at(2, 20))
    counter.refund(booked.receipt_id, 2)
    assert level(counter) == ""
    assert history(counter) == [("Silver", "", "return"), ("", "Silver", "purchase")]


def test_e14_what_the_level_gave_stays(app: Flask, clock: Clock) -> None:
    clock.set(at(2, 5))
    counter = open_counter(RULES)
    first = counter.sell(9_000_00, 3_000_00)
    assert counter.sell(500_00).earned_points == 35
    counter.refund(first.receipt_id, 2)
    assert counter.standing == (450 + 35, 0, 0)
    assert counter.sell(100_00).earned_points == 5


def test_e15_spending_points_leaves_the_level(app: Flask) -> None:
    counter = open_counter(RULES)
    counter.give(800)
    counter.sell(10_500_00)
    assert level(counter) == "Silver"
    counter.sell(900_00, points=800)
    assert level(counter) == "Silver"
    assert counter.balance.available == 525 + 7


def test_e36_joined_cards_sum_up(app: Flask) -> None:
    first = open_counter(RULES)
    first.sell(4_000_00)
    second = join(first)
    with tenancy.scope(first.business_id):
        handlers.review_merged(
            CardChanged(business_id=first.business_id, card_id=first.card_id)
        )
    assert level(second) == ""
    second.sell(7_000_00)
    assert view(second).counted == 11_000_00
    assert level(second) == "Silver"


def test_e36_the_worker_reviews_joined_cards(app: Flask) -> None:
    first = open_counter(RULES)
    first.sell(10_000_00)
    second = join(first)
    worker: Worker = app.extensions["tessera_worker"]
    worker.relay()
    with tenancy.scope(first.business_id):
        row = db.session().scalar(
            select(LevelChange).where(LevelChange.card_id == second.card_id)
        )
    assert row is not None
    assert (row.level_to, row.cause) == ("Silver", "joined")


def test_e36_and_apart_again_once_they_are_parted(app: Flask) -> None:
    first = open_counter(RULES)
    other = issue_card(first.business_id, first.programme_id, phone="+79990000009")
    second = replace(first, card_id=other.card_id)
    first.sell(4_000_00)
    second.sell(7_000_00)
    with tenancy.scope(first.business_id), db.writing():
        member_id = cards.card(first.card_id).member_id
        merge_id = merging.merge(
            source_id=other.member_id,
            target_id=member_id,
            proof="manager",
            actor="staff:1",
            reason="One guest",
        )
    worker: Worker = app.extensions["tessera_worker"]
    worker.relay()
    assert level(first) == "Silver"
    first.do(merging.undo, merge_id=merge_id, actor="staff:1")
    worker.relay()
    assert level(first) == ""
    assert level(second) == ""
    assert history(first)[0] == ("Silver", "", "joined")


def test_an_erased_holder_leaves_no_reason_behind(app: Flask) -> None:
    counter = open_counter(RULES)
    staff = create_staff(counter.business_id, "owner")
    counter.do(
        actions.give_level,
        card_id=counter.card_id,
        level="Gold",
        last_day=date(2026, 4, 17),
        reason="Anna's wedding",
        staff_id=StaffId(staff.staff_id),
    )
    with tenancy.scope(counter.business_id):
        member = db.session().get_one(Member, cards.card(counter.card_id).member_id)
        person_id = PersonId(member.person_id)
        db.session().rollback()
    with db.writing():
        erase(person_id=person_id, actor="holder")
    worker: Worker = app.extensions["tessera_worker"]
    worker.relay()
    with tenancy.scope(counter.business_id):
        reasons = db.session().scalars(select(CardLevel.given_reason)).all()
    assert reasons == [""]


def test_e16_like_the_level_counts_from_the_next_cheque(app: Flask) -> None:
    counter = open_counter(RULES)
    assert counter.sell(10_000_00).earned_points == 500
    assert counter.quote(*lines(1_000_00)).earn_points == 70
    assert counter.sell(1_000_00).earned_points == 70


def test_a_return_keeps_the_rate_of_its_own_sale(app: Flask) -> None:
    counter = open_counter(RULES)
    counter.sell(10_000_00)
    booked = counter.sell(1_000_00, 1_000_00)
    assert booked.earned_points == 140
    counter.refund(booked.receipt_id, 1)
    assert counter.balance.available == 500 + 70


def test_gold_earns_double_and_pays_less(app: Flask) -> None:
    counter = open_counter(RULES)
    counter.sell(30_000_00)
    booked = counter.sell(1_000_00)
    assert booked.discount_minor == 100_00
    assert [each.discount.label for each in booked.applied] == ["Gold"]
    assert booked.earned_points == 90


def test_of_level_and_card_the_better_discount_holds(app: Flask) -> None:
    own = PointsRules(levels=(GOLD,), tiers=(Tier(share_basis_points=5_00),))
    counter = open_counter(own)
    counter.sell(40_000_00)
    booked = counter.sell(1_000_00)
    assert [each.discount.source for each in booked.applied] == ["level"]
    assert booked.discount_minor == 100_00


def test_e42_off_peak_and_level_add_up(app: Flask, clock: Clock) -> None:
    double = Boost(
        name="Tuesday",
        factor_basis_points=20_000,
        window=Window(weekdays=(2,), from_minute=12 * 60, until_minute=16 * 60),
    )
    counter = open_counter(PointsRules(levels=(SILVER,), boosts=(double,)))
    counter.sell(10_000_00)
    clock.set(at(3, 17, hour=12) + timedelta(minutes=59, seconds=59))
    assert counter.quote(*lines(1_000_00)).earn_points == 140
    clock.advance(seconds=1)
    assert counter.quote(*lines(1_000_00)).earn_points == 70


def test_a_level_by_what_was_earned(app: Flask) -> None:
    own = PointsRules(
        levels=(Level(name="Silver", from_amount=100),), level_by=LevelMeasure.EARNED
    )
    counter = open_counter(own)
    counter.give(500)
    assert level(counter) == ""
    booked = counter.sell(2_000_00)
    assert level(counter) == "Silver"
    counter.refund(booked.receipt_id)
    assert level(counter) == ""


def test_an_undone_receipt_never_counted(app: Flask) -> None:
    counter = open_counter(RULES)
    counter.undo(counter.sell(12_000_00).receipt_id)
    assert level(counter) == ""
    assert view(counter).counted == 0


def test_new_rules_reach_cards_that_bought_before(app: Flask, clock: Clock) -> None:
    counter = open_counter(PointsRules())
    counter.sell(12_000_00)
    assert review(counter) == 0
    clock.advance(minutes=1)
    counter.do(
        programmes.change_rules,
        programme_id=counter.programme_id,
        rules=RULES,
        actor="system",
    )
    assert level(counter) == "Silver"
    assert review(counter) == 1
    assert history(counter) == [("", "Silver", "rules")]
    assert review(counter) == 0


def test_the_clock_change_moves_no_day(app: Flask, clock: Clock) -> None:
    """In London summer time begins on 28 March 2027, at one in the morning."""
    from tests.world import build_world, sell  # noqa: PLC0415 - one test of another zone

    clock.set(at(2, 26))
    books = build_world().books
    with tenancy.scope(books.business_id), db.writing():
        programmes.change_rules(
            programme_id=books.programme_id,
            rules=PointsRules(levels=(SILVER,)),
            actor="system",
        )
    sell(books, books.member, amount_minor=10_000_00)
    with tenancy.scope(books.business_id):
        version = programme_queries.current(books.programme_id, clock.now)
        found = levels.work_out(books.member.card_id, version).standing
    # 26 February 2027 and 30 days.
    assert found.changes_on == date(2027, 3, 28)
    clock.set(datetime(2027, 3, 27, 23, 59, 59, tzinfo=UTC))
    with tenancy.scope(books.business_id):
        assert levels.level_of(books.member.card_id, version) == SILVER
        clock.advance(seconds=1)
        assert levels.level_of(books.member.card_id, version) is None


def test_a_level_by_hand_wins_while_it_lasts(app: Flask, clock: Clock) -> None:
    counter = open_counter(RULES)
    staff = create_staff(counter.business_id, "owner")

    def give(**changes: object) -> None:
        values: dict[str, object] = {
            "card_id": counter.card_id,
            "level": "Gold",
            "last_day": date(2026, 4, 17),
            "reason": "A friend of the house",
            "staff_id": StaffId(staff.staff_id),
        }
        counter.do(actions.give_level, **values | changes)

    for changes, refusal in (
        ({"level": "Platinum"}, LevelNotFound),
        ({"last_day": date(2026, 3, 16)}, BadLevelDay),
        ({"reason": "  "}, NoReason),
        ({"reason": "x" * 201}, NoReason),
    ):
        with pytest.raises(refusal):
            give(**changes)
    give()
    assert level(counter) == "Gold"
    counter.sell(12_000_00)
    assert level(counter) == "Gold"
    assert view(counter).own == SILVER
    assert view(counter).kept_through is None
    # 18 April begins in Moscow at 21:00 of the 17th.
    clock.set(at(4, 17, hour=21))
    assert level(counter) == "Silver"
    assert review(counter) == 1
    assert history(counter) == [("Gold", "Silver", "hand_over"), ("", "Gold", "hand")]
    with tenancy.scope(counter.business_id):
        noted = db.session().scalars(select(audit.AuditEntry.act)).all()
    assert "level.given" in noted


def test_a_level_by_hand_can_be_ended(app: Flask) -> None:
    counter = open_counter(RULES)
    staff = create_staff(counter.business_id, "owner")
    counter.do(
        actions.give_level,
        card_id=counter.card_id,
        level="Silver",
        last_day=date(2026, 12, 31),
        reason="Wedding",
        staff_id=StaffId(staff.staff_id),
    )
    counter.do(actions.end_level, card_id=counter.card_id)
    assert level(counter) == ""
    assert history(counter)[0] == ("Silver", "", "hand_over")
    with pytest.raises(NotGiven):
        counter.do(actions.end_level, card_id=counter.card_id)


def test_two_tills_at_once_change_the_level_once(app: Flask) -> None:
    counter = open_counter(RULES)
    at_once(app, [lambda: counter.sell(6_000_00)] * 4)
    assert level(counter) == "Silver"
    with tenancy.scope(counter.business_id):
        count = db.session().scalar(select(func.count()).select_from(LevelChange))
    assert count == 1
    assert counter.faults() == []


def test_a_card_without_levels_has_none(app: Flask) -> None:
    counter = open_counter()
    counter.sell(90_000_00)
    with tenancy.scope(counter.business_id):
        version = programme_queries.current(counter.programme_id, clock.now())
        assert queries.level_view(counter.card_id, version) is None


def test_progress_says_what_is_missing_and_until_when(app: Flask, clock: Clock) -> None:
    counter = open_counter(RULES)
    clock.set(at(3, 18))
    counter.sell(7_650_00)
    shown = view(counter)
    assert shown.ahead == SILVER
    assert shown.missing == 2_350_00
    assert shown.counts_through == date(2027, 3, 17)
