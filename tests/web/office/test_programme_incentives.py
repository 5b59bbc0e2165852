"""Levels and rewards for actions in the form of a card, and in its one sentence."""

from dataclasses import replace
from typing import Any

import pytest

from app.core import db, tenancy
from app.core.ids import ProgrammeId
from app.programmes import actions, queries
from app.programmes.goods import Goods
from app.programmes.levels import Level, LevelMeasure
from app.programmes.target_actions import Action, ActionReward
from app.programmes.windows import Window
from tests.page import Form, Page
from tests.web.office.conftest import Office
from tests.web.office.test_programme_parts import (
    CASHBACK,
    TIERS,
    again,
    made,
    new,
    opened,
    opened_page,
)
from tests.world import World

LEVELS = {
    "level_by": "spent",
    "level_months": "6",
    "level_grace": "10",
    "level_1_name": "Серебро",
    "level_1_from": "10 000",
    "level_1_extra": "2",
    "level_2_name": "Золото",
    "level_2_from": "25 000,50",
    "level_2_factor": "2",
    "level_2_share": "5",
    "level_2_benefits": "Столик у окна\r\n\r\nДегустации",
    "level_2_service": "Здороваемся по имени",
}
SILVER = Level(name="Серебро", from_amount=10_000_00, extra_basis_points=2_00)
GOLD = Level(
    name="Золото",
    from_amount=25_000_50,
    factor_basis_points=2_00_00,
    share_basis_points=5_00,
    benefits=("Столик у окна", "Дегустации"),
    service="Здороваемся по имени",
)


def longer(form: Form, name: str) -> Form:
    """A form with one row more, as the button adds it without script."""
    return form.submit({name: "Первый"}, button="Add rows", status=200).form(
        id_="rules"
    )


def with_levels(office: Office, levels: dict[str, str]) -> Page:
    """The card with two levels."""
    return longer(opened(office), "level_1_name").submit(levels, status=303)


def sentences(office: Office) -> str:
    """What the list of cards says of them."""
    text = office.get("programmes", status=200).text
    return " ".join(text.replace("\u202f", " ").split())


def typed_again(page: Page, typed: dict[str, Any]) -> None:
    """Whether a form that was refused still says what was typed."""
    kept = page.form(id_="rules").values
    for name, value in typed.items():
        if "\n" not in value:
            assert kept.get(name, [""]) == [value], name


def test_e14_levels_are_made_changed_and_taken_away(
    office: Office, world: World
) -> None:
    page = with_levels(office, LEVELS)
    rules = made(world, page)
    assert rules.levels == (SILVER, GOLD)
    assert (rules.level_by, rules.level_months) == (LevelMeasure.SPENT, 6)
    assert rules.level_grace_days == 10
    again(page, world)
    said = sentences(office)
    assert (
        "levels: Серебро (purchases from RUB 10,000 within 6 months)"
        in said.replace("₽", "RUB ")
    )
    opened(office).submit(level_1_extra="3", level_2_service="", status=303)
    changed = made(world, page).levels
    assert changed[0].extra_basis_points == 3_00
    assert not changed[1].service
    opened(office).submit(
        level_1_name="", level_1_from="", level_1_extra="", status=303
    )
    assert [level.name for level in made(world, page).levels] == ["Золото"]


def test_levels_by_what_was_earned_are_counted_in_points(
    office: Office, world: World
) -> None:
    earned = {**LEVELS, "level_by": "earned", "level_2_from": "25 000"}
    page = with_levels(office, earned)
    assert [level.from_amount for level in made(world, page).levels] == [10_000, 25_000]
    again(page, world)
    assert "10,000 points earned within 6 months" in sentences(office)
    wrong = opened(office).submit(level_1_from="1.5", status=422)
    assert "Write a whole number from 1" in wrong.text


def test_levels_by_earned_cashback_are_counted_in_money(
    office: Office, world: World
) -> None:
    page = longer(new(office, "cashback"), "level_1_name").submit(
        {**CASHBACK, **LEVELS, "level_by": "earned", "level_1_from": "99,50"},
        status=303,
    )
    assert made(world, page).levels[0].from_amount == 99_50
    again(page, world)
    assert "99.50 earned within 6 months" in sentences(office)


