"""The profile: name, language, contacts, devices."""

from datetime import date

import pytest
from flask import Flask

from app.core import tenancy
from app.ledger import queries as ledger
from app.people import queries
from app.programmes.target_actions import Action, ActionReward
from app.worker import Worker
from tests.page import Client
from tests.web.cabinet.conftest import HOME
from tests.web.cabinet.tools import set_rules
from tests.world import Holder, World, create_person, issue_card

PROFILE = f"{HOME}/profile"


def test_a_name_reaches_the_card(browser: Client, guest: Holder) -> None:
    form = browser.get(PROFILE, status=200).form(id_="me")
    page = form.submit(name="  Anna   K. ", status=303)
    assert "Saved" in page.text
    assert queries.person(guest.person_id).name == "Anna K."
    assert "Anna K." in browser.get(HOME).text


def test_a_name_may_be_taken_away(browser: Client, guest: Holder) -> None:
    browser.get(PROFILE).form(id_="me").submit(name="", status=303)
    assert queries.person(guest.person_id).name is None


def test_the_language_changes_at_once_and_for_ever(
    browser: Client, guest: Holder
) -> None:
    form = browser.get(PROFILE).form(id_="me")
    page = form.submit(language="ru", status=303)
    assert 'lang="ru"' in page.markup
    assert queries.person(guest.person_id).language == "ru"
    other = browser.another(language="en")
    other.sign_in(guest.person_id)
    assert '<html lang="ru"' in other.get(PROFILE).markup


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x" * 81},
        {"name": "x" * 100_000},
        {"language": "de"},
        {"language": None},
        {"idempotency_key": "\u0416"},
    ],
)
def test_wrong_input_changes_nothing_and_stays_typed(
    browser: Client, guest: Holder, wrong: dict[str, str | None]
) -> None:
    form = browser.get(PROFILE).form(id_="me")
    data = {**form.values, "name": "Another", **wrong}
    data = {name: value for name, value in data.items() if value is not None}
    page = browser.post(form.action, data=data, status=422)
    assert page.title.startswith("Error:")
    assert page.one("div", cls="errors")
    assert page.form(id_="me").values["name"] == [data["name"]]
    person = queries.person(guest.person_id)
    assert (person.name, person.language) == ("Anna", "en")


def test_a_null_byte_in_a_name_is_refused(browser: Client, guest: Holder) -> None:
    form = browser.get(PROFILE).form(id_="me")
    browser.post(form.action, data={**form.values, "name": "Anna\0"}, status=422)
    assert queries.person(guest.person_id).name == "Anna"


def test_a_form_without_its_token_is_refused(browser: Client, guest: Holder) -> None:
    browser.post(PROFILE, data={"name": "Mallory", "language": "en"}, status=400)
    assert queries.person(guest.person_id).name == "Anna"


def test_contacts_are_spelt_and_can_be_added(
    browser: Client, client: Client, world: World
) -> None:
    page = browser.get(PROFILE)
    assert "+7 916 765-43-21" in page.text
    assert page.link("Add a phone or an e-mail") == "/zerno/card/contact"
    person_id = create_person(language="en")
    shop = world.coffee
    issue_card(shop.business_id, shop.programme_id, person_id=person_id)
    other = client.another()
    other.sign_in(person_id)
    assert "The card is not protected" in other.get(PROFILE).text


def test_another_device_can_be_ended(browser: Client, guest: Holder) -> None:
    phone = browser.another()
    phone.sign_in(guest.person_id)
    phone.get(HOME, status=200)
    page = browser.get(PROFILE)
    page.form(button="End").submit(status=303)
    phone.get(HOME, status=303)
    browser.get(HOME, status=200)


def test_a_strangers_device_is_left_alone(
    browser: Client, world: World, guest: Holder
) -> None:
    victim = browser.another()
    victim.sign_in(world.coffee.member.person_id)
    (device,) = queries.devices(world.coffee.member.person_id)
    token = browser.get(PROFILE).form(id_="me").values["csrf_token"]
    path = f"{HOME}/devices/{device.session_id}/end"
    browser.post(path, data={"csrf_token": token}, status=303)
    victim.get(HOME, status=200)


def test_devices_of_others_are_not_listed(
    browser: Client, world: World, guest: Holder
) -> None:
    other = browser.another()
    other.sign_in(world.coffee.member.person_id)
    forms = browser.get(PROFILE).forms()
    assert not [form for form in forms if form.action.endswith("/end")]


def test_the_profile_is_never_kept(browser: Client) -> None:
    assert browser.get(PROFILE).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("wrong", ["2026-03-18", "1899-12-31", "31.12.1990", "x", "0"])
def test_a_birthday_is_a_day_of_somebody_alive(
    browser: Client, guest: Holder, wrong: str
) -> None:
    form = browser.get(PROFILE).form(id_="me")
    data = {**form.values, "born_on": wrong}
    page = browser.post(form.action, data=data, status=422)
    assert "Choose the day on which you were born." in page.text
    assert page.form(id_="me").values["born_on"] == [wrong]
    assert queries.person(guest.person_id).born_on is None


def test_a_birthday_is_kept_and_may_be_taken_away(
    browser: Client, guest: Holder
) -> None:
    page = browser.get(PROFILE).form(id_="me").submit(born_on="1990-02-28", status=303)
    assert queries.person(guest.person_id).born_on == date(1990, 2, 28)
    assert page.form(id_="me").values["born_on"] == ["1990-02-28"]
    page.form(id_="me").submit(born_on="", status=303)
    assert queries.person(guest.person_id).born_on is None


def test_a_filled_profile_is_rewarded_once(
    browser: Client, guest: Holder, world: World, app: Flask
) -> None:
    rule = ActionReward(name="Profile", action=Action.PROFILE, points=25)
    set_rules(world, actions=(rule,))
    assert "For a filled profile" in browser.get(HOME).text
    worker: Worker = app.extensions["tessera_worker"]
    for name in ("Anna", "Ann"):
        browser.get(PROFILE).form(id_="me").submit(
            name=name, born_on="1990-02-28", status=303
        )
        worker.relay()
    with tenancy.scope(world.coffee.business_id):
        assert ledger.balance(guest.card_id).available == 25
