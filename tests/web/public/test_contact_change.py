"""The link of a changed contact: only the right one opens anything."""

import pytest

from tests.page import Client
from tests.world import World


@pytest.mark.parametrize("token", ["x", "0" * 64, "f" * 65, "я" * 64])
def test_a_link_that_was_none(client: Client, world: World, token: str) -> None:
    page = client.another(language="en").get(f"/zerno/contact-changes/1/{token}")
    assert page.status == 410
    assert "no longer valid" in page.text
