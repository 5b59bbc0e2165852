"""One group: members, cards, link, name and state."""

import pytest
from flask import Flask

from app.cards import queries as cards
from app.core import db, tenancy
from app.core.ids import GroupId
from app.people import audiences
from app.programmes import audiences as programme_audiences
from tests.circles import Circle, create_circle, create_group
from tests.page import Page
from tests.web.office.conftest import Office
from tests.world import World, create_member, create_programme


@pytest.fixture
def circle(world: World) -> Circle:
    """The coffee shop's member is in it."""
    made = create_circle(world.coffee)
    made.enter(world.coffee.member.member_id)
    return made


def opened(office: Office, circle: Circle) -> Page:
    return office.get(f"groups/{circle.group_id}", status=200)


def group(circle: Circle) -> audiences.GroupView:
    with tenancy.scope(circle.business_id):
        found = audiences.group(circle.group_id)
        db.session().rollback()
    return found


def test_it_shows_members_and_cards(office: Office, circle: Circle) -> None:
    words = opened(office, circle).text
    assert "1 member" in words
    assert "1 of 1 have the card" in words
    assert "+7 ··· 67" in words


def test_the_ticked_leave_and_keep_their_card(
    office: Office, world: World, circle: Circle
) -> None:
    member_id = world.coffee.member.member_id
    form = opened(office, circle).form(action="/leavers")
    page = form.submit(member=True, status=303)
    assert "1 member has left the group. The card stays" in page.text
    assert group(circle).count == 0
    assert circle.card(member_id)
    assert "Nobody is in the group yet" in page.text


def test_nothing_ticked_lets_nobody_leave(office: Office, circle: Circle) -> None:
    opened(office, circle).form(action="/leavers").submit(status=303)
    assert group(circle).count == 1


@pytest.mark.parametrize("member", ["0", "x", "\x00", "9" * 30, "-1"])
def test_odd_ids_are_nobodys(office: Office, circle: Circle, member: str) -> None:
    form = opened(office, circle).form(action="/leavers")
    office.client.post(form.action, data=form.values | {"member": member}, status=303)
    assert group(circle).count == 1


def test_missing_cards_are_issued_by_the_worker(
    app: Flask, office: Office, world: World
) -> None:
    shop = world.coffee
    group_id = create_group(shop.business_id, "Runners")
    circle = Circle(shop.business_id, group_id, shop.programme_id)
    members = [create_member(shop.business_id)[1] for _ in range(3)]
    circle.enter(*members)
    assert "No card is for this group yet" in opened(office, circle).text
    programme_id = create_programme(shop.business_id, name="Runner's card")
    with tenancy.scope(shop.business_id), db.writing():
        programme_audiences.choose(
            programme_id=programme_id, is_for_everyone=False, group_ids=[group_id]
        )
    page = opened(office, circle)
    assert "0 of 3 have the card" in page.text
    form = page.form(button="Issue 3 cards")
    assert "being issued" in form.submit(button="Issue 3 cards", status=303).text
    form.submit(button="Issue 3 cards", status=303)
    app.extensions["tessera_worker"].relay()
    page = opened(office, circle)
    assert "3 of 3 have the card" in page.text
    assert "Issue" not in page.text
    with tenancy.scope(shop.business_id):
        assert [len(cards.cards_of(each)) for each in members] == [1, 1, 1]


def test_a_link_is_made_changed_and_ended(office: Office, circle: Circle) -> None:
    page = opened(office, circle).form(button="Make a link")
    page = page.submit(button="Make a link", status=303)
    first = group(circle).join_code
    assert first
    assert f"https://tessera.test/zerno/join?g={first}" in page.text
    page = page.form(button="Make another link")
    page = page.submit(button="Make another link", status=303)
    assert group(circle).join_code not in {None, first}
    page = page.form(button="End the link").submit(button="End the link", status=303)
    assert group(circle).join_code is None
    assert "The link has ended" in page.text


def test_it_is_closed_and_opened_again(office: Office, circle: Circle) -> None:
    page = opened(office, circle).form(button="Close the group")
    page = page.submit(button="Close the group", status=303)
    assert "Nobody can be added" in page.text
    assert not group(circle).is_open
    assert group(circle).count == 1
    page = page.form(button="Open the group again")
    page.submit(button="Open the group again", status=303)
    assert group(circle).is_open


def test_a_link_of_a_group_that_was_closed_meanwhile_is_refused(
    office: Office, circle: Circle
) -> None:
    page = opened(office, circle)
    page.form(button="Close the group").submit(button="Close the group", status=303)
    answer = page.form(button="Make a link").submit(button="Make a link", status=422)
    assert "This group is closed" in answer.text


def test_it_is_renamed(office: Office, circle: Circle) -> None:
    form = opened(office, circle).form(button="Rename")
    assert form.submit(name="Alumni", status=303).h1 == "Alumni"
    page = opened(office, circle).form(button="Rename").submit(name=" ", status=422)
    assert page.title.startswith("Error:")
    create_group(circle.business_id, "Teachers")
    page = opened(office, circle).form(button="Rename")
    page = page.submit(name="Teachers", status=422)
    assert "already a group with this name" in page.text
    assert group(circle).name == "Alumni"


def test_an_unknown_step_is_not_found(office: Office, circle: Circle) -> None:
    for step in ("", "explode", "\x00"):
        path = f"groups/{circle.group_id}/steps"
        assert office.post(path, do=step).status == 404


def test_a_long_list_goes_on(
    office: Office, world: World, circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.office.group.PAGE", 2)
    circle.enter(*(create_member(circle.business_id)[1] for _ in range(4)))
    page = opened(office, circle)
    assert len(page.all("input", name="member")) == 2
    page = page.click("Next members", status=200).click("Next members", status=200)
    assert len(page.all("input", name="member")) == 1
    assert "Next members" not in page.text


def test_another_business_s_group_is_not_there(office: Office, world: World) -> None:
    theirs = create_group(world.books.business_id, "Readers")
    for wrong in (theirs, GroupId(10**12)):
        assert office.get(f"groups/{wrong}").status == 404
        assert office.get(f"groups/{wrong}/members").status == 404
        for path in ("", "/steps", "/leavers", "/members", "/list"):
            data = {"do": "close", "name": "x", "numbers": "1", "member": "1"}
            answer = office.post(f"groups/{wrong}{path}", **data)
            assert answer.status == 404, path
