"""The queue of points that wait for a look (E35)."""

from tests.web.office.checking import all_of
from tests.web.office.conftest import Enter, Office
from tests.world import World


def test_nothing_is_unusual(office: Office) -> None:
    assert "Nothing unusual" in office.get("held-points", status=200).text


def test_e35_the_fourth_purchase_is_visible_with_its_reason(
    office: Office, world: World
) -> None:
    all_of(office, world)
    page = office.get("held-points", status=200)
    assert "more purchases on one card in a day than usual" in page.text
    assert "decide by March 31, 2026" in page.text


def test_moderators_have_no_such_page(enter: Enter) -> None:
    assert enter("moderator").get("held-points").status == 403
