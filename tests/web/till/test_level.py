"""The level and its promised service, the moment a card is shown (row 23)."""

from app.programmes.levels import Level
from tests.web.cabinet.tools import set_rules
from tests.web.till.conftest import Till
from tests.world import World, sell

VIP = Level(
    name="VIP",
    from_amount=10_000_00,
    service="Greet by name",
    benefits=("A table at the window",),
)


def test_the_level_and_its_service_are_shown_at_once(till: Till, world: World) -> None:
    set_rules(world, levels=(VIP,))
    assert "VIP" not in till.scan().text
    sell(world.coffee, world.coffee.member, amount_minor=10_000_00)
    page = till.scan()
    assert "VIP" in page.text
    assert "Greet by name" in page.text
    assert "A table at the window" in page.text
