"""One consent: reading, giving, withdrawing."""

import pytest

from app.core import db, tenancy
from app.people import actions as people
from app.people import queries
from app.space import subscriptions
from tests.page import Client
from tests.space import talk
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World


def given(world: World, guest: Holder) -> list[str]:
    """The purposes that the guest agrees to here."""
    with tenancy.scope(world.coffee.business_id):
        return [each.purpose for each in queries.consents(guest.person_id)]


def test_a_consent_is_read_in_full_and_given(
    browser: Client, world: World, guest: Holder
) -> None:
    page = browser.get(f"{HOME}/profile").click("Consent to mailings")
    assert "news and offers" in page.text
    assert "You have not given it." in page.text
    page.form(button="Give the consent").submit(button="Give", status=303)
    assert given(world, guest) == ["mailings"]
    page.form(button="Give the consent").submit(button="Give", status=303)
    assert given(world, guest) == ["mailings"]


def test_withdrawing_mailings_keeps_the_contact(
    browser: Client, world: World, guest: Holder
) -> None:
    path = f"{HOME}/consents/mailings"
    browser.get(path).form(button="Give the consent").submit(button="Give")
    page = browser.get(path)
    page.form(button="Withdraw").submit(button="Withdraw", status=303)
    assert given(world, guest) == []
    assert queries.person(guest.person_id).is_protected


def test_withdrawing_mailings_ends_the_news_by_e_mail_here(
    browser: Client, world: World, guest: Holder
) -> None:
    with db.writing():
        people.claim_address(
            person_id=guest.person_id, channel="email", address="me@example.test"
        )
    for shop in (world.coffee, world.books):
        talk.subscribe(shop, "me@example.test")
    talk.subscribe(world.coffee, "other@example.test")
    page = browser.get(f"{HOME}/consents/mailings")
    page.form(button="Give the consent").submit(button="Give")
    page = browser.get(f"{HOME}/consents/mailings")
    page.form(button="Withdraw").submit(button="Withdraw", status=303)
    for shop in (world.coffee, world.books):
        with tenancy.scope(shop.business_id):
            assert subscriptions.counts() == (1, 0)


def test_withdrawing_processing_names_the_price_and_takes_the_contact(
    browser: Client, world: World, guest: Holder
) -> None:
    path = f"{HOME}/consents/processing"
    browser.get(path).form(button="Give the consent").submit(button="Give")
    page = browser.get(path)
    assert "without protection" in page.text
    page.form(button="Withdraw").submit(button="Withdraw", status=303)
    assert not queries.person(guest.person_id).is_protected
    assert "Protect your card" in browser.get(HOME).text


def test_an_unknown_consent_is_not_found(browser: Client) -> None:
    browser.get(f"{HOME}/consents/soul", status=404)
    token = browser.get(f"{HOME}/consents/mailings").form(button="Give").values
    data = {**token, "decision": "give"}
    browser.post(f"{HOME}/consents/soul", data=data, status=404)


@pytest.mark.parametrize("decision", [None, "", "maybe", "\0"])
def test_a_strange_decision_changes_nothing(
    browser: Client, world: World, guest: Holder, decision: str | None
) -> None:
    form = browser.get(f"{HOME}/consents/mailings").form(button="Give")
    data = {**form.values, "decision": decision}
    data = {name: value for name, value in data.items() if value is not None}
    page = browser.post(form.action, data=data, status=422)
    assert page.title.startswith("Error:")
    assert given(world, guest) == []
