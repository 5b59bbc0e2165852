"""The guest joins two cards of their own (E36)."""

from app.cards import queries
from app.core import tenancy
from app.ledger import queries as ledger
from tests.page import Client, Page
from tests.web.cabinet.conftest import HOME
from tests.web.cabinet.two_codes import both, phone
from tests.world import Holder, World, create_person, issue_card, sell

__all__ = ["phone"]
OTHER = "+79160000077"


def join(browser: Client, status: int = 303) -> Page:
    form = browser.get(f"{HOME}/merge", status=200).form(id_="merge")
    page = form.submit(contact=OTHER, status=303)
    return page.form(id_="proof").submit(**both(browser), status=status)


def test_e36_both_are_one_and_both_sign_in(
    phone: Client, guest: Holder, world: World
) -> None:
    shop = world.coffee
    second = issue_card(shop.business_id, shop.programme_id, phone=OTHER)
    sell(shop, second, amount_minor=1000_00)
    done = join(phone)
    assert "The cards are one now" in done.text
    assert "can be taken apart until" in done.text
    with tenancy.scope(shop.business_id):
        assert ledger.balance(guest.card_id).available == 50
        assert queries.find(second.number).card_id == guest.card_id
    other = phone.another(language="en")
    other.sign_in(second.person_id)
    assert "50" in other.get(HOME, status=200).text


def test_a_contact_without_a_card_here(phone: Client, world: World) -> None:
    create_person(phone=OTHER)
    assert "no other card here" in join(phone, 422).text
    assert world


def test_ones_own_contact_is_no_other_card(phone: Client, guest: Holder) -> None:
    form = phone.get(f"{HOME}/merge", status=200).form(id_="merge")
    page = form.submit(contact="nobody", status=422)
    assert page.form(id_="merge").values["contact"] == ["nobody"]
    assert guest


def test_without_a_contact_the_card_is_protected_first(
    phone: Client, world: World
) -> None:
    shop = world.coffee
    anonymous = issue_card(shop.business_id, shop.programme_id)
    browser = phone.another(language="en")
    browser.sign_in(anonymous.person_id)
    assert browser.get(f"{HOME}/merge", status=303).location == "/zerno/protect"
