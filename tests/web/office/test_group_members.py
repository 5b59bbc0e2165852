"""Adding to a group: by search, by a pasted list."""

import pytest

from app.core import db, tenancy
from app.people import audiences
from tests.circles import Circle, create_circle
from tests.page import Page
from tests.web.office.conftest import Office
from tests.world import Holder, World, create_person, issue_card


@pytest.fixture
def circle(world: World) -> Circle:
    """A group that nobody is in."""
    return create_circle(world.coffee)


@pytest.fixture
def anna(world: World) -> Holder:
    """A member who is found by her name."""
    person_id = create_person(name="Анна К.", phone="+79265550042")
    shop = world.coffee
    return issue_card(shop.business_id, shop.programme_id, person_id=person_id)


def opened(office: Office, circle: Circle, search: str = "") -> Page:
    page = office.get(f"groups/{circle.group_id}/members", status=200)
    return page.form(action="/members").submit(q=search) if search else page


def count(circle: Circle) -> int:
    with tenancy.scope(circle.business_id):
        found = audiences.group(circle.group_id).count
        db.session().rollback()
    return found


def paste(office: Office, circle: Circle, text: str) -> Page:
    return opened(office, circle).form(action="/list").submit(numbers=text)


def test_who_was_found_and_ticked_is_added(
    office: Office, circle: Circle, anna: Holder
) -> None:
    page = opened(office, circle, "Анна")
    form = page.form(button="Add the ticked")
    done = form.submit(member=[str(anna.member_id)], status=303)
    assert "1 member is added" in done.text
    assert circle.card(anna.member_id)
    again = opened(office, circle, "Анна")
    assert "in the group already" in again.text
    assert "disabled" in again.one("input", name="member").attrib


def test_nobody_found_is_said(office: Office, circle: Circle) -> None:
    assert "Nobody found" in opened(office, circle, "Zzz").text


@pytest.mark.parametrize("search", ["\x00", "x" * 300, "%", "<b>", "0042"])
def test_odd_searches_are_answered(
    office: Office, circle: Circle, anna: Holder, search: str
) -> None:
    path = f"groups/{circle.group_id}/members"
    office.get(path, query_string={"q": search}, status=200)


def test_a_list_is_added_and_the_missing_are_named(
    office: Office, world: World, circle: Circle, anna: Holder
) -> None:
    circle.enter(world.coffee.member.member_id)
    text = f"{world.coffee.member.number}\n+7 926 555-00-42\nnobody\n1234567890"
    page = paste(office, circle, text)
    assert page.status == 200
    assert "1 member is added" in page.text
    assert "1 was in the group before" in page.text
    assert "2 lines were not found" in page.text
    assert "nobody" in page.text
    assert count(circle) == 2


def test_a_list_sent_twice_says_the_same(
    office: Office, circle: Circle, anna: Holder
) -> None:
    form = opened(office, circle).form(action="/list")
    for _ in range(2):
        page = form.submit(numbers=anna.number, status=200)
        assert "1 member is added" in page.text
    assert count(circle) == 1


def test_members_of_another_business_are_not_found(
    office: Office, world: World, circle: Circle
) -> None:
    page = paste(office, circle, world.books.member.number)
    assert "1 line was not found" in page.text
    form = opened(office, circle, "9").form(action="/list")
    enter = form.action.replace("/list", "/members")
    theirs = {"member": str(world.books.member.member_id)}
    office.client.post(enter, data=form.values | theirs, status=303)
    assert count(circle) == 0


@pytest.mark.parametrize("text", ["", "  \n ", "\x00", "1\n" * 3])
def test_short_lists(office: Office, circle: Circle, text: str) -> None:
    page = paste(office, circle, text)
    assert page.status == (200 if "1" in text else 422)
    assert count(circle) == 0


def test_too_many_lines_are_refused_and_kept(office: Office, circle: Circle) -> None:
    text = "\n".join(str(number) for number in range(5001))
    page = paste(office, circle, text)
    assert page.status == 422
    assert "At most 5,000 lines" in page.text
    assert "5000" in page.form(action="/list").values["numbers"][0]


def test_a_closed_group_takes_nobody(
    office: Office, circle: Circle, anna: Holder
) -> None:
    page = opened(office, circle, "Анна")
    listed, ticked = page.form(action="/list"), page.form(button="Add the ticked")
    closing = office.get(f"groups/{circle.group_id}").form(button="Close the group")
    closing.submit(button="Close the group", status=303)
    answer = listed.submit(numbers=anna.number, status=422)
    assert "This group is closed" in answer.text
    assert answer.form(action="/list").values["numbers"] == [anna.number]
    ticked.submit(member=[str(anna.member_id)], status=422)
    assert count(circle) == 0
