"""One's own sign-in in the office: devices, the app, recovery codes."""

from app.core import clock, db, tenancy
from app.core.ids import PersonId
from app.people import actions, factors, queries, totp
from tests.page import Client
from tests.web.office.conftest import Enter, Office
from tests.world import World, create_staff

KEY = "SECRET_KEY"


def set_up_app(office: Office, person_id: PersonId) -> None:
    """Enrol an authenticator app, past its page."""
    key = office.client.app.config[KEY]
    step = totp.step_at(clock.now())
    with db.writing():
        assert factors.add_app(
            person_id=person_id,
            nonce="n",
            code=totp.digits(totp.secret(key, person_id, "n"), step),
            secret_key=key,
            ip="",
        )


def open_another(office: Office, person_id: PersonId, device: str) -> int:
    with db.writing():
        actions.open_session(
            person_id=person_id,
            device=device,
            is_staff_sign_in=True,
            secret_key=office.client.app.config[KEY],
        )
    newest = next(each for each in queries.devices(person_id) if each.device == device)
    db.session().rollback()
    return newest.session_id


def test_the_name_in_the_menu_leads_there(office: Office) -> None:
    page = office.get(status=200).click("Security")
    assert page.h1 == "Security"
    assert "No second step yet" in page.text
    assert page.link("Add a passkey").startswith("/second-factor/passkey?next=")


def test_devices_are_listed_and_signed_out(office: Office, world: World) -> None:
    me = world.coffee.owner.person_id
    lost = open_another(office, me, "Lost phone")
    page = office.get("security", status=200)
    assert "Lost phone" in page.text
    form = page.form(action=f"/security/devices/{lost}/end")
    assert "signed out" in form.submit(status=303).text
    assert [each.device for each in queries.devices(me)] == ["test"]


def test_all_others_go_with_one_tap(office: Office, world: World) -> None:
    me = world.coffee.owner.person_id
    for device in ("Phone", "Tablet"):
        open_another(office, me, device)
    form = office.get("security").form(action="/end-others")
    assert "All other devices are signed out" in form.submit(status=303).text
    assert [each.device for each in queries.devices(me)] == ["test"]


def test_this_device_is_signed_out_by_its_own_page(
    office: Office, world: World
) -> None:
    (mine,) = queries.devices(world.coffee.owner.person_id)
    db.session().rollback()
    token = office.get("security").all("input", name="csrf_token")[0].attrib["value"]
    path = office.url(f"security/devices/{mine.session_id}/end")
    answer = office.client.post(path, {"csrf_token": token}, status=303)
    assert answer.location == "/sign-out"
    assert office.get("security").status == 200


def test_somebody_else_s_device_stays(office: Office, world: World) -> None:
    theirs = open_another(office, world.books.owner.person_id, "Theirs")
    assert office.post(f"security/devices/{theirs}/end").status == 303
    devices = queries.devices(world.books.owner.person_id)
    assert "Theirs" in [each.device for each in devices]


def test_the_last_second_step_of_an_owner_stays(office: Office, world: World) -> None:
    set_up_app(office, world.coffee.owner.person_id)
    form = office.get("security", status=200).form(action="/app/remove")
    refused = form.submit(status=422)
    assert "Add the other one first" in refused.text
    assert factors.factors(world.coffee.owner.person_id).has_any


def test_a_moderator_may_have_none(enter: Enter, world: World) -> None:
    office = enter("moderator")
    me = _person(office, world)
    set_up_app(office, me)
    form = office.get("security", status=200).form(action="/app/remove")
    assert "The app is removed" in form.submit(status=303).text
    assert not factors.factors(me).has_any


def _person(office: Office, world: World) -> PersonId:
    with tenancy.scope(world.coffee.business_id):
        found = next(e for e in queries.staff() if e.id == office.staff_id)
        db.session().rollback()
    return found.person_id


def test_who_has_not_shown_a_second_step_removes_none(
    client: Client, world: World
) -> None:
    """A stolen code is not enough to take the guard away."""
    moderator = create_staff(world.coffee.business_id, "moderator")
    browser = client.another(language="en")
    browser.sign_in(moderator.person_id, has_second_factor=False)
    office = Office(browser, world.coffee, moderator.staff_id)
    set_up_app(office, moderator.person_id)
    form = office.get("security", status=200).form(action="/app/remove")
    page = form.submit(status=303, follow=False)
    assert page.location.startswith("/second-factor?next=")
    assert factors.factors(moderator.person_id).has_any


def test_a_cashier_comes_by_the_till_and_sees_no_office(enter: Enter) -> None:
    office = enter("cashier")
    till = office.client.get("/zerno/till/", status=200)
    page = till.click("More").click("Security")
    assert page.h1 == "Security"
    assert "Members" not in page.text
    assert page.link("Till") == "/zerno/till/"
