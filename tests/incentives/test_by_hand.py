"""Levels given by hand: an end, a reason, precedence while they last (R9)."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from app.cards import queries as cards
from app.cards.erasing import erase
from app.core import audit, db, tenancy
from app.core.ids import PersonId, StaffId
from app.incentives import actions
from app.incentives.errors import BadLevelDay, LevelNotFound, NoReason, NotGiven
from app.incentives.models import CardLevel
from app.people.models import Member
from app.worker import Worker
from tests.conftest import Clock
from tests.incentives.test_levels import RULES, SILVER, at, history, level, review, view
from tests.sales.counter import open_counter
from tests.world import create_staff


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
