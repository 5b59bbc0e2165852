"""The last page."""

from tests.page import Client
from tests.world import World


def test_it_says_what_happened_to_whom_and_what_stays(
    client: Client, world: World
) -> None:
    page = client.another(language="en").get("/zerno/farewell", status=200)
    assert page.h1 == "Your data is deleted"
    assert "Receipts are kept" in page.text
    assert page.link("To the start page") == "/"
