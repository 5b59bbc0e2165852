"""One scan is one visit, or one admission (R22; E20, E21)."""

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask

from app.core.errors import AppError, NotFound
from app.instruments import actions, attendance, errors
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import Begins, VisitRules
from tests.conftest import Clock
from tests.instruments.shelf import Shelf, at
from tests.world import World

# The shop stands in Moscow, UTC+3.
JUNE_1 = "2026-06-01T07:00:00Z"


def test_e20_the_first_visit_begins_thirty_days(shelf: Shelf, clock: Clock) -> None:
    clock.set(at("2026-05-20T10:00:00Z"))
    sold = shelf.sell(shelf.offer(VisitRules()))
    assert shelf.held(sold).through_on is None
    clock.set(at(JUNE_1))
    used = shelf.use(sold)
    assert (used.is_repeat, used.left) == (False, 7)
    assert used.through_on == date(2026, 6, 30)


def test_e20_frozen_from_the_tenth_to_the_sixteenth(shelf: Shelf, clock: Clock) -> None:
    sold = shelf.sell(shelf.offer(VisitRules()))
    clock.set(at(JUNE_1))
    shelf.use(sold)
    through = shelf.do(
        actions.freeze,
        card_id=sold.card_id,
        first=date(2026, 6, 10),
        last=date(2026, 6, 16),
        actor="staff:1",
    )
    assert through == date(2026, 7, 7)
    clock.set(at("2026-06-12T09:00:00Z"))
    with pytest.raises(errors.Resting):
        shelf.use(sold)
    clock.set(at("2026-07-07T20:59:59Z"))
    assert shelf.use(sold).left == 6
    clock.set(at("2026-07-07T21:00:00Z") + timedelta(hours=2))
    with pytest.raises(errors.OutOfTime):
        shelf.use(sold)


def test_a_break_that_ends_early_gives_its_days_back(
    shelf: Shelf, clock: Clock
) -> None:
    sold = shelf.sell(shelf.offer(VisitRules()))
    clock.set(at(JUNE_1))
    shelf.use(sold)
    days = {"first": date(2026, 6, 10), "last": date(2026, 6, 16)}
    shelf.do(actions.freeze, card_id=sold.card_id, actor="staff:1", **days)
    clock.set(at("2026-06-12T09:00:00Z"))
    through = shelf.do(actions.unfreeze, card_id=sold.card_id, actor="staff:1")
    assert through == date(2026, 7, 2)
    assert shelf.use(sold).left == 6
    with pytest.raises(errors.NotResting):
        shelf.do(actions.unfreeze, card_id=sold.card_id, actor="staff:1")


def test_e20_two_scans_within_the_cooldown_are_one_visit(
    shelf: Shelf, clock: Clock
) -> None:
    sold = shelf.sell(shelf.offer(VisitRules(cooldown_minutes=60)))
    first = shelf.use(sold)
    clock.advance(minutes=59)
    again = shelf.use(sold)
    assert (again.is_repeat, again.use_id, again.left) == (True, first.use_id, 7)
    clock.advance(minutes=1)
    assert shelf.use(sold).left == 6


def test_the_night_the_clocks_change_makes_one_visit(
    world: World, clock: Clock
) -> None:
    shelf = Shelf(world.books)
    sold = shelf.sell(shelf.offer(VisitRules(begins=Begins.SALE, days=5)))
    # In London 01:30 comes twice on 25 October 2026.
    clock.set(at("2026-10-25T00:30:00Z"))
    sold = shelf.sell(shelf.offer(VisitRules(days=2), "Two days"))
    assert shelf.use(sold).through_on == date(2026, 10, 26)
    clock.set(at("2026-10-25T01:29:00Z"))
    assert shelf.use(sold).is_repeat
    clock.set(at("2026-10-26T23:59:59Z"))
    assert not shelf.use(sold).is_repeat
    clock.set(at("2026-10-27T00:00:00Z") + timedelta(hours=2))
    with pytest.raises(errors.OutOfTime):
        shelf.use(sold)


def test_every_visit_is_used(shelf: Shelf, clock: Clock) -> None:
    sold = shelf.sell(shelf.offer(VisitRules(visits=2, cooldown_minutes=0)))
    assert [shelf.use(sold).left for _ in range(2)] == [1, 0]
    with pytest.raises(errors.UsedUp):
        shelf.use(sold)
    assert shelf.is_sound()


def test_a_pass_without_a_count_has_no_value_in_the_books(shelf: Shelf) -> None:
    sold = shelf.sell(shelf.offer(VisitRules(visits=0, cooldown_minutes=0)))
    assert [shelf.use(sold).left for _ in range(3)] == [None] * 3
    assert shelf.held(sold).used == 3
    assert shelf.is_sound()


