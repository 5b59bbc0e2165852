"""A guest's points at partners: one purse after a consent that names who is told."""

from app.coalitions import purses
from tests.coalitions.pages import partners
from tests.page import Client
from tests.world import World


def browser_of(client: Client, world: World) -> Client:
    browser = client.another()
    browser.sign_in(world.coffee.member.person_id)
    return browser


def test_a_purse_is_opened_and_closed(client: Client, world: World) -> None:
    made = partners(world, allowed=False)
    made.books.give(50)
    browser = browser_of(client, world)
    home = f"/{world.coffee.slug}/card/partners"
    page = browser.get(home, status=200)
    assert "50" not in page.text
    place = f"{home}/{made.books.business_id}/in/purse"
    consent = browser.get(place, status=200)
    assert "Margin Books" in consent.text
    consent.form(action="purse").submit(status=303)
    assert "50" in browser.get(home).text
    assert len(made.coffee.ask(purses.cards_of, made.coffee.person_id)) == 1
    consent = browser.get(place, status=200)
    consent.form(action="purse").submit(status=303)
    assert made.coffee.ask(purses.cards_of, made.coffee.person_id) == []


def test_what_is_no_partner_is_not_found(client: Client, world: World) -> None:
    browser = browser_of(client, world)
    home = f"/{world.coffee.slug}/card/partners"
    browser.get(home, status=200)
    browser.get(f"{home}/{world.books.business_id}/in/purse", status=404)
    browser.get(f"{home}/999/out/contacts", status=404)


def test_a_decision_is_one_of_two(client: Client, world: World) -> None:
    made = partners(world, allowed=False)
    browser = browser_of(client, world)
    place = f"/{world.coffee.slug}/card/partners/{made.books.business_id}/out/contacts"
    form = browser.get(place, status=200).form(action="contacts")
    browser.post(place, {**form.values, "decision": ["perhaps"]}, status=422)
