"""Work asks for a sign-in of its own."""

from tests.page import Client
from tests.world import World


def test_a_guests_old_session_does_not_open_the_till(
    client: Client, world: World
) -> None:
    shop = world.coffee
    client.sign_in(shop.cashier.person_id, is_staff_sign_in=False)
    page = client.get(f"/{shop.slug}/till/", status=302)
    assert page.location.startswith("/sign-in")


def test_a_sign_in_for_work_does(client: Client, world: World) -> None:
    shop = world.coffee
    client.sign_in(shop.cashier.person_id)
    client.get(f"/{shop.slug}/till/", status=200, follow=True)


def test_a_stranger_is_told_so(client: Client, world: World) -> None:
    client.sign_in(world.stranger)
    client.get(f"/{world.coffee.slug}/till/", status=403)
