"""Two codes: both right, one after the other, or nothing."""

from sqlalchemy import select

from app.cards.identity_models import Merge
from app.core import db, tenancy
from app.people import actions as people
from tests.conftest import ADDRESS, MakeApp
from tests.page import Client, Page
from tests.web.cabinet.conftest import HOME
from tests.web.cabinet.two_codes import both, phone
from tests.world import Holder, World, issue_card

__all__ = ["phone"]
PROOF = f"{HOME}/proof"
OTHER = "+79160000077"


def ask(browser: Client) -> Page:
    form = browser.get(f"{HOME}/contact", status=200).form(id_="new-contact")
    return form.submit(contact=OTHER, status=303)


def wrong(digits: str) -> str:
    return "000000" if digits != "000000" else "111111"


def test_what_is_proved_stays_proved(phone: Client, guest: Holder) -> None:
    page, right = ask(phone), both(phone)
    first = page.form(id_="proof").submit(
        own=right["own"], other=wrong(right["other"]), status=422
    )
    assert "Your own contact is confirmed" in first.text
    assert "Tries left: 4" in first.text
    first.form(id_="proof").submit(other=right["other"], status=303)
    assert people.owner_of("phone", OTHER) == guest.person_id


def test_the_own_code_comes_first(phone: Client) -> None:
    page, right = ask(phone), both(phone)
    page.form(id_="proof").submit(
        own=wrong(right["own"]), other=right["other"], status=422
    )
    assert people.owner_of("phone", OTHER) is None


def test_five_wrong_ones_end_it(phone: Client) -> None:
    page, right = ask(phone), both(phone)
    for _ in range(5):
        page = page.form(id_="proof").submit(
            own=wrong(right["own"]), other=right["other"], status=422
        )
    assert "no longer valid" in page.text
    page.form(id_="proof").submit(**right, status=422)
    assert people.owner_of("phone", OTHER) is None


def test_nothing_asked_nothing_shown(phone: Client) -> None:
    assert phone.get(PROOF, status=303).location.endswith("/profile")


def test_two_cards_need_two_hands(phone: Client, guest: Holder, world: World) -> None:
    shop = world.coffee
    issue_card(shop.business_id, shop.programme_id, phone=OTHER)
    form = phone.get(f"{HOME}/merge", status=200).form(id_="merge")
    page, right = form.submit(contact=OTHER, status=303), both(phone)
    page.form(id_="proof").submit(
        own=right["own"], other=wrong(right["other"]), status=422
    )
    with tenancy.scope(shop.business_id):
        assert db.session().scalar(select(Merge.id)) is None
    assert guest


def test_the_demo_shows_what_it_does_not_send(make_app: MakeApp, guest: Holder) -> None:
    browser = Client(make_app(demo=True), address=ADDRESS)
    browser.sign_in(guest.person_id)
    ask(browser)
    page, right = browser.get(PROOF, status=200), both(browser)
    assert all(digits in page.text for digits in right.values())
    page.form(id_="proof").submit(
        own=right["own"], other=wrong(right["other"]), status=422
    )
    left = browser.get(PROOF, status=200).text
    assert right["other"] in left
    assert right["own"] not in left
