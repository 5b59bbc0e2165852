"""Showing the card without a purchase gives to the fund, once per cooldown."""

from tests.charity.drives import start
from tests.web.till.conftest import Till
from tests.world import World


def test_a_shown_card_gives_once(till: Till, world: World) -> None:
    start(world.coffee)
    page = till.scan().form(action="presentations").submit(status=303)
    assert page.h1 == "Пожертвовано"
    again = till.scan().form(action="presentations").submit(status=422)
    assert again.h1 == "Ничего не пожертвовано"


def test_a_used_up_budget_is_said(till: Till, world: World) -> None:
    start(world.coffee, amount=1_00, budget=1_00)
    till.scan().form(action="presentations").submit(status=303)
    assert "Бюджет пожертвований исчерпан" in till.scan().text


def test_without_a_drive_there_is_no_button(till: Till) -> None:
    assert "Без покупки" not in till.scan().text
