"""The second screen: a phone or e-mail and three consents, or later (row 109)."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock, db, tenancy
from app.core.ids import PersonId
from app.core.outbox import OutboxRow
from app.people import queries
from app.people.keys import Passkey
from app.people.models import Consent, Person, SignInCode
from tests.page import Client, Page
from tests.world import World, create_staff

PHONE = "8 916 000-11-22"


@pytest.fixture
def page(world: World, guest: Client, joined: Callable[..., Page]) -> Page:
    """The second screen, which the page after the one tap leads to."""
    return joined(guest).click("Добавить телефон или почту")


def test_it_can_be_skipped(page: Page) -> None:
    assert page.all("a", href="/zerno/card")


def test_three_consents_are_apart_and_unticked(page: Page) -> None:
    boxes = page.all("input", type="checkbox")
    assert [box.get("name") for box in boxes] == ["processing", "mailings", "partners"]
    assert not any("checked" in box.attrib for box in boxes)


def test_every_consent_can_be_read(page: Page, guest: Client) -> None:
    for purpose in ("processing", "mailings", "partners"):
        text = guest.get(f"/zerno/consents/{purpose}", status=200).text
        assert "Зерно" in text


def test_phone_and_email_ask_for_the_right_keyboard(page: Page, guest: Client) -> None:
    phone = page.one("input", name="contact")
    assert (phone.get("type"), phone.get("autocomplete")) == ("tel", "tel")
    email = guest.get("/zerno/protect?by=email").one("input", name="contact")
    assert (email.get("type"), email.get("autocomplete")) == ("email", "email")


def test_consents_and_code_are_stored_together(world: World, page: Page) -> None:
    page.form(id_="protect").submit(
        contact=PHONE, processing=True, partners=True, status=303
    )
    with tenancy.scope(world.coffee.business_id):
        given = db.session().scalars(select(Consent.purpose)).all()
    assert sorted(given) == ["partners", "processing"]
    (code,) = db.session().scalars(select(SignInCode))
    assert (code.address, code.sender) == ("+79160001122", "Зерно")
    facts = db.session().scalars(select(OutboxRow.fact)).all()
    assert facts.count("CodeAsked") == 1


def test_without_mailings_nothing_is_refused(page: Page, digits: Any) -> None:
    code = page.form(id_="protect").submit(contact=PHONE, processing=True)
    done = code.form(id_="code-form").submit(code=digits(), follow=False)
    assert done.location == "/zerno/card"


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({"contact": PHONE}, {"processing"}),
        ({"contact": "123", "processing": True}, {"contact"}),
        ({"contact": "", "processing": True}, {"contact"}),
        ({"contact": "", "mailings": True}, {"contact", "processing"}),
        ({"contact": "\0", "processing": True}, {"contact"}),
        ({"contact": "+7 495 123-45-67", "processing": True}, {"contact"}),
    ],
)
def test_wrong_input_keeps_the_form_and_changes_nothing(
    page: Page, values: dict[str, Any], names: set[str]
) -> None:
    answer = page.form(id_="protect").submit(status=422, **values)
    wrong = {e.get("name") for e in answer.all("input", aria_invalid="true")}
    assert wrong == names
    typed = answer.one("input", name="contact").get("value", "")
    assert typed == values["contact"].replace("\0", "")
    assert answer.title.startswith("Ошибка")
    with tenancy.across():
        assert db.session().scalars(select(Consent)).all() == []
    assert db.session().scalars(select(SignInCode)).all() == []


def test_too_many_codes_say_when_to_come_back(
    world: World, guest: Client, joined: Any
) -> None:
    for number in range(4):
        browser = guest.another()
        joined(browser)
        form = browser.get("/zerno/protect").form(id_="protect")
        answer = form.submit(
            contact=PHONE, processing=True, status=303 if number < 3 else 429
        )
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.one("input", name="contact").get("value") == PHONE


def test_a_verified_phone_protects_the_card(
    world: World, guest: Client, protected: Any
) -> None:
    answer = protected(guest, PHONE)
    assert (answer.status, answer.location) == (303, "/zerno/card")
    person = db.session().scalar(select(Person).where(Person.phone == "+79160001122"))
    assert person is not None
    # A protected card may have an e-mail besides, and then nothing is left to ask.
    page = guest.get("/zerno/protect", status=200)
    assert page.one("input", name="contact").get("type") == "email"


def test_r23_same_phone_brings_the_first_card_back(
    world: World, guest: Client, protected: Any
) -> None:
    """A lost phone: a new browser gets a new card, verifies, and has the old one."""
    member = world.coffee.member
    newcomer = guest.another()
    protected(newcomer, "+7 916 123-45-67")
    card = newcomer.get("/zerno/card", status=200)
    assert member.number[:3] in card.text
    assert [p.slug for p in queries.memberships(member.person_id)] == ["zerno"]


def test_a_membership_elsewhere_moves_to_the_same_person(
    world: World, guest: Client, protected: Any
) -> None:
    protected(guest, "+7 916 123-45-67", "margin")
    slugs = [p.slug for p in queries.memberships(world.coffee.member.person_id)]
    assert slugs == ["zerno", "margin"]


def test_strangers_are_sent_to_join(world: World, guest: Client) -> None:
    assert guest.get("/zerno/protect", status=303).location == "/zerno/join"
    assert guest.get("/zerno/protect/code", status=303).location == "/zerno/protect"


def test_a_code_of_signing_in_protects_nothing_without_consent(
    page: Page, guest: Client, digits: Any
) -> None:
    sign_in = guest.get("/sign-in").form(id_="sign-in")
    sign_in.submit(contact=PHONE, status=303)
    answer = guest.get("/zerno/protect/code", status=303)
    assert answer.location == "/zerno/protect"


def test_the_demo_shows_the_code_on_the_page(
    world: World, make_app: Callable[..., Flask], joined: Any, digits: Any
) -> None:
    demo = Client(make_app(demo=True), address="https://tessera.test")
    joined(demo)
    page = demo.get("/zerno/protect")
    code = page.form(id_="protect").submit(contact=PHONE, processing=True)
    assert digits() in code.text


def test_without_a_way_to_send_codes_a_new_card_is_shown_at_once(
    world: World, make_app: Callable[..., Flask]
) -> None:
    client = Client(make_app(smtp_url=""), address="https://tessera.test")
    page = client.get("/zerno/join").form(action="/join").submit(follow=False)
    assert "/zerno/protect" not in client.get(page.location, status=200).markup
    assert client.get("/zerno/protect", status=303).location == "/zerno/card"
    assert client.get("/sign-in", status=503).h1
    assert "Protect your card" not in client.get("/zerno/card").text


def test_a_guest_s_browser_gets_no_contact_for_who_works(
    world: World, client: Client
) -> None:
    """By a contact of one's own one would sign in to their work."""
    shop = world.coffee
    person_id = shop.member.person_id
    create_staff(shop.business_id, "moderator", person_id=person_id)
    client.sign_in(person_id, is_staff_sign_in=False)
    page = client.get("/zerno/protect?by=email", status=303)
    assert page.location.startswith("/sign-in?next=/zerno/protect")
    with client.flask.session_transaction(base_url=client.address) as cookie:
        cookie["nonce"], cookie["code"] = "n", {"id": 1, "next": None}
    assert client.get("/zerno/protect/code").location == "/zerno/protect"
    client.sign_in(person_id, has_second_factor=False)
    assert client.get("/zerno/protect?by=email", status=200).form(id_="protect")
    add_passkey(person_id)
    page = client.get("/zerno/protect?by=email", status=303)
    assert page.location.startswith("/second-factor?next=/zerno/protect")
    client.sign_in(person_id)
    client.get("/zerno/protect?by=email", status=200)


def add_passkey(person_id: PersonId) -> None:
    with db.writing():
        db.session().add(
            Passkey(
                person_id=person_id,
                credential=b"x",
                public_key=b"",
                counter=0,
                name="Phone",
                created_at=clock.now(),
            )
        )
