"""The code of a new contact: what it changes, and the old contact's word (R23)."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.cards import queries as cards
from app.core import audit, db, tenancy
from app.people import actions as people
from app.people import contact_changes, queries
from app.people.contact_models import ContactChange
from app.people.models import SignInCode
from tests.conftest import Clock
from tests.page import Client, Page
from tests.web.office.conftest import Office
from tests.world import World, issue_card

NEW = "new@example.com"


@pytest.fixture
def digits(client: Client) -> Callable[[], str]:
    """What was sent last."""

    def read() -> str:
        code_id = db.session().scalar(
            select(SignInCode.id).order_by(SignInCode.id.desc())
        )
        found = queries.code_to_send(code_id, client.app.config["SECRET_KEY"])
        db.session().rollback()
        return found.digits

    return read


def ask(office: Office, world: World, contact: str = NEW) -> Page:
    way = f"members/{world.coffee.member.member_id}/contact"
    form = office.get(way, status=200).form(id_="new-contact")
    return form.submit(contact=contact, reason="passport seen", paper="K-3", status=303)


def test_the_contact_changes_and_little_is_spent_for_a_day(
    office: Office, world: World, digits: Callable[[], str], clock: Clock
) -> None:
    shop = world.coffee
    page = ask(office, world)
    wrong = page.form(id_="contact-code").submit(code="000001", status=422)
    assert "not the code we sent" in wrong.text
    done = page.form(id_="contact-code").submit(code=digits(), status=303)
    assert "only small sums" in done.text
    assert "K-3" in done.text
    assert people.owner_of("email", NEW) == shop.member.person_id
    with tenancy.scope(shop.business_id):
        code = cards.rotating_code(shop.member.card_id).payload
        assert not cards.find(code).is_rotating
    clock.advance(hours=24)
    with tenancy.scope(shop.business_id):
        code = cards.rotating_code(shop.member.card_id).payload
        assert cards.find(code).is_rotating
        acts = {line.act for line in audit.lines(kind="identity")}
    assert {"identity.contact_changed", "identity.paper"} <= acts


def test_the_old_contact_takes_it_back(
    office: Office, world: World, digits: Callable[[], str]
) -> None:
    shop, secret = world.coffee, office.client.app.config["SECRET_KEY"]
    ask(office, world).form(id_="contact-code").submit(code=digits(), status=303)
    with tenancy.scope(shop.business_id):
        change_id = db.session().scalar(select(ContactChange.id))
        told = contact_changes.notice(change_id, secret)
        db.session().rollback()
    assert (told.channel, told.address) == ("phone", "+79161234567")
    phone = office.client.another(language="en")
    page = phone.get(f"/{shop.slug}/contact-changes/{told.path}", status=200)
    done = page.form(id_="stop").submit(status=200)
    assert done.h1 == "The change is taken back"
    assert people.owner_of("email", NEW) is None
    phone.get(f"/{shop.slug}/contact-changes/{told.path}", status=410)
    with tenancy.scope(shop.business_id):
        code = cards.rotating_code(shop.member.card_id).payload
        assert cards.find(code).is_rotating
    member = office.get(f"members/{shop.member.member_id}/identity", status=200)
    assert "taken back by the old contact" in member.text


def test_what_somebody_has_elsewhere_stays_theirs(
    office: Office, world: World, digits: Callable[[], str]
) -> None:
    shop, books = world.coffee, world.books
    person_id = shop.member.person_id
    issue_card(books.business_id, books.programme_id, person_id=person_id)
    ask(office, world).form(id_="contact-code").submit(code=digits(), status=303)
    other_id = people.owner_of("email", NEW)
    assert other_id != person_id
    assert people.owner_of("phone", "+79161234567") == person_id
    with tenancy.scope(shop.business_id):
        assert queries.present_member(other_id) == shop.member.member_id
        assert queries.present_member(person_id) is None
    with tenancy.scope(books.business_id):
        assert queries.present_member(person_id) is not None


def test_a_contact_of_another_guest_is_refused(
    office: Office, world: World, digits: Callable[[], str]
) -> None:
    with db.writing():
        people.claim_address(person_id=None, channel="email", address=NEW)
    page = ask(office, world)
    refused = page.form(id_="contact-code").submit(code=digits(), status=422)
    assert "Another guest uses this contact" in refused.text


def test_without_a_code_asked_for_there_is_nothing_to_enter(
    office: Office, world: World
) -> None:
    way = f"members/{world.coffee.member.member_id}/contact"
    assert office.get(f"{way}/code").location == office.url(way)
