"""What the guest wants to hear of, by which ways, and how they are written to."""

from app.core import clock, db, tenancy
from app.notifications import bounces, choices
from app.notifications.choices import Habits
from app.people import actions as people
from tests.notifications.telling import LETTER, NEWS, OWED
from tests.page import Client, Page
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World

PAGE = f"{HOME}/profile/messages"


def send(browser: Client, page: Page, **values: object) -> Page:
    data = {**page.form(id_="messages").values, **values}
    return browser.post(PAGE, data)


def habits(world: World, guest: Holder) -> Habits:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        found = choices.habits(guest.member_id)
        db.session().rollback()
    return found


def chosen(world: World, guest: Holder, browser: Client) -> dict[str, dict[str, bool]]:
    db.session().rollback()
    config = browser.app.extensions["tessera_config"]
    with tenancy.scope(world.coffee.business_id):
        found = choices.wishes(guest.member_id, config)
        db.session().rollback()
    return {wish.kind.code: dict(wish.channels) for wish in found}


def test_kinds_and_channels_are_switched(
    browser: Client, world: World, guest: Holder
) -> None:
    page = browser.get(PAGE, status=200)
    boxes = [box for box in page.all("input", name="on") if "checked" in box.attrib]
    on = [box.attrib["value"] for box in boxes]
    assert f"{LETTER.code}:email" in on
    on.remove(f"{LETTER.code}:email")

    answer = send(browser, page, on=on)

    assert answer.status == 303
    now = chosen(world, guest, browser)
    assert now[LETTER.code]["email"] is False
    assert now[NEWS.code]["email"] is True
    assert OWED.code not in now
    again = browser.get(PAGE)
    (box,) = again.all("input", value=f"{LETTER.code}:email")
    assert "checked" not in box.attrib


def test_a_letter_a_day_and_hours_of_rest(
    browser: Client, world: World, guest: Holder
) -> None:
    page = browser.get(PAGE)
    send(
        browser,
        page,
        pace="daily",
        calm_from="22:30",
        calm_until="08:00",
        zone="Asia/Vladivostok",
    )

    assert habits(world, guest) == Habits("Asia/Vladivostok", (1350, 480), True)
    again = browser.get(PAGE)
    assert again.one("input", name="calm_from").attrib["value"] == "22:30"
    send(browser, again, calm_from="", calm_until="", zone="", pace="now")
    assert habits(world, guest) == Habits()


def test_wrong_input_is_said_and_kept(
    browser: Client, world: World, guest: Holder
) -> None:
    page = browser.get(PAGE)
    for wrong in (
        {"calm_from": "25:00", "calm_until": "08:00"},
        {"calm_from": "22:00", "calm_until": ""},
        {"calm_from": "22:00", "calm_until": "22:00"},
        {"calm_from": "\0", "calm_until": "08:00"},
        {"zone": "Mars/Olympus"},
        {"pace": "never"},
        {"on": ["unknown:email"]},
        {"on": [f"{OWED.code}:email"]},
    ):
        answer = send(browser, page, **wrong)
        assert answer.status == 422, wrong
    kept = send(browser, page, calm_from="22:10", calm_until="late")
    assert kept.one("input", name="calm_from").attrib["value"] == "22:10"
    assert kept.one("input", name="calm_until").attrib["value"] == "late"
    assert habits(world, guest) == Habits()


def test_one_button_ends_everything_that_advertises(
    browser: Client, world: World, guest: Holder
) -> None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        people.give_consent(
            person_id=guest.person_id, purpose="mailings", language="en"
        )
    page = browser.get(PAGE)

    answer = page.form(action=f"{PAGE}/quiet").submit()

    assert "Nothing that advertises will come" in answer.text
    with tenancy.scope(world.coffee.business_id):
        assert not choices.agreed(guest.member_id)
    assert not answer.all("form", action=f"{PAGE}/quiet")


def test_an_address_that_bounces_is_shown(
    browser: Client, world: World, guest: Holder
) -> None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        people.claim_address(
            person_id=guest.person_id, channel="email", address="gone@example.test"
        )
        for _ in range(2):
            bounces.came_back(guest.member_id, "gone@example.test", clock.now())

    assert "Letters do not reach gone@example.test" in browser.get(PAGE).text
