"""The page of a member's cards, contacts, merges and papers."""

from app.core import db, tenancy
from tests.web.office.conftest import Enter, Office
from tests.web.office.test_merge import pair_up, twin
from tests.world import World


def path(world: World) -> str:
    return f"members/{world.coffee.member.member_id}/identity"


def test_everything_by_which_a_member_is_known(office: Office, world: World) -> None:
    page = office.get(path(world), status=200)
    assert page.h1 == "Cards and contacts"
    assert "+7" in page.text
    for words in (
        "A phone or card is lost",
        "The contact is lost",
        "Join with another card",
        "Give a copy of the data",
        "Erase the data",
    ):
        office.client.get(page.link(words), status=200)


def test_a_member_leads_there(office: Office, world: World) -> None:
    page = office.get(f"members/{world.coffee.member.member_id}", status=200)
    assert page.link("Cards and contacts") == office.url(path(world))


def test_an_open_merge_can_be_taken_apart(office: Office, world: World) -> None:
    other = twin(world)
    pair_up(world, other)
    page = office.get(path(world), status=200)
    office.client.get(page.link("Take apart"), status=200)
    # Both are found under the one who stays.
    listed = office.get(f"members?q={other.number}", status=200)
    assert office.url(f"members/{world.coffee.member.member_id}") in listed.markup


def test_other_roles_and_other_businesses(
    office: Office, enter: Enter, world: World
) -> None:
    assert enter("moderator").get(path(world)).status == 403
    theirs = world.books.member.member_id
    for way in ("identity", "merge", "lost", "contact", "copy", "erase"):
        assert office.get(f"members/{theirs}/{way}").status == 404, way
    with tenancy.across():
        db.session().rollback()
