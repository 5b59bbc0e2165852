"""The list of groups, and one more."""

import pytest

from app.core import db, tenancy
from app.people import audiences
from app.people.audiences import GroupView
from tests.circles import create_circle, create_group
from tests.page import Page
from tests.web.office.conftest import Enter, Office
from tests.world import World


def groups(office: Office) -> list[GroupView]:
    with tenancy.scope(office.shop.business_id):
        found = audiences.groups()
        db.session().rollback()
    return found


def make(office: Office, name: str) -> Page:
    page = office.get("groups", status=200)
    return page.form(button="Make the group").submit(name=name)


def test_a_group_is_made(office: Office) -> None:
    page = make(office, "Students")
    assert page.h1 == "Students"
    assert "Add its members now" in page.text
    assert [each.name for each in groups(office)] == ["Students"]
    words = office.get("groups", status=200).text
    assert "0 members" in words


def test_the_list_is_reached_from_the_members(office: Office) -> None:
    assert office.get("members").click("Groups", status=200).h1 == "Groups"


def test_each_says_how_many_are_in_it(office: Office, world: World) -> None:
    create_circle(world.coffee).enter(world.coffee.member.member_id)
    create_group(world.books.business_id, "Readers of Margin")
    words = office.get("groups", status=200).text
    assert "1 member" in words
    assert "Margin" not in words


def test_a_form_sent_twice_makes_one(office: Office) -> None:
    form = office.get("groups", status=200).form(button="Make the group")
    for _ in range(2):
        form.submit(name="Students", status=303)
    assert len(groups(office)) == 1


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "\u202e", "\x00"])
def test_wrong_names_are_refused_in_words(office: Office, name: str) -> None:
    page = make(office, name)
    assert page.status == 422
    assert page.title.startswith("Error:")
    assert groups(office) == []


def test_a_name_in_use_is_refused_and_kept(office: Office) -> None:
    make(office, "Students")
    page = make(office, "Students")
    assert page.status == 422
    assert "already a group with this name" in page.text
    form = page.form(button="Make the group")
    assert form.values["name"] == ["Students"]
    form.submit(name="Teachers", status=303)


def test_who_does_not_manage_sees_no_groups(enter: Enter) -> None:
    office = enter("moderator")
    office.get("groups", status=403)
    assert "Groups" not in {
        "".join(link.itertext()) for link in office.get("members").all("a")
    }
