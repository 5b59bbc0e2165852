"""Joining where there are several cards, and joining a group by its link."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.cards import queries as cards
from app.core import db, tenancy
from app.people import groups
from app.people.models import Member
from tests.circles import Circle, create_circle, create_group
from tests.page import Client, Page
from tests.world import World, create_programme

Joined = Callable[..., Page]


@pytest.fixture
def second(world: World) -> int:
    """Another card for everybody."""
    return create_programme(world.coffee.business_id, name="Second")


@pytest.fixture
def circle(world: World) -> Circle:
    """A group with a card of its own."""
    return create_circle(world.coffee)


def invite(circle: Circle) -> str:
    with tenancy.scope(circle.business_id), db.writing():
        return groups.make_link(group_id=circle.group_id)


def newest(world: World) -> list[str]:
    """The cards of the member who joined last."""
    with tenancy.scope(world.coffee.business_id):
        member_id = db.session().scalar(select(func.max(Member.id)))
        held = [card.programme_id for card in cards.cards_of(member_id)]
        db.session().rollback()
    return held


def test_with_one_card_nothing_is_asked(
    world: World, guest: Client, circle: Circle
) -> None:
    page = guest.get("/zerno/join", status=200)
    assert "programme" not in page.form(action="/join").names
    assert "Student card" not in page.text


def test_with_several_one_is_chosen(world: World, guest: Client, second: int) -> None:
    page = guest.get("/zerno/join", status=200)
    form = page.form(action="/join")
    assert form.values["programme"] == [str(world.coffee.programme_id)]
    form.submit(programme=str(second), status=303)
    assert newest(world) == [second]


def test_a_poster_may_name_the_card(world: World, guest: Client, second: int) -> None:
    page = guest.get("/zerno/join", query_string={"p": second}, status=200)
    form = page.form(action="/join")
    assert form.values["programme"] == [str(second)]
    form.submit(status=303)
    assert newest(world) == [second]


@pytest.mark.parametrize(
    "named", ["0", "x", "\x00", "9" * 40, "-1", "foreign", "group"]
)
def test_a_name_that_is_no_open_card_changes_nothing(
    world: World, guest: Client, second: int, circle: Circle, named: str
) -> None:
    foreign = {"foreign": world.books.programme_id, "group": circle.programme_id}
    wanted = {"p": str(foreign.get(named, named))}
    form = guest.get("/zerno/join", query_string=wanted, status=200)
    form = form.form(action="/join")
    assert form.values["programme"] == [str(world.coffee.programme_id)]


@pytest.mark.parametrize("wrong", ["", "x", "\x00", "9" * 40, "foreign", "group"])
def test_a_card_that_is_not_offered_is_refused(
    world: World, guest: Client, second: int, circle: Circle, wrong: str
) -> None:
    before = newest(world)
    foreign = {"foreign": world.books.programme_id, "group": circle.programme_id}
    form = guest.get("/zerno/join", status=200).form(action="/join")
    data = form.values | {"programme": str(foreign.get(wrong, wrong))}
    assert guest.post(form.action, data=data).status == 422
    assert newest(world) == before


def test_a_holder_takes_a_second_card_by_a_link_that_names_it(
    world: World, guest: Client, joined: Joined, second: int
) -> None:
    joined(guest)
    assert guest.get("/zerno/join", status=303, follow=False)
    form = guest.get(f"/zerno/join?p={second}", status=200).form(action="/join")
    done = form.submit(status=303, follow=False)
    assert newest(world) == [world.coffee.programme_id, second]
    assert "card=" in done.location
    guest.get(done.location, status=200)
    # The pages that follow show the new one.
    page = guest.get("/zerno/card", status=200)
    (shown,) = [
        link
        for link in page.all("a", aria_current="page")
        if "card=" in link.attrib["href"]
    ]
    assert "Second" in "".join(shown.itertext())
    again = guest.get(f"/zerno/join?p={second}", status=303, follow=False)
    assert again.location.startswith("/zerno/card?card=")


def test_an_invitation_gives_the_group_s_card(
    world: World, guest: Client, circle: Circle, second: int
) -> None:
    page = guest.get(f"/zerno/join?g={invite(circle)}", status=200)
    assert "Students" in page.text
    form = page.form(action="/join")
    assert "programme" not in form.names
    form.submit(status=303)
    assert newest(world) == [circle.programme_id]


def test_an_invitation_to_a_group_without_a_card_gives_the_usual_one(
    world: World, guest: Client
) -> None:
    group_id = create_group(world.coffee.business_id, "Runners")
    runners = Circle(world.coffee.business_id, group_id, world.coffee.programme_id)
    form = guest.get(f"/zerno/join?g={invite(runners)}", status=200)
    form.form(action="/join").submit(status=303)
    assert newest(world) == [world.coffee.programme_id]


def test_a_holder_enters_a_group_and_keeps_their_card(
    world: World, guest: Client, joined: Joined, circle: Circle
) -> None:
    joined(guest)
    code = invite(circle)
    form = guest.get(f"/zerno/join?g={code}", status=200).form(action="/join")
    form.submit(status=303)
    assert newest(world) == [world.coffee.programme_id, circle.programme_id]
    # Who is inside has nothing to get there.
    guest.get(f"/zerno/join?g={code}", status=303)


def test_an_invitation_that_has_ended_offers_the_usual_card(
    world: World, guest: Client, circle: Circle
) -> None:
    code = invite(circle)
    before = guest.get(f"/zerno/join?g={code}", status=200).form(action="/join")
    invite(circle)
    page = guest.get(f"/zerno/join?g={code}", status=200)
    assert "Приглашение больше не действует" in page.text
    assert "Students" not in page.text
    page = before.submit(status=422)
    assert "Приглашение больше не действует" in page.text
    page.form(action="/join").submit(status=303)
    assert newest(world) == [world.coffee.programme_id]


@pytest.mark.parametrize("code", ["", "x", "\x00", "ю" * 40, "a" * 5000, "' OR 1=1"])
def test_made_up_invitations_lead_into_no_group(
    world: World, guest: Client, circle: Circle, code: str
) -> None:
    invite(circle)
    page = guest.get("/zerno/join", query_string={"g": code}, status=200)
    assert "Students" not in page.text
    form = page.form(action="/join")
    answer = guest.post(form.action, data=form.values | {"group": code})
    assert answer.status in {303, 422}
    assert circle.programme_id not in newest(world)


def test_an_invitation_of_another_business_is_none_here(
    world: World, guest: Client, circle: Circle
) -> None:
    code = invite(circle)
    assert "Students" not in guest.get(f"/margin/join?g={code}", status=200).text
