"""The second step: who is led to it, what opens it, what does not."""

import pytest

from app.core import clock, db, tenancy
from app.core.ids import StaffId
from app.people import actions, factors, queries
from app.people.actions import close_all_sessions
from tests.conftest import Clock
from tests.page import Client
from tests.web.public.second import Boss, in_english, make_boss
from tests.world import World, create_staff

OFFICE = "/zerno/office/members"


def test_office_and_till_lead_to_the_second_step(boss: Boss) -> None:
    for path in (OFFICE, "/zerno/till/", "/zerno/office/team?x=1"):
        page = boss.browser.get(path, status=303)
        assert page.location.startswith("/second-factor?next=")
    page = boss.browser.get(OFFICE).follow()
    assert page.h1 == "Protect your work with a second step"
    assert page.click("Passkey").h1 == "Add a passkey"
    assert page.click("Authenticator app").h1 == "Authenticator app"


def test_an_app_s_code_opens_the_way_that_was_wanted(boss: Boss, clock: Clock) -> None:
    boss.set_up_app()
    clock.advance(minutes=1)
    page = boss.browser.get(OFFICE).follow()
    done = page.form(id_="second-factor").submit(code=boss.code(), follow=False)
    assert (done.status, done.location) == (303, OFFICE)
    boss.browser.get(OFFICE, status=200)
    assert boss.browser.get("/second-factor").location == "/zerno/office/"


def test_a_recovery_code_opens_it_once(
    boss: Boss, client: Client, world: World
) -> None:
    boss.set_up_app()
    spare = boss.spare_codes()[0]
    form = boss.browser.get("/second-factor").form(id_="second-factor")
    form.submit(code=spare, status=303, follow=False)
    again = make_boss(client, world.coffee)
    form = again.browser.get("/second-factor").form(id_="second-factor")
    form.submit(code=spare, status=422)


def test_a_code_is_not_good_twice(boss: Boss, client: Client, world: World) -> None:
    boss.set_up_app()
    again = make_boss(client, world.coffee)
    code = boss.code()
    for browser, status in ((boss.browser, 303), (again.browser, 422)):
        form = browser.get("/second-factor").form(id_="second-factor")
        form.submit(code=code, status=status, follow=False)


@pytest.mark.parametrize("code", ["", "000000", "abc", "\0", "9" * 500, "🎁"])
def test_a_wrong_code_is_refused_in_words(boss: Boss, code: str) -> None:
    boss.set_up_app()
    page = boss.browser.get("/second-factor", status=200)
    refused = page.form(id_="second-factor").submit(code=code, status=422)
    assert refused.title.startswith("Error:")
    assert boss.browser.get(OFFICE).status == 303


def test_guessing_ends_with_a_wait(boss: Boss) -> None:
    boss.set_up_app()
    form = boss.browser.get("/second-factor").form(id_="second-factor")
    for _ in range(factors.TRY_QUARTER.count):
        form.submit(code="000000", status=422)
    page = form.submit(code="000000", status=429)
    assert int(page.headers["Retry-After"]) > 0
    assert form.submit(code=boss.spare_codes()[0]).status == 429


def test_one_s_passkey_opens_it(boss: Boss) -> None:
    boss.add_passkey()
    other = make_boss(boss.browser, boss.shop)
    other.device = boss.device
    done = other.use_passkey(
        "/second-factor?next=/zerno/till/", "/use?next=/zerno/till/"
    )
    assert (done.status, done.location) == (303, "/zerno/till/")
    other.browser.get("/zerno/office/", status=200)


def test_another_one_s_passkey_does_not(
    boss: Boss, client: Client, world: World
) -> None:
    boss.add_passkey()
    theirs = make_boss(client, world.books)
    theirs.add_passkey()
    with db.writing():
        close_all_sessions(person_id=boss.person_id)
    mine = make_boss(client, world.coffee)
    mine.device = theirs.device
    refused = mine.use_passkey("/second-factor", "/second-factor/use")
    assert refused.status == 422
    assert "not accepted" in refused.text
    assert mine.browser.get(OFFICE).status == 303


def test_grace_is_shown_in_hours_and_ends(client: Client, world: World) -> None:
    shop = world.coffee
    newcomer = create_staff(shop.business_id, "administrator")
    browser = client.another(language="en")
    browser.sign_in(newcomer.person_id, has_second_factor=False)
    in_english(browser, "/zerno/office/")
    clock.advance(factors.GRACE / 24 * 22)
    page = browser.get("/zerno/office/", status=200)
    assert "2 hours are left" in page.text
    chosen = page.click("Choose the second step")
    assert chosen.h1 == "Protect your work with a second step"
    clock.advance(factors.GRACE)
    assert browser.get("/zerno/office/").status == 303


@pytest.mark.parametrize("role", ["moderator", "cashier"])
def test_who_runs_nothing_needs_none(client: Client, world: World, role: str) -> None:
    colleague = create_staff(world.coffee.business_id, role)
    browser = client.another()
    browser.sign_in(colleague.person_id, has_second_factor=False)
    clock.advance(factors.GRACE * 3)
    path = "/zerno/till/" if role == "cashier" else OFFICE
    assert browser.get(path, status=200).status == 200


def test_a_demotion_frees_at_once(boss: Boss, world: World) -> None:
    create_staff(world.coffee.business_id, "owner")
    with tenancy.scope(world.coffee.business_id), db.writing():
        actions.change_role(
            staff_id=StaffId(world.coffee.owner.staff_id), role="moderator"
        )
    assert boss.browser.get(OFFICE).status == 200


def test_strangers_and_guests_are_sent_to_sign_in(client: Client, world: World) -> None:
    paths = ["/second-factor", "/second-factor/app", "/second-factor/passkey"]
    guest = client.another()
    guest.sign_in(world.coffee.member.person_id, is_staff_sign_in=False)
    for browser in (client.another(), guest):
        for path in (*paths, "/second-factor/codes"):
            page = browser.get(path, status=303)
            assert page.location.startswith("/sign-in?next=/second-factor")


def test_nothing_leads_away_from_the_site(boss: Boss, clock: Clock) -> None:
    boss.set_up_app()
    clock.advance(minutes=1)
    page = boss.browser.get("/second-factor?next=https://evil.example/", status=200)
    done = page.form(id_="second-factor").submit(code=boss.code(), follow=False)
    assert done.location == "/zerno/office/"


def test_ending_a_session_ends_its_second_step(boss: Boss) -> None:
    boss.add_passkey()
    boss.browser.get(OFFICE, status=200)
    with db.writing():
        close_all_sessions(person_id=boss.person_id)
    assert queries.devices(boss.person_id) == []
    assert boss.browser.get(OFFICE).status in {302, 303}


def test_the_page_may_ask_for_a_passkey_and_others_may_not(boss: Boss) -> None:
    boss.add_passkey()
    asks = boss.browser.get("/sign-in").headers["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in asks
    plain = boss.browser.get(OFFICE).headers["Permissions-Policy"]
    assert "publickey-credentials-get=()" in plain
    assert "publickey-credentials-create=()" in plain
