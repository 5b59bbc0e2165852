"""The right to be forgotten, as a page (R24, E37)."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.cards import queries as cards
from app.core import db, tenancy
from app.ledger import queries as ledger
from app.people.models import Person
from app.reviews import queries
from tests.circles import create_circle
from tests.conftest import ADDRESS, MakeApp
from tests.page import Client
from tests.reviews import saying
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World, create_person, issue_card, sell

ERASE = f"{HOME}/erase"


@pytest.fixture
def nameless(world: World, client: Client) -> Holder:
    """Somebody without a contact, signed in with a browser of their own."""
    shop = world.coffee
    person_id = create_person(name="Ivan", language="en")
    client.sign_in(person_id)
    return issue_card(shop.business_id, shop.programme_id, person_id=person_id)


def is_erased(holder: Holder) -> bool:
    db.session().rollback()
    erased = select(Person.erased_at).where(Person.id == holder.person_id)
    return db.session().scalar(erased) is not None


def test_the_profile_leads_there(browser: Client) -> None:
    assert browser.get(f"{HOME}/profile").link("Delete my data") == ERASE


def test_it_says_what_goes_and_what_stays(
    browser: Client, world: World, guest: Holder
) -> None:
    shop = world.books
    issue_card(shop.business_id, shop.programme_id, person_id=guest.person_id)
    sell(world.coffee, guest, amount_minor=320_000)
    text = browser.get(ERASE, status=200).text.replace("\xa0", " ")
    assert "Зерно, Margin Books" in text
    assert "160 points are lost" in text
    assert "Receipts" in text
    assert not is_erased(guest)


def test_a_tick_is_needed(client: Client, nameless: Holder) -> None:
    page = client.get(ERASE).form(id_="erase").submit(status=422, follow=False)
    assert page.title.startswith("Error:")
    assert "Tick the box" in page.text
    assert not is_erased(nameless)


def test_without_a_contact_the_tick_is_enough(
    client: Client, world: World, nameless: Holder
) -> None:
    sell(world.coffee, nameless, amount_minor=320_000)
    done = client.get(ERASE).form(id_="erase").submit(sure=True, follow=False)
    assert (done.status, done.location) == (303, "/zerno/farewell")
    assert done.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert is_erased(nameless)
    with tenancy.scope(world.coffee.business_id):
        assert cards.card(nameless.card_id).state == "closed"
        last = ledger.history(nameless.card_id)[0]
        assert (last.reason, last.net_points) == ("erasure", -160)
    assert client.get(HOME, status=303).location == "/zerno/join"


def test_sent_twice_it_ends_at_the_same_page(client: Client, nameless: Holder) -> None:
    form = client.get(ERASE).form(id_="erase")
    form.submit(sure=True, status=303, follow=False)
    again = form.submit(sure=True, follow=False)
    assert again.status in {303, 400}


def test_the_only_owner_is_told_what_to_do_first(client: Client, world: World) -> None:
    shop = world.coffee
    owner = shop.owner.person_id
    holder = issue_card(shop.business_id, shop.programme_id, person_id=owner)
    client.sign_in(owner)
    page = (
        client.get(ERASE).form(id_="erase").submit(sure=True, status=409, follow=False)
    )
    assert "единственный владелец" in page.text or "only owner" in page.text
    assert shop.name in page.text
    assert not is_erased(holder)


def test_where_no_code_can_be_sent_the_tick_is_enough(
    make_app: MakeApp, world: World, guest: Holder
) -> None:
    """The guest has a phone, and this site has no gateway for phones."""
    client = Client(make_app(sms_url=""), address=ADDRESS)
    client.sign_in(guest.person_id)
    done = client.get(ERASE).form(id_="erase").submit(sure=True, follow=False)
    assert done.location == "/zerno/farewell"


def test_other_peoples_cards_stay(
    client: Client, world: World, nameless: Holder
) -> None:
    client.get(ERASE).form(id_="erase").submit(sure=True, status=303, follow=False)
    assert not is_erased(world.coffee.member)
    other = client.another()
    other.sign_in(world.coffee.member.person_id)
    assert other.get(HOME, status=200)


def test_what_is_lost_counts_every_card_of_the_business(
    browser: Client, world: World, guest: Holder
) -> None:
    circle = create_circle(world.coffee)
    circle.enter(guest.member_id)
    sell(world.coffee, guest, amount_minor=320_000)
    other = replace(guest, card_id=circle.card(guest.member_id))
    sell(world.coffee, other, amount_minor=100_000)
    text = browser.get(ERASE, status=200).text.replace("\xa0", " ")
    assert "260 points are lost" in text


def test_e37_the_certificate_is_offered_once(browser: Client) -> None:
    page = browser.get(ERASE).form(id_="erase").submit(sure=True, status=303)
    link = page.link("Справка для программ (JSON)")
    body = browser.get(link, status=200).json
    assert body["format"] == "tessera-erasure-1"
    assert body["cards"] == 1
    assert len(body["deleted"]) == 7
    assert {each["what"] for each in body["kept"]} == {"receipts", "ledger", "consents"}
    browser.get(page.link("Справка для печати (PDF)"), status=200)
    again = browser.get("/zerno/farewell", status=200)
    assert "Справка" not in again.text


@pytest.mark.parametrize(("choice", "text"), [("remove", ""), ("keep", "Вкусно.")])
def test_what_was_said_goes_or_stays_as_chosen(
    client: Client, world: World, nameless: Holder, choice: str, text: str
) -> None:
    """E37: review text per choice removed or anonymous."""
    review_id = saying.say(world.coffee, nameless, name="Анна")
    page = client.get(ERASE, status=200)
    page.form(id_="erase").submit(reviews=choice, sure=True, follow=False)
    with tenancy.scope(world.coffee.business_id):
        found = queries.review(review_id)
    assert (found.text, found.name, found.member_id) == (text, "", None)


def test_who_said_nothing_is_asked_nothing(browser: Client) -> None:
    page = browser.get(ERASE, status=200)
    assert "reviews" not in page.form(id_="erase").names
