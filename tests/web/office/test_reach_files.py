"""Files of who is limited to groups of guests: made after the guard's limit is left."""

import io

import pytest
from openpyxl import load_workbook

from tests.people.groups import create_group, limit
from tests.web.office.conftest import Enter, Office
from tests.world import World, create_person, issue_card, sell

NAME = "Zinaida Outsider"


@pytest.fixture(params=["moderator", "administrator"])
def limited(request: pytest.FixtureRequest, world: World, enter: Enter) -> Office:
    """Somebody who may see the guests of one group, and a guest beside it."""
    shop, office = world.coffee, enter(request.param)
    person_id = create_person(name=NAME, phone="+79260004321")
    outsider = issue_card(shop.business_id, shop.programme_id, person_id=person_id)
    sell(shop, outsider, amount_minor=100_00)
    mine = create_group(shop.business_id, "Regulars", shop.member.member_id)
    limit(shop.business_id, office.staff_id, groups=(mine,))
    return office


def test_a_list_taken_along_holds_own_guests_only(limited: Office) -> None:
    text = limited.get("members.csv", status=200).data.decode()
    assert NAME not in text
    assert len(text.splitlines()) == 2
    data = limited.get("members.xlsx", status=200).data
    rows = list(load_workbook(io.BytesIO(data)).worksheets[0].values)
    assert len(rows) == 2
    assert NAME not in str(rows)


def test_who_has_no_limit_takes_everybody(limited: Office, office: Office) -> None:
    """The limit of one answer is not that of the next in the same thread."""
    limited.get("members.csv", status=200)
    assert NAME in office.get("members.csv", status=200).data.decode()


def test_a_history_of_another_guest_is_closed(limited: Office, office: Office) -> None:
    found = office.get("members", query_string={"q": NAME}, status=200)
    theirs = next(
        link.attrib["href"]
        for link in found.all("a")
        if NAME in "".join(link.itertext())
    )
    assert limited.client.get(f"{theirs}/history.csv").status == 404
