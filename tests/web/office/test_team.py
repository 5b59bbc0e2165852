"""The team: invitations by phone or e-mail."""

import pytest
from sqlalchemy import func, select

from app.core import db, tenancy
from app.people import actions
from app.people import queries as people
from app.people.models import Person
from app.people.queries import StaffView
from tests.web.office.conftest import Enter, Office
from tests.world import World


def team(world: World) -> list[StaffView]:
    with tenancy.scope(world.coffee.business_id):
        found = people.staff()
        db.session().rollback()
    return found


def persons() -> int:
    found = db.session().scalar(select(func.count(Person.id)))
    db.session().rollback()
    return found or 0


@pytest.mark.parametrize(
    ("contact", "kept"),
    [
        ("8 (926) 555-00-42", "+79265550042"),
        (" Olga@Example.com ", "olga@example.com"),
    ],
)
def test_a_colleague_is_invited(
    office: Office, world: World, contact: str, kept: str
) -> None:
    form = office.get("team", status=200).form(action="/team")
    done = form.submit(contact=contact, name="Olga", role="cashier", status=303)
    assert "in the team" in done.text
    newest = team(world)[-1]
    assert (newest.contact, newest.role, newest.name) == (kept, "cashier", "Olga")


def test_an_invitation_sent_twice_is_one(office: Office, world: World) -> None:
    form = office.get("team", status=200).form(action="/team")
    before = len(team(world))
    for _ in range(2):
        form.submit(contact="a@example.com", status=303)
    assert len(team(world)) == before + 1


def test_who_works_here_already_is_not_invited_again(
    office: Office, world: World
) -> None:
    for _ in range(2):
        form = office.get("team", status=200).form(action="/team")
        last = form.submit(contact="a@example.com")
    assert last.status == 422
    assert "already in the team" in last.text
    assert last.title.startswith("Error:")


@pytest.mark.parametrize(
    "contact",
    ["", "12", "anna@", "@", "+7 495 123-45-67", "x" * 300, "<b>@x.y", "🎁"],
)
def test_a_bad_contact_is_refused_and_kept(
    office: Office, world: World, contact: str
) -> None:
    before, known = len(team(world)), persons()
    form = office.get("team", status=200).form(action="/team")
    page = form.submit(contact=contact, name="Kept", role="moderator", status=422)
    again = page.form(action="/team").values
    assert again["name"] == ["Kept"]
    assert again["role"] == ["moderator"]
    assert (len(team(world)), persons()) == (before, known)


def test_a_corrected_invitation_is_accepted(office: Office, world: World) -> None:
    """The refused form's key was used, so the form came back with another."""
    form = office.get("team", status=200).form(action="/team")
    page = form.submit(contact="8495", status=422)
    page.form(action="/team").submit(contact="b@example.com", status=303)
    assert team(world)[-1].contact == "b@example.com"


@pytest.mark.parametrize("role", ["boss", "", "owner,cashier"])
def test_a_role_that_is_none_is_refused(
    office: Office, world: World, role: str
) -> None:
    before = len(team(world))
    page = office.get("team", status=200).form(action="/team")
    page.submit(contact="c@example.com", role=role, status=422)
    assert len(team(world)) == before


def test_an_administrator_cannot_make_an_owner(enter: Enter, world: World) -> None:
    form = enter("administrator").get("team", status=200).form(action="/team")
    before = len(team(world))
    form.submit(contact="d@example.com", role="owner", status=422)
    assert len(team(world)) == before


def test_a_known_person_stays_who_they_are_and_tells_nothing(
    office: Office, world: World
) -> None:
    """The team sees what it wrote itself; the person's own name is not its to see."""
    own_name = people.person(world.coffee.member.person_id).name
    for name, shown in (
        ("", "+79161234567"),
        ("Lena from the bar", "Lena from the bar"),
    ):
        form = office.get("team", status=200).form(action="/team")
        form.submit(contact="+7 916 123-45-67", name=name, status=303)
        newest = team(world)[-1]
        assert newest.person_id == world.coffee.member.person_id
        assert newest.name == shown
        with tenancy.scope(world.coffee.business_id), db.writing():
            actions.end_staff(staff_id=newest.id)
    assert people.person(world.coffee.member.person_id).name == own_name