def test_levels_of_a_discount_card_count_money_only(
    office: Office, world: World
) -> None:
    form = new(office, "discount")
    assert not {"level_by", "level_1_extra", "level_1_factor"} & form.names
    own = {name: value for name, value in LEVELS.items() if name in form.names}
    page = form.submit(TIERS | own, status=303)
    (level,) = made(world, page).levels
    assert level == Level(name="Серебро", from_amount=10_000_00)
    again(page, world)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"level_1_name": ""}, "Name the level, or leave the whole row empty"),
        ({"level_1_name": "x" * 101}, "This is too long"),
        ({"level_2_name": "Серебро"}, "Another level has this name already"),
        ({"level_1_from": ""}, "Write a sum"),
        ({"level_1_from": "0"}, "Write a sum"),
        ({"level_1_from": "much"}, "Write a sum"),
        ({"level_2_from": "10 000"}, "Write more than for the level before"),
        ({"level_1_extra": "101"}, "Write a percentage"),
        ({"level_2_factor": "0.5"}, "Write a number from 1"),
        ({"level_2_share": "-1"}, "Write a percentage"),
        ({"level_2_benefits": "x" * 101}, "Write up to 10 benefits"),
        ({"level_2_benefits": "\n".join("abcdefghijk")}, "Write up to 10 benefits"),
        ({"level_2_service": "x" * 101}, "This is too long"),
        ({"level_months": "0"}, "Write a whole number from 1 to 60"),
        ({"level_months": ""}, "Write a whole number from 1 to 60"),
        ({"level_grace": "366"}, "Write a whole number from 0 to 365"),
        ({"level_by": "luck"}, "Not a valid choice"),
        ({"earning": "step", "step": "50"}, "no percentage that a level could lift"),
    ],
)
def test_wrong_levels_are_refused_and_kept(
    office: Office, world: World, wrong: dict[str, str], words: str
) -> None:
    typed = {**LEVELS, **wrong}
    page = longer(opened(office), "level_1_name").submit(typed, status=422)
    assert words in page.text
    typed.pop("level_by")
    typed_again(page, typed)
    assert not made(world, opened_page(office)).levels


BIRTHDAY = {
    "action_1_name": "С днём рождения",
    "action_1_action": "birthday",
    "action_1_points": "300",
    "action_1_life": "14",
    "action_1_before": "3",
}
SECOND = {
    "action_1_name": "Скорая встреча",
    "action_1_points": "30",
    "action_1_hold": "2",
    "action_1_life": "60",
    "action_1_ordinal": "2",
    "action_1_within": "14",
    "action_1_min_receipt": "500",
    "action_1_in_total": "1 000",
    "action_1_first_day": "2026-03-01",
    "action_1_last_day": "2026-03-31",
}
BEANS = {
    "action_1_name": "Зерно домой",
    "action_1_action": "goods",
    "action_1_points": "50",
    "action_1_categories": "Зерно",
    "action_1_quantity": "0,25",
    "action_1_per_person": "",
    "action_1_every": "7",
    "action_1_weekdays": ["2"],
}


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        (
            BIRTHDAY,
            ActionReward(
                name="С днём рождения",
                action=Action.BIRTHDAY,
                points=300,
                life_days=14,
                days_before=3,
            ),
        ),
        (
            BEANS,
            ActionReward(
                name="Зерно домой",
                action=Action.GOODS,
                points=50,
                goods=Goods(categories=("Зерно",)),
                min_quantity_milli=250,
                window=Window(weekdays=(2,)),
                per_person=None,
                every_days=7,
            ),
        ),
        (
            {"action_1_name": "Профиль", "action_1_action": "profile"}
            | {"action_1_points": "20", "action_1_per_person": ""},
            ActionReward(name="Профиль", action=Action.PROFILE, points=20),
        ),
    ],
)
def test_e41_a_reward_for_an_action_is_made(
    office: Office, world: World, typed: dict[str, Any], wanted: ActionReward
) -> None:
    page = opened(office).submit(typed, status=303)
    assert made(world, page).actions == (wanted,)
    again(page, world)


def test_a_reward_is_said_changed_and_taken_away(office: Office, world: World) -> None:
    page = opened(office).submit(SECOND, status=303)
    (own,) = made(world, page).actions
    assert (own.ordinal, own.within_days, own.min_receipt_minor) == (2, 14, 500_00)
    assert (own.hold_days, own.in_total, own.per_person) == (2, 1000, 1)
    again(page, world)
    said = sentences(office)
    assert "for purchase number 2 within 14 days of the one before: 30 points" in said
    assert "on receipts from" in said
    form = longer(opened(office), "action_1_name")
    form.submit(
        {"action_1_name": "Вторая", "action_2_name": "Кошелёк"}
        | {"action_2_action": "wallet", "action_2_points": "40"},
        status=303,
    )
    assert [each.name for each in made(world, page).actions] == ["Вторая", "Кошелёк"]
    empty = {name: "" for name in SECOND if not name.endswith("_day")}
    opened(office).submit(empty, status=303)
    assert [each.action for each in made(world, page).actions] == [Action.WALLET]


