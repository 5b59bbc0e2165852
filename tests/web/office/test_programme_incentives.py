"""Levels and rewards for actions in the form of a card, and in its one sentence."""

from typing import Any

import pytest

from app.programmes.levels import Level, LevelMeasure
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
