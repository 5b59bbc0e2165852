"""The right to leave, ordered in the office: by owners only."""

import pytest

from tests.page import Client
from tests.world import World


def test_an_owner_orders_an_archive(client: Client, world: World) -> None:
    client.sign_in(world.coffee.owner.person_id)
    page = client.get(f"/{world.coffee.slug}/office/archives", status=200)
    there = page.form(action="/archives").submit(follow=True)
    assert "/office/archives/" in there.path
    assert "Отменить" in there.text
    again = client.get(f"/{world.coffee.slug}/office/archives")
    assert again.form(action="/archives").submit(follow=True).path == there.path


@pytest.mark.parametrize("role", ["administrator", "moderator", "cashier"])
def test_others_may_not(client: Client, world: World, role: str) -> None:
    from tests.world import create_staff  # noqa: PLC0415

    shop = world.coffee
    client.sign_in(create_staff(shop.business_id, role).person_id)
    for path in ("archives", "archives/1", "archives/1/file.zip"):
        client.get(f"/{shop.slug}/office/{path}", status=403)