def test_a_visit_is_taken_back_and_the_period_with_it(
    shelf: Shelf, clock: Clock
) -> None:
    sold = shelf.sell(shelf.offer(VisitRules(undo_minutes=15)))
    used = shelf.use(sold)
    clock.advance(minutes=15)
    shelf.do(actions.undo, use_id=used.use_id, actor="staff:1")
    held = shelf.held(sold)
    assert (held.available, held.used, held.starts_on) == (8, 0, None)
    with pytest.raises(errors.AlreadyUndone):
        shelf.do(actions.undo, use_id=used.use_id, actor="staff:1")
    assert shelf.is_sound()


def test_a_visit_is_taken_back_shortly_after_it_only(
    shelf: Shelf, clock: Clock
) -> None:
    sold = shelf.sell(shelf.offer(VisitRules(undo_minutes=15)))
    used = shelf.use(sold)
    clock.advance(minutes=15, seconds=1)
    with pytest.raises(errors.UndoTooLate):
        shelf.do(actions.undo, use_id=used.use_id, actor="staff:1")


def test_e21_the_second_scan_says_when_and_where(shelf: Shelf, clock: Clock) -> None:
    clock.set(at("2026-06-01T16:02:11Z"))
    programme_id = shelf.offer(TicketRules())
    sold = shelf.sell(programme_id, event_id=shelf.event(programme_id))
    shelf.use(sold, gate="3")
    clock.set(at("2026-06-01T16:05:00Z"))
    with pytest.raises(errors.AlreadyAdmitted) as refused:
        shelf.use(sold, gate="1")
    assert refused.value.params == {"at": "19:02:11", "gate": "3"}
    assert shelf.is_sound()


def test_e21_two_gates_without_network(shelf: Shelf, clock: Clock) -> None:
    programme_id = shelf.offer(TicketRules())
    sold = shelf.sell(programme_id, event_id=shelf.event(programme_id))
    tell = {
        "card_id": sold.card_id,
        "outlet_id": shelf.shop.outlet_id,
        "actor": "staff:1",
    }
    clock.advance(hours=3)
    late, early = clock.now, clock.now - timedelta(seconds=2)
    assert shelf.do(actions.tell_of, gate="5", used_at=late, **tell)
    assert shelf.do(actions.tell_of, gate="2", used_at=early, **tell)
    assert not shelf.do(
        actions.tell_of, gate="4", used_at=late + timedelta(seconds=1), **tell
    )
    held = shelf.held(sold)
    assert held.last is not None
    assert (held.used, held.last.gate, held.available) == (1, "2", 0)
    seen = shelf.do(attendance.attendance, instrument_id=held.id)
    assert sorted((each.use.gate, each.use.state) for each in seen) == [
        ("2", "counted"),
        ("4", "flagged"),
        ("5", "flagged"),
    ]
    assert shelf.is_sound()


def test_gates_open_at_their_time_and_close(shelf: Shelf, clock: Clock) -> None:
    programme_id = shelf.offer(TicketRules(opens_minutes=60))
    starts_at = clock.now + timedelta(hours=2)
    event_id = shelf.event(programme_id, starts_at=starts_at)
    sold = shelf.sell(programme_id, event_id=event_id)
    with pytest.raises(errors.NotYet):
        shelf.use(sold)
    clock.set(starts_at + timedelta(hours=24))
    with pytest.raises(errors.OutOfTime):
        shelf.use(sold)


@pytest.mark.parametrize("rules", [VisitRules(), TicketRules()])
def test_of_twenty_scans_at_once_one_counts(
    app: Flask, shelf: Shelf, rules: Any
) -> None:
    programme_id = shelf.offer(rules)
    is_ticket = isinstance(rules, TicketRules)
    event_id = shelf.event(programme_id) if is_ticket else None
    sold = shelf.sell(programme_id, event_id=event_id)
    start, answers = Barrier(20), []

    def scan() -> None:
        with app.app_context():
            start.wait()
            try:
                answers.append(shelf.use(sold, gate="1").is_repeat)
            except AppError as error:
                answers.append(error.code)

    scans = [Thread(target=scan) for _ in range(20)]
    for each in scans:
        each.start()
    for each in scans:
        each.join()
    assert answers.count(False) == 1
    assert answers.count("already_admitted" if is_ticket else True) == 19
    assert shelf.held(sold).used == 1
    assert shelf.is_sound()


def test_a_certificate_lets_nobody_in(shelf: Shelf) -> None:
    sold = shelf.sell(shelf.offer(CertificateRules()), amount_minor=1_000_00)
    with pytest.raises(errors.NotUsable):
        shelf.use(sold)


def test_another_business_knows_nothing_of_it(shelf: Shelf, world: World) -> None:
    sold = shelf.sell(shelf.offer(VisitRules()))
    with pytest.raises(NotFound):
        Shelf(world.books).use(sold)
