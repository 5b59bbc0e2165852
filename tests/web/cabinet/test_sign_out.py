"""Leaving."""

import pytest

from tests.page import Client
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World, create_person, issue_card

LEAVE = f"{HOME}/sign-out"


def test_signing_out_here_leaves_other_devices_alone(
    browser: Client, guest: Holder
) -> None:
    phone = browser.another()
    phone.sign_in(guest.person_id)
    form = browser.get(LEAVE, status=200).form(action="/sign-out")
    answer = form.submit(button="Sign out here", status=303, follow=False)
    assert answer.location == "/zerno/join"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    browser.get(HOME, status=303)
    phone.get(HOME, status=200)


def test_signing_out_everywhere_ends_every_device(
    browser: Client, guest: Holder
) -> None:
    phone = browser.another()
    phone.sign_in(guest.person_id)
    page = browser.get(LEAVE)
    page.form(action="/sign-out").submit(
        button="Sign out everywhere: 2 devices", status=303
    )
    browser.get(HOME, status=303)
    phone.get(HOME, status=303)


def test_the_owner_of_an_unprotected_card_is_warned(
    client: Client, world: World
) -> None:
    shop = world.coffee
    person_id = create_person(language="en")
    issue_card(shop.business_id, shop.programme_id, person_id=person_id)
    client.sign_in(person_id)
    page = client.get(LEAVE)
    assert "You would lose this card" in page.text
    assert page.link("Protect your card") == "/zerno/protect"


@pytest.mark.parametrize("where", ["", "nowhere", "\0"])
def test_a_strange_choice_signs_nobody_out(browser: Client, where: str) -> None:
    form = browser.get(LEAVE).form(action="/sign-out")
    page = browser.post(form.action, data={**form.values, "where": where}, status=422)
    assert page.title.startswith("Error:")
    browser.get(HOME, status=200)
