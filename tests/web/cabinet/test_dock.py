"""What waits to be read is counted in the dock, from what the guard has read anyway."""

from app.core import db, live, tenancy
from app.people import actions as people
from app.people import unread
from app.people.models import Member
from tests.page import Client, Page
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World

DOCK = f"{HOME}/dock"


def write_to(world: World, guest: Holder, *, messages: int = 0) -> None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        unread.add(guest.member_id, messages=messages)
        live.ring(f"member:{guest.member_id}")


def bell_of(page: Page) -> tuple[str, str]:
    box = page.one("nav", id="_dock")
    return f"{box.get('data-live')}?n={box.get('data-word')}", box.get(
        "data-unread", ""
    )


def test_the_page_counts_what_waits_without_asking(
    browser: Client, world: World, guest: Holder, statements: list[str]
) -> None:
    browser.get(HOME)
    statements.clear()
    assert bell_of(browser.get(HOME))[1] == "0"
    quiet = len(statements)
    write_to(world, guest, messages=2)
    statements.clear()
    assert bell_of(browser.get(HOME))[1] == "2"
    assert len(statements) == quiet


def test_a_new_message_changes_the_edition(
    browser: Client, world: World, guest: Holder
) -> None:
    tag = browser.get(HOME).headers["ETag"]
    browser.get(HOME, headers={"If-None-Match": tag}, status=304)
    write_to(world, guest, messages=1)
    assert browser.get(HOME, headers={"If-None-Match": tag}).status == 200


def test_an_open_page_hears_of_it_and_fetches_the_dock(
    browser: Client, world: World, guest: Holder
) -> None:
    address, _ = bell_of(browser.get(HOME))
    browser.get(address, status=204)
    write_to(world, guest, messages=3)
    browser.get(address, status=200)
    fresh = browser.get(DOCK, htmx=True, status=200)
    assert fresh.is_fragment
    address, unread_now = bell_of(fresh)
    assert unread_now == "3"
    browser.get(address, status=204)


def test_messages_to_others_are_not_heard(
    browser: Client, world: World, guest: Holder
) -> None:
    address, _ = bell_of(browser.get(HOME))
    write_to(world, world.coffee.member, messages=1)
    browser.get(address, status=204)
    assert bell_of(browser.get(HOME))[1] == "0"


def test_who_left_learns_nothing_more(browser: Client, guest: Holder) -> None:
    browser.get(HOME)
    with db.writing():
        people.close_all_sessions(person_id=guest.person_id)
    gone = browser.get(DOCK, htmx=True)
    assert (gone.status, gone.data) == (204, b"")
    assert gone.headers["HX-Redirect"].endswith("/join")


def test_as_a_page_it_is_the_card(browser: Client) -> None:
    answer = browser.get(DOCK, status=303)
    assert answer.location == HOME


def test_whose_cards_were_joined_sees_the_counts_of_both_sign_ins(
    client: Client, world: World, guest: Holder
) -> None:
    """Messages are counted on the membership that lives on."""
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        other = world.coffee.member
        row = db.session().get_one(Member, other.member_id)
        row.joined_into_id = guest.member_id
        db.session().flush()
    write_to(world, guest, messages=4)
    client.sign_in(other.person_id)
    assert bell_of(client.get(HOME))[1] == "4"
