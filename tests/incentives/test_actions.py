"""Rewards for what is no purchase: once per person, by facts that may repeat (rows 1, 5)."""

import pytest
from flask import Flask

from app.core import db, outbox, tenancy
from app.incentives import actions, handlers
from app.incentives.events import ActionDone
from app.programmes.kinds.points import PointsRules
from app.programmes.target_actions import Action, ActionReward
from app.worker import Worker
from tests.conftest import Clock
from tests.sales.counter import Counter, open_counter
from tests.sales.test_joined_cards import join
from tests.world import issue_card

WALLET = ActionReward(name="Card on the phone", action=Action.WALLET, points=50)
SURVEY = ActionReward(name="Answers", action=Action.SURVEY, points=20, per_person=None)


def shop() -> Counter:
    return open_counter(PointsRules(actions=(WALLET, SURVEY)))


def fact(
    counter: Counter, action: str = "wallet", occurrence: str = "once"
) -> ActionDone:
    return ActionDone(
        business_id=counter.business_id,
        card_id=counter.card_id,
        action=action,
        occurrence=occurrence,
    )


def tell(counter: Counter, action: Action) -> None:
    with tenancy.scope(counter.business_id), db.writing():
        actions.done_on_card(card_id=counter.card_id, action=action)


def test_a_fact_that_repeats_is_rewarded_once(app: Flask) -> None:
    counter = shop()
    for _ in range(3):
        handlers.reward(fact(counter))
    assert counter.standing == (50, 0, 0)


def test_each_survey_is_another_occurrence(app: Flask) -> None:
    counter = shop()
    for occurrence in ("survey:1", "survey:2", "survey:1"):
        handlers.reward(fact(counter, "survey", occurrence))
    assert counter.standing == (40, 0, 0)


def test_two_cards_of_one_person_are_rewarded_once(app: Flask) -> None:
    first = shop()
    handlers.reward(fact(first))
    second = join(first)
    handlers.reward(fact(second))
    handlers.reward(fact(first))
    assert second.standing == (50, 0, 0)


def test_what_is_done_reaches_the_card_through_the_outbox(app: Flask) -> None:
    counter = shop()
    tell(counter, Action.WALLET)
    worker: Worker = app.extensions["tessera_worker"]
    assert worker.relay()
    assert counter.standing == (50, 0, 0)


def test_what_no_rule_rewards_is_no_fact(app: Flask) -> None:
    counter = shop()
    tell(counter, Action.PROFILE)
    with tenancy.across(), db.writing():
        assert "ActionDone" not in {row.fact for row in outbox.claim(100)}


def test_a_purchase_is_told_by_its_receipt_only(app: Flask) -> None:
    counter = shop()
    with pytest.raises(ValueError, match="purchase"):
        tell(counter, Action.PURCHASE)


def test_another_guest_gets_their_own(app: Flask, clock: Clock) -> None:
    counter = shop()
    handlers.reward(fact(counter))
    other = issue_card(counter.business_id, counter.programme_id)
    handlers.reward(
        ActionDone(
            business_id=counter.business_id,
            card_id=other.card_id,
            action="wallet",
            occurrence="once",
        )
    )
    assert counter.faults() == []
