"""A business's own page."""

from typing import Any

from tests.page import Client
from tests.world import World


def test_it_says_who_where_and_how_and_leads_to_the_card(
    world: World, guest: Client
) -> None:
    page = guest.get("/zerno/", status=200)
    assert "Зерно" in page.title
    assert page.all("a", href="/zerno/join")
    assert "Outlet 1" in page.text
    assert "Margin" not in page.text


def test_a_member_opens_their_card(world: World, guest: Client, joined: Any) -> None:
    joined(guest)
    assert guest.get("/zerno/", status=200).all("a", href="/zerno/card")


def test_english_readers_get_english(world: World, guest: Client) -> None:
    page = guest.another(language="en").get("/margin/", status=200)
    assert page.link("Get a card") == "/margin/join"


def test_an_unknown_business_is_not_found(world: World, guest: Client) -> None:
    assert guest.get("/nobody/", status=404).h1


def test_both_languages_are_shown_by_one_server(world: World, guest: Client) -> None:
    """Nothing of the first reader's language is compiled into the page."""
    for language, word in (("ru", "баллов"), ("en", "points"), ("ru", "баллов")):
        for path in ("/zerno/", "/zerno/join"):
            assert word in guest.another(language=language).get(path).text
