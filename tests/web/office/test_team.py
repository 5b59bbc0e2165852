"""The team: invitations by phone or e-mail."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import db, tenancy
from app.core.limits import Limit
from app.people import actions, invitations
from app.people import queries as people
from app.people.invitations import InvitationView
from app.people.models import Person
from app.people.queries import StaffView
from tests.people.groups import create_group
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


def waiting(world: World) -> list[InvitationView]:
    with tenancy.scope(world.coffee.business_id):
        found = invitations.pending("k" * 32)
        db.session().rollback()
    return found


@pytest.fixture(autouse=True)
def _mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that can send letters."""
    config = replace(app.extensions["tessera_config"], smtp_url="smtp://127.0.0.1:1")
    monkeypatch.setitem(app.extensions, "tessera_config", config)


def test_by_phone_a_colleague_is_in_at_once(office: Office, world: World) -> None:
    form = office.get("team", status=200).form(action="/team")
    done = form.submit(
        contact="8 (926) 555-00-42", name="Olga", role="cashier", status=303
    )
    assert "in the team" in done.text
    newest = team(world)[-1]
    assert (newest.contact, newest.role) == ("+79265550042", "cashier")
    assert newest.name == "Olga"


def test_by_mail_a_colleague_is_invited(office: Office, world: World) -> None:
    before, known = len(team(world)), persons()
    form = office.get("team", status=200).form(action="/team")
    done = form.submit(
        contact=" Olga@Example.com ", name="Olga", role="moderator", status=303
    )
    assert "on its way" in done.text
    assert "Invited, not here yet" in done.text
    (found,) = waiting(world)
    assert (found.email, found.name) == ("olga@example.com", "Olga")
    assert found.role == "moderator"
    assert (len(team(world)), persons()) == (before, known)


def test_without_mail_nobody_is_invited_by_mail(
    office: Office, world: World, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = replace(app.extensions["tessera_config"], smtp_url="")
    monkeypatch.setitem(app.extensions, "tessera_config", config)
    form = office.get("team", status=200).form(action="/team")
    page = form.submit(contact="a@example.com", status=422)
    assert "no mail set up" in page.text
    assert waiting(world) == []


def test_limits_come_with_the_invitation(office: Office, world: World) -> None:
    group_id = create_group(world.coffee.business_id, "Regulars")
    form = office.get("team", status=200).form(action="/team")
    form.submit(
        contact="+79265550042",
        role="moderator",
        groups=[group_id],
        outlets=[world.coffee.outlet_id],
        status=303,
    )
    page = office.get("team", status=200)
    assert "Guests only of: Regulars" in page.text
    assert "Till only at: Outlet 1" in page.text
    newest = team(world)[-1]
    assert newest.is_limited_to_groups
    assert newest.is_limited_to_outlets


@pytest.mark.parametrize("group", ["0", "999999", "x", "", "9" * 40])
def test_a_group_of_another_s_is_refused_and_nothing_is_lost(
    office: Office, world: World, group: str
) -> None:
    create_group(world.coffee.business_id, "Regulars")
    page = office.get("team", status=200)
    key = page.form(action="/team").values["idempotency_key"][0]
    answer = office.post(
        "team",
        idempotency_key=key,
        contact="a@example.com",
        name="Kept",
        role="moderator",
        groups=group,
    )
    assert answer.status == 422
    assert "from the list" in answer.text
    assert answer.form(action="/team").values["name"] == ["Kept"]
    assert waiting(world) == []


def test_the_page_says_what_each_role_may_do(office: Office) -> None:
    text = office.get("team", status=200).text
    assert "What each role may do" in text
    assert "Reads the journal of changes" in text


def test_an_invitation_sent_twice_is_one(office: Office, world: World) -> None:
    form = office.get("team", status=200).form(action="/team")
    for _ in range(2):
        form.submit(contact="a@example.com", status=303)
    assert len(waiting(world)) == 1


def test_who_is_invited_already_is_not_invited_again(
    office: Office, world: World
) -> None:
    for _ in range(2):
        form = office.get("team", status=200).form(action="/team")
        last = form.submit(contact="a@example.com")
    assert last.status == 422
    assert "invited already" in last.text
    assert len(waiting(world)) == 1


def test_who_works_here_already_is_not_invited_again(
    office: Office, world: World
) -> None:
    for _ in range(2):
        form = office.get("team", status=200).form(action="/team")
        last = form.submit(contact="+7 926 555-00-42")
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
    assert waiting(world)[0].email == "b@example.com"


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


def test_too_many_letters_are_refused_with_a_time_to_wait(
    office: Office, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "BUSINESS_DAY", Limit("few", 0, 3600))
    form = office.get("team", status=200).form(action="/team")
    page = form.submit(contact="new@example.com", role="moderator", status=429)
    assert int(page.headers["Retry-After"]) > 0
    assert waiting(world) == []
