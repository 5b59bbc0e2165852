"""The guest's level, and what brings more, in the cabinet."""

from datetime import UTC, datetime

from app.programmes.levels import Level, LevelMeasure
from app.programmes.target_actions import Action, ActionReward
from tests.conftest import Clock
from tests.page import Client
from tests.web.cabinet.conftest import HOME
from tests.web.cabinet.tools import set_rules
from tests.world import Holder, World, sell

LEVEL = f"{HOME}/level"
SILVER = Level(
    name="Серебро",
    from_amount=10_000_00,
    extra_basis_points=200,
    benefits=("Стол у окна",),
)
GOLD = Level(name="Золото", from_amount=30_000_00, share_basis_points=10_00)


def words(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


def test_progress_benefits_and_history(
    browser: Client, guest: Holder, world: World, clock: Clock
) -> None:
    set_rules(world, levels=(SILVER, GOLD))
    sell(world.coffee, guest, amount_minor=7_650_00)
    text = words(browser.get(HOME, status=200).text)
    assert "To “Серебро”: RUB 2,350" in text or "To “Серебро”: ₽2,350" in text
    clock.advance(days=1)
    sell(world.coffee, guest, amount_minor=2_350_00)
    link = browser.get(HOME, status=200).link("Levels and what they bring")
    page = browser.get(link, status=200)
    text = words(page.text)
    assert page.h1 == "My level"
    assert "2% more comes back from every purchase" in text
    assert "Стол у окна" in text
    assert "10% off every purchase" in text
    assert "Reached by purchases" in text
    assert "yours now" in text
    assert "To “Золото”" in text


def test_a_card_without_levels_has_no_such_page(browser: Client) -> None:
    assert "Levels and what they bring" not in browser.get(HOME, status=200).text
    browser.get(LEVEL, status=404)


def test_a_level_in_russian_by_what_was_earned(client: Client, world: World) -> None:
    set_rules(world, levels=(Level(name="Друг", from_amount=5),), level_months=2)
    client.sign_in(world.coffee.member.person_id)
    text = words(client.get(LEVEL, status=200).text)
    assert "за 2 месяца" in text
    set_rules(
        world,
        levels=(Level(name="Друг", from_amount=5),),
        level_by=LevelMeasure.EARNED,
        level_months=1,
    )
    assert "5 баллов" in words(client.get(LEVEL, status=200).text)


def test_what_brings_more_with_its_countdown(
    browser: Client, guest: Holder, world: World, clock: Clock
) -> None:
    set_rules(
        world,
        actions=(
            ActionReward(name="First", action=Action.PURCHASE, points=100),
            ActionReward(
                name="Again",
                action=Action.PURCHASE,
                points=50,
                ordinal=2,
                within_days=14,
            ),
        ),
    )
    text = browser.get(HOME, status=200).text
    assert "For the first purchase" in text
    assert "Again" not in text
    sell(world.coffee, guest, amount_minor=100_00)
    text = words(browser.get(HOME, status=200).text)
    assert "For the first purchase" not in text
    assert "within 14 days" in text
    assert "through March 31, 2026" in text
    assert "A reward for what you did: “First”" in text
    clock.set(datetime(2026, 3, 31, 21, tzinfo=UTC))
    assert "within 14 days" not in browser.get(HOME, status=200).text
