"""Who may send a form: our own pages only."""

import pytest

from tests.conftest import ADDRESS
from tests.page import Client
from tests.world import World


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": f"{ADDRESS}.evil.example"},
        {"Origin": f"{ADDRESS}:8443"},
        {"Origin": "http://["},
    ],
)
def test_a_form_from_another_site_is_refused(
    world: World, client: Client, headers: dict[str, str]
) -> None:
    form = client.get("/").form(action="/language")
    sent = form.values | {"language": "en"}
    client.post(form.action, data=sent, headers=headers, status=403)
    assert client.get("/").one("html").get("lang") == "ru"


def test_a_form_without_its_token_is_refused(world: World, client: Client) -> None:
    form = client.get("/").form(action="/language")
    client.post(form.action, data={"language": "en"}, status=400)
    assert client.get("/").one("html").get("lang") == "ru"
