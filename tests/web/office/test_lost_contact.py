"""A lost contact: another one, asked for with a reason."""

import pytest

from tests.web.office.conftest import Enter, Office
from tests.world import World


def path(world: World) -> str:
    return f"members/{world.coffee.member.member_id}/contact"


@pytest.mark.parametrize(
    ("contact", "reason", "words"),
    [
        ("", "passport", "Write the new phone or e-mail."),
        ("nonsense", "passport", "Write an e-mail address in full"),
        ("a@example.com", " ", "Write how you made sure"),
        ("a@example.com", "x" * 201, "Write how you made sure"),
        ("a@example.com", "a\u202e" + "b" * 250, "Write how you made sure"),
    ],
)
def test_wrong_input_is_kept_and_sends_nothing(
    office: Office, world: World, contact: str, reason: str, words: str
) -> None:
    form = office.get(path(world), status=200).form(id_="new-contact")
    page = form.submit(contact=contact, reason=reason, status=422)
    assert words in page.text
    assert page.form(id_="new-contact").values["contact"] == [contact]
    assert office.get(f"{path(world)}/code").status == 303


def test_other_roles(enter: Enter, world: World) -> None:
    assert enter("moderator").get(path(world)).status == 403
