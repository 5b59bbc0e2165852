"""The link of a family invitation, for who has no card yet."""

from tests.page import Client
from tests.world import World


def test_without_a_card_the_link_says_what_to_do(client: Client, world: World) -> None:
    page = client.get(f"/{world.coffee.slug}/family/{'2' * 16}", status=200)
    assert "Сначала возьмите свою карту" in page.text
    client.get(f"/{world.coffee.slug}/card/family", status=303)
