"""The list of what waits for a second person."""

from tests.web.office.checking import all_of
from tests.web.office.conftest import Enter, Office
from tests.world import World


def test_nobody_waits(office: Office) -> None:
    page = office.get("approvals", status=200)
    assert "Nobody waits" in page.text
    assert page.link("Points under review")


def test_what_waits_is_counted_and_named(
    office: Office, world: World, enter: Enter
) -> None:
    all_of(office, world)
    page = office.get("approvals", status=200)
    assert "1 request waits for a second person" in page.text
    assert "waits for a colleague" in page.text
    assert "Checks 3" in page.text
    other = enter("administrator").get("approvals", status=200)
    assert "waits for you" in other.text
    assert "+600" in other.text


def test_moderators_have_no_such_page(enter: Enter) -> None:
    assert enter("moderator").get("approvals").status == 403