def test_a_reward_of_cashback_is_money(office: Office, world: World) -> None:
    page = new(office, "cashback").submit(
        CASHBACK | BIRTHDAY | {"action_1_points": "99,50"}, status=303
    )
    assert made(world, page).actions[0].points == 99_50
    again(page, world)


def test_rewards_that_the_form_cannot_show_are_kept(
    office: Office, world: World
) -> None:
    answers = ActionReward(name="Опрос", action=Action.SURVEY, points=5)
    programme_id = ProgrammeId(world.coffee.programme_id)
    with tenancy.scope(world.coffee.business_id), db.writing():
        rules = queries.current_rules(programme_id)
        actions.change_rules(
            programme_id=programme_id,
            rules=replace(rules, actions=(answers,)),
            actor="system",
        )
    page = opened_page(office)
    assert "Kept as they are: Опрос" in page.text
    choice = page.one("select", name="action_1_action")
    offered = {option.attrib["value"] for option in choice.iter("option")}
    assert offered == {each.value for each in Action} - {"survey"}
    saved = page.form(id_="rules").submit(BIRTHDAY, status=303)
    assert [each.name for each in made(world, saved).actions] == [
        "Опрос",
        "С днём рождения",
    ]
    again(saved, world)


@pytest.mark.parametrize(
    ("base", "wrong", "words"),
    [
        (BIRTHDAY, {"action_1_name": ""}, "Name it, or leave the whole row empty"),
        (BIRTHDAY, {"action_1_name": "x" * 101}, "This is too long"),
        (BIRTHDAY, {"action_1_points": ""}, "Write a whole number from 1"),
        (BIRTHDAY, {"action_1_points": "0"}, "Write a whole number from 1"),
        (BIRTHDAY, {"action_1_points": "many"}, "Write a whole number from 1"),
        (BIRTHDAY, {"action_1_action": "review"}, "Not a valid choice"),
        (BIRTHDAY, {"action_1_action": "profile"}, "does not belong to the chosen"),
        (BIRTHDAY, {"action_1_before": "61"}, "Write a whole number from 0 to 60"),
        (BIRTHDAY, {"action_1_hold": "14"}, "must live longer than they are on hold"),
        (BIRTHDAY, {"action_1_ordinal": "2"}, "does not belong to the chosen"),
        (BIRTHDAY, {"action_1_categories": "Кофе"}, "does not belong to the chosen"),
        (SECOND, {"action_1_ordinal": ""}, "Nothing comes before the first purchase"),
        (SECOND, {"action_1_per_person": "2"}, "This can be done once only"),
        (SECOND, {"action_1_last_day": "2026-02-01"}, "must not come before the first"),
        (SECOND, {"action_1_from": "25:00"}, "Write a time of day"),
        (SECOND, {"action_1_min_receipt": "-5"}, "Write a sum"),
        (BEANS, {"action_1_categories": ""}, "Name the categories or the articles"),
        (BEANS, {"action_1_categories": "x" * 101}, "Write one category per line"),
        (BEANS, {"action_1_quantity": "a bag"}, "Write a quantity from 0.001"),
        (BEANS, {"action_1_per_person": "0"}, "Write a whole number from 1"),
    ],
)
def test_a_wrong_reward_is_refused_and_kept(
    office: Office,
    world: World,
    base: dict[str, Any],
    wrong: dict[str, str],
    words: str,
) -> None:
    typed = {**base, **wrong}
    page = opened(office).submit(typed, status=422)
    assert words in page.text
    for name in ("action_1_action", "action_1_weekdays", "action_1_categories"):
        typed.pop(name, None)
    typed_again(page, typed)
    assert not made(world, opened_page(office)).actions


def test_two_rewards_need_two_names(office: Office) -> None:
    form = longer(opened(office), "action_1_name")
    second = {name.replace("_1_", "_2_"): text for name, text in BIRTHDAY.items()}
    page = form.submit(BIRTHDAY | second, status=422)
    assert "Another reward has this name already" in page.text


def test_the_history_says_what_has_changed(office: Office) -> None:
    opened(office).submit(
        {k: v for k, v in LEVELS.items() if "_2_" not in k} | BIRTHDAY, status=303
    )
    opened(office).submit(level_1_extra="3", action_1_points="400", status=303)
    told = " ".join(opened_page(office).text.split())
    assert "Серебро, 3% more comes back from every purchase" in told
    assert "С днём рождения (on your birthday: 400 points)" in told
