"""A business's look as a stylesheet."""

from tests.page import Client
from tests.world import World


def test_the_linked_stylesheet_is_kept_for_ever(world: World, guest: Client) -> None:
    page = guest.get("/zerno/", status=200)
    links = [e.get("href") for e in page.all("link", rel="stylesheet")]
    (address,) = [href for href in links if href.startswith("/zerno/brand-")]
    answer = guest.get(address, status=200)
    assert answer.headers["Content-Type"].startswith("text/css")
    assert "immutable" in answer.headers["Cache-Control"]
    assert "--brand" in answer.markup


def test_an_old_address_shows_the_present_look_and_is_not_kept(
    world: World, guest: Client
) -> None:
    answer = guest.get("/zerno/brand-0000.css", status=200)
    assert "immutable" not in answer.headers["Cache-Control"]
