"""An invitation that waits, in the office."""

from collections.abc import Callable

from flask import Flask

from app.core import db, tenancy
from app.core.ids import StaffId
from app.people import invitations
from tests.conftest import Clock
from tests.page import Client
from tests.web.office.conftest import Enter, Office
from tests.world import Shop, World


def invite(shop: Shop, role: str = "moderator", email: str = "new@example.com") -> int:
    with tenancy.scope(shop.business_id), db.writing():
        return invitations.invite(
            email=email,
            name="Nina",
            role=role,
            language="en",
            invited_by=StaffId(shop.owner.staff_id),
        )


def waiting(world: World) -> int:
    with tenancy.scope(world.coffee.business_id):
        found = invitations.pending("k" * 32)
        db.session().rollback()
    return len(found)


def test_it_shows_who_as_what_until_when(office: Office, world: World) -> None:
    invite(world.coffee)
    page = office.get("team", status=200).click("Nina")
    for words in ("new@example.com", "Moderator", "Valid until"):
        assert words in page.text
    assert "Nothing is sent in the demo" not in page.text


def test_it_is_sent_again_and_not_at_once(
    office: Office, world: World, clock: Clock
) -> None:
    path = f"team/invitations/{invite(world.coffee)}"
    early = office.get(path).form(action="/send").submit(status=422)
    assert "Wait a minute" in early.text
    clock.advance(days=8)
    page = office.get(path, status=200)
    assert "expired" in page.text
    done = page.form(action="/send").submit(status=303)
    assert "Another letter is on its way" in done.text
    assert "expired" not in office.get("team").text


def test_the_button_says_what_is_withdrawn(office: Office, world: World) -> None:
    path = f"team/invitations/{invite(world.coffee)}"
    office.get().form(action="/language").submit(status=303, follow=False)
    assert office.get(path, status=200).form(button="Отозвать приглашение")


def test_it_is_withdrawn(office: Office, world: World) -> None:
    path = f"team/invitations/{invite(world.coffee)}"
    form = office.get(path, status=200).form(action="/withdraw")
    assert "withdrawn" in form.submit(status=303).text
    assert waiting(world) == 0
    # A second tap comes with the same key and gets the same answer, or finds nothing.
    assert form.submit(follow=False).status in {303, 404}
    assert office.get(path).status == 404


def test_another_business_s_is_not_there(office: Office, world: World) -> None:
    theirs = invite(world.books)
    for path in ("", "/send", "/withdraw"):
        address = f"team/invitations/{theirs}{path}"
        answer = office.post(address) if path else office.get(address)
        assert answer.status == 404, path


def test_an_administrator_leaves_owners_invitations_alone(
    enter: Enter, world: World
) -> None:
    office = enter("administrator")
    path = f"team/invitations/{invite(world.coffee, 'owner')}"
    for what in ("/send", "/withdraw"):
        assert office.post(path + what).status == 403
    assert waiting(world) == 1


def test_who_leaves_the_team_invites_nobody_any_more(
    office: Office, enter: Enter, world: World
) -> None:
    fired = enter("administrator")
    with tenancy.scope(world.coffee.business_id), db.writing():
        invitations.invite(
            email="own-second-mail@example.com",
            name="",
            role="administrator",
            language="en",
            invited_by=StaffId(fired.staff_id),
        )
    page = office.get(f"team/{fired.staff_id}", status=200)
    page.form(action="/end").submit(status=303)
    assert waiting(world) == 0


def test_a_demotion_withdraws_too(office: Office, enter: Enter, world: World) -> None:
    demoted = enter("administrator")
    with tenancy.scope(world.coffee.business_id), db.writing():
        invitations.invite(
            email="x@example.com",
            name="",
            role="moderator",
            language="en",
            invited_by=StaffId(demoted.staff_id),
        )
    path = f"team/{demoted.staff_id}"
    office.get(path).form(action=path).submit(role="moderator", status=303)
    assert waiting(world) == 0


def test_the_demo_shows_the_link_and_the_link_works(
    world: World, make_app: Callable[..., Flask]
) -> None:
    site = make_app(demo=True)
    browser = Client(site, address="https://tessera.test", language="en")
    browser.sign_in(world.coffee.owner.person_id)
    browser.get("/zerno/office/").form(action="/language").submit(follow=False)
    invitation_id = invite(world.coffee)
    page = browser.get(f"/zerno/office/team/invitations/{invitation_id}", status=200)
    link = page.link("Open the invitation")
    joined = browser.another(language="en").get(link, status=200)
    assert "invites you into its team" in joined.h1
