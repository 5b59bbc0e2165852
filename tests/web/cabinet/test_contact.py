"""Further contacts and another main one: two codes, listed, removed (R23)."""

import pytest

from app.core import db, tenancy
from app.people import actions as people
from app.people import contacts, queries
from app.people.addresses import Address
from app.people.errors import TooManyContacts
from tests.page import Client, Page
from tests.web.cabinet.conftest import HOME
from tests.web.cabinet.two_codes import both, phone
from tests.world import Holder, Shop, World, create_person

__all__ = ["phone"]
CONTACT = f"{HOME}/contact"
OTHER = "+79160000042"


def prove(browser: Client, contact: str, purpose: str = "further") -> Page:
    form = browser.get(CONTACT, status=200).form(id_="new-contact")
    page = form.submit(contact=contact, purpose=purpose, status=303)
    return page.form(id_="proof").submit(**both(browser), status=303)


def test_a_further_contact_signs_in_too(phone: Client, guest: Holder) -> None:
    done = prove(phone, OTHER)
    assert "Your contacts are changed" in done.text
    assert "+7 916 000-00-42" in done.text
    assert people.owner_of("phone", OTHER) == guest.person_id
    assert queries.person(guest.person_id).phone == "+79167654321"


def test_another_main_one_replaces_the_old(phone: Client, guest: Holder) -> None:
    prove(phone, OTHER, "main")
    assert queries.person(guest.person_id).phone == OTHER
    assert people.owner_of("phone", "+79167654321") is None


def test_places_are_changed_and_one_is_removed(phone: Client, guest: Holder) -> None:
    page = prove(phone, OTHER)
    page = page.form(action="/main").submit(status=303)
    assert queries.person(guest.person_id).phone == OTHER
    page.form(action="/remove").submit(status=303)
    assert [c.address for c in contacts.contacts_of(guest.person_id)] == [OTHER]


def test_a_relatives_contact_is_no_merge(phone: Client, guest: Holder) -> None:
    relative = create_person(phone=OTHER)
    form = phone.get(CONTACT, status=200).form(id_="new-contact")
    page = form.submit(contact=OTHER, purpose="further", status=303)
    refused = page.form(id_="proof").submit(**both(phone), status=422)
    assert "Another guest uses this contact" in refused.text
    assert people.owner_of("phone", OTHER) == relative
    assert len(contacts.contacts_of(guest.person_id)) == 1


@pytest.mark.parametrize("typed", ["", "12", "me@", "+7 999", "1" * 300, "a\0b"])
def test_what_is_no_contact_stays_typed(phone: Client, typed: str) -> None:
    form = phone.get(CONTACT, status=200).form(id_="new-contact")
    page = form.submit(contact=typed, status=422)
    assert page.title.startswith("Error:")
    kept = page.form(id_="new-contact").values["contact"]
    assert kept == [typed.replace("\0", "")]


def test_five_of_a_kind_are_enough(world: World, phone: Client, guest: Holder) -> None:
    shop = world.coffee
    for number in range(4):
        add(shop, guest, f"+7916000010{number}")
    with pytest.raises(TooManyContacts):
        add(shop, guest, "+79160000109")
    with tenancy.scope(shop.business_id), db.writing():
        contacts.add(
            person_id=guest.person_id, address=Address("email", "a@example.com")
        )


def add(shop: Shop, guest: Holder, number: str) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        contacts.add(person_id=guest.person_id, address=Address("phone", number))


def test_a_strangers_contact_is_not_found(phone: Client, guest: Holder) -> None:
    token = phone.get(CONTACT).form(id_="new-contact").values
    for step in ("remove", "main"):
        way = f"{HOME}/contacts/4711/{step}"
        assert phone.post(way, dict(token)).status == 404
    assert guest
