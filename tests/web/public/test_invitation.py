"""Opening the letter's link and joining the team."""

import pytest

from app.core import db, tenancy
from app.core.ids import StaffId
from app.people import actions, invitations, queries
from app.people.invitations import InvitationView
from tests.conftest import Clock
from tests.page import Client
from tests.world import Shop, World, create_person

EMAIL = "new@example.com"


def invite(client: Client, shop: Shop, role: str = "moderator") -> InvitationView:
    key = client.app.config["SECRET_KEY"]
    with tenancy.scope(shop.business_id):
        with db.writing():
            invitation_id = invitations.invite(
                email=EMAIL,
                name="Nina",
                role=role,
                language="en",
                invited_by=StaffId(shop.owner.staff_id),
            )
        found = invitations.invitation(invitation_id, key)
        db.session().rollback()
    assert found is not None
    return found


def link(shop: Shop, found: InvitationView) -> str:
    return invitations.path(shop.slug, found)


@pytest.mark.parametrize(
    ("role", "home"),
    [("moderator", "/zerno/office/"), ("cashier", "/zerno/till/")],
)
def test_joining_signs_in_to_work(
    client: Client, world: World, role: str, home: str
) -> None:
    shop = world.coffee
    browser = client.another(language="en")
    page = browser.get(link(shop, invite(client, shop, role)), status=200)
    assert "invites you into its team" in page.h1
    assert EMAIL in page.text
    done = page.form(button="Join the team").submit(follow=False, status=303)
    assert done.location == home
    browser.get(home, status=200)


def test_an_owner_s_first_day_is_never_blocked(client: Client, world: World) -> None:
    browser = client.another(language="en")
    page = browser.get(link(world.coffee, invite(client, world.coffee, "owner")))
    office = page.form(button="Join the team").submit(status=303)
    assert "24 hours are left" in office.text


def test_looking_joins_nobody(client: Client, world: World) -> None:
    """Programs that check mail open its links."""
    shop, found = world.coffee, invite(client, world.coffee)
    for _ in range(3):
        client.another().get(link(shop, found), status=200)
    with tenancy.scope(shop.business_id):
        assert len(queries.staff()) == 2


def test_the_link_is_good_once_and_kind_to_who_used_it(
    client: Client, world: World
) -> None:
    shop, found = world.coffee, invite(client, world.coffee)
    browser = client.another(language="en")
    page = browser.get(link(shop, found), status=200)
    page.form(button="Join the team").submit(status=303)
    assert browser.get(link(shop, found)).location == "/zerno/office/"
    stranger = client.another(language="en").get(link(shop, found), status=410)
    assert "no longer valid" in stranger.text


def test_a_link_that_is_over_or_of_another_place_says_so(
    client: Client, world: World, clock: Clock
) -> None:
    found = invite(client, world.coffee)
    browser = client.another(language="en")
    for path in (
        link(world.books, found),
        link(world.coffee, found)[:-1] + "x",
        f"/zerno/invitations/{found.id}/%00",
        f"/zerno/invitations/999999/{found.token}",
        f"/zerno/invitations/{found.id}/%F0%9F%8E%81",
    ):
        page = browser.get(path, status=410)
        assert "Zerno" not in page.text
    clock.advance(days=7)
    assert "no longer valid" in browser.get(link(world.coffee, found), status=410).text


def test_a_known_person_stays_who_they_are(client: Client, world: World) -> None:
    person_id = create_person(name="Nina")
    with db.writing():
        actions.claim_address(person_id=person_id, channel="email", address=EMAIL)
    page = client.another(language="en").get(
        link(world.coffee, invite(client, world.coffee)), status=200
    )
    assert "known here already" in page.text
    page.form(button="Join the team").submit(status=303)
    staff = queries.staff_of(person_id, world.coffee.business_id)
    assert staff is not None
    assert staff.role == "moderator"


def test_a_nameless_card_comes_along(client: Client, world: World) -> None:
    browser = client.another()
    browser.get("/margin/join", status=200).form(action="/join").submit(status=303)
    page = browser.get(link(world.coffee, invite(client, world.coffee)), status=200)
    page.forms()[0].submit(status=303)
    assert browser.get("/margin/card").status == 200
