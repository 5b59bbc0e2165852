"""The consents as documents."""

import pytest

from tests.page import Client
from tests.world import World


@pytest.mark.parametrize(
    "purpose", ["processing", "mailings", "partners", "application", "call-back"]
)
def test_each_consent_has_a_page_in_both_languages(
    world: World, guest: Client, purpose: str
) -> None:
    titles = {
        guest.another(language=language)
        .get(f"/zerno/consents/{purpose}", status=200)
        .h1
        for language in ("ru", "en")
    }
    assert len(titles) == 2


def test_an_unknown_purpose_is_not_found(world: World, guest: Client) -> None:
    assert guest.get("/zerno/consents/everything", status=404).h1
