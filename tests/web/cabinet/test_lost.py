"""The guest ends the codes of a lost phone or card from a new one."""

import pytest

from app.cards import codes, queries
from app.cards.errors import CardReplaced
from app.core import tenancy
from tests.page import Client
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World


def test_the_lost_phone_is_out_and_this_one_stays(
    browser: Client, guest: Holder, world: World
) -> None:
    old = browser.another(language="en")
    old.sign_in(guest.person_id)
    page = browser.get(f"{HOME}/profile").click("A phone or card is lost", status=200)
    assert page.form(id_="lost").submit(status=422).title.startswith("Error:")
    done = page.form(id_="lost").submit(what="phone", status=303)
    assert "refused from now on" in done.text
    old.get(HOME, status=303)
    with tenancy.scope(world.coffee.business_id):
        with pytest.raises(CardReplaced):
            queries.find(codes.static_payload(guest.number))
        fresh = queries.card(guest.card_id)
    assert fresh.spoken in browser.get(HOME, status=200).text


def test_a_made_up_choice_changes_nothing(browser: Client, guest: Holder) -> None:
    form = browser.get(f"{HOME}/lost", status=200).form(id_="lost")
    form.submit(what="wallet", status=422)
    assert codes.spoken(guest.number) in browser.get(HOME, status=200).text
