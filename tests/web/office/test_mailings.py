"""The list of mailings: empty, filled, one's own, nobody else's."""

from tests.campaigns import mailing
from tests.people.groups import create_group, limit
from tests.web.office.conftest import Enter, Office
from tests.world import World


def test_an_empty_list_offers_beginnings(office: Office) -> None:
    page = office.get("mailings", status=200)
    assert "No mailings yet" in page.text
    begun = page.click("It has been a while")
    assert "It has been a while" in begun.markup
    assert begun.form(button="Choose whom to tell")


def test_states_and_links(office: Office, world: World) -> None:
    draft = mailing.draft(world.coffee, name="Autumn")
    sent = mailing.send(world.coffee, name="Sent one")
    page = office.get("mailings", status=200)
    assert page.link("Autumn").endswith(f"/office/mailings/{draft}")
    assert page.link("Sent one").endswith(f"/office/mailings/{sent}/result")
    assert "1 guest told" in page.text


def test_another_business_sees_none_of_them(office: Office, world: World) -> None:
    mailing.draft(world.books, name="Margin only")
    assert "Margin only" not in office.get("mailings", status=200).text


def test_a_bad_place_in_the_list_is_no_address(office: Office) -> None:
    office.get("mailings?before=x", status=404)
    office.get("mailings?before=99999999999999999999", status=404)


def test_who_is_limited_sees_their_own_only(world: World, enter: Enter) -> None:
    mailing.draft(world.coffee, name="Of the owner")
    other = enter("administrator")
    mine = create_group(world.coffee.business_id, "Mine", world.coffee.member.member_id)
    limit(world.coffee.business_id, other.staff_id, groups=(mine,))
    assert "Of the owner" not in other.get("mailings", status=200).text


def test_roles_that_manage_nothing_are_refused(enter: Enter) -> None:
    for role in ("moderator", "cashier"):
        enter(role).get("mailings", status=403)
