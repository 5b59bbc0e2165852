"""Rewards for actions as pure rules: rows 1 to 5, E41."""

from datetime import date

import pytest

from app.programmes.checking import InvalidRules
from app.programmes.goods import Goods
from app.programmes.kinds.points import PointsRules
from app.programmes.stored import from_json, to_json
from app.programmes.target_actions import Action, ActionReward, near_birthday
from app.programmes.windows import Window


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2027, 2, 24), None),
        (date(2027, 2, 25), date(2027, 2, 28)),
        (date(2027, 2, 28), date(2027, 2, 28)),
        (date(2027, 3, 1), None),
        (date(2028, 2, 25), None),
        (date(2028, 2, 26), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 2, 29)),
    ],
)
def test_e41_of_29_february_the_28th_in_common_years(
    today: date, expected: date | None
) -> None:
    assert near_birthday(date(1992, 2, 29), today, 3) == expected


def test_e41_a_birthday_of_january_is_near_in_december() -> None:
    born_on = date(1990, 1, 2)
    assert near_birthday(born_on, date(2026, 12, 30), 3) == date(2027, 1, 2)


def test_the_day_of_birth_is_no_birthday() -> None:
    assert near_birthday(date(2026, 3, 18), date(2026, 3, 17), 3) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"points": 0},
        {"name": " "},
        {"life_days": 5, "hold_days": 5},
        {"within_days": 30},
        {"action": Action.WALLET, "ordinal": 2},
        {"action": Action.GOODS},
        {"goods": Goods(skus=("A",))},
        {"min_quantity_milli": 1000},
        {"days_before": 3},
        {"action": Action.SURVEY, "min_receipt_minor": 1},
        {"per_person": 2},
        {"per_person": None},
        {"in_total": 0},
        {"every_days": -1},
    ],
)
def test_a_reward_checks_itself(wrong: dict[str, object]) -> None:
    values = {"name": "First", "action": Action.PURCHASE, "points": 100, **wrong}
    with pytest.raises(InvalidRules):
        ActionReward(**values)  # type: ignore[arg-type]


def test_what_was_promised_for_reviews_is_read_as_if_it_were_not_there() -> None:
    """Decision 34: a stored version stays readable, and nobody is paid for words."""
    own = PointsRules(
        actions=(ActionReward(name="First", action=Action.PURCHASE, points=10),)
    )
    written = to_json(own)
    review = {**written["actions"][0], "name": "Review", "action": "review"}
    written["actions"] = [review, *written["actions"]]
    assert from_json("points", written) == own
    with pytest.raises(InvalidRules):
        from_json("points", {**written, "actions": [{**review, "action": "bribe"}]})


def test_rewards_are_stored_and_read_again() -> None:
    own = PointsRules(
        actions=(
            ActionReward(
                name="Beans",
                action=Action.GOODS,
                points=50,
                goods=Goods(categories=("beans",)),
                min_quantity_milli=2000,
                window=Window(weekdays=(2,), first_day=date(2026, 1, 1)),
                per_person=3,
            ),
        )
    )
    assert from_json("points", to_json(own)) == own


def test_two_rewards_with_one_name_would_be_one() -> None:
    one = ActionReward(name="First", action=Action.PURCHASE, points=1)
    with pytest.raises(InvalidRules):
        PointsRules(actions=(one, one))
