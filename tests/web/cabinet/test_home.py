"""The card: what stands on it, what it costs, when it is sent again."""

from datetime import timedelta

import pytest
from flask import Flask

from app.businesses import actions as businesses
from app.cards.actions import join_cards
from app.core import db, tenancy
from app.people import actions as people
from app.programmes.rules import Reward
from app.sales import actions as sales
from tests.conftest import Clock
from tests.page import Client
from tests.web.cabinet.conftest import HOME
from tests.web.cabinet.tools import code_in, set_rules
from tests.world import (
    Holder,
    World,
    create_person,
    issue_card,
    sell,
)


def test_the_card_shows_balance_name_and_number(
    browser: Client, world: World, guest: Holder
) -> None:
    sell(world.coffee, guest, amount_minor=184_000)
    page = browser.get(HOME, status=200)
    assert page.h1 == "My card"
    face = page.one("div", cls="pass")
    words = " ".join(face.itertext())
    assert "92" in words
    assert "points" in words
    assert "Anna" in words
    assert "since March 2026" in words
    number = guest.number
    spoken = f"{number[:3]} {number[3:6]} {number[6:8]} {number[8:]}"
    assert spoken in page.text.replace("\xa0", " ")


def test_the_static_code_reads(browser: Client, guest: Holder) -> None:
    assert code_in(browser.get(HOME).one("img", cls="stub-code")) == f"T{guest.number}"


def test_a_guest_without_a_name_is_a_guest(client: Client, world: World) -> None:
    shop = world.coffee
    person_id = create_person(language="en")
    issue_card(shop.business_id, shop.programme_id, person_id=person_id)
    client.sign_in(person_id)
    page = client.get(HOME, status=200)
    assert "Guest" in page.text
    assert page.link("Add a phone or an e-mail") == "/zerno/protect"
    assert "300 points" in page.text.replace("\xa0", " ")
    assert "Nothing has happened yet" in page.text


def test_a_protected_card_is_not_nagged(browser: Client) -> None:
    assert "/zerno/protect" not in browser.get(HOME).markup


def test_pending_points_stand_apart_with_their_day(
    browser: Client, world: World, guest: Holder
) -> None:
    set_rules(world, hold_days=14)
    sell(world.coffee, guest, amount_minor=500_000)
    text = browser.get(HOME).text.replace("\xa0", " ")
    assert "Can be spent now0 points" in text.replace("now ", "now")
    assert "Waiting until Mar 31" in text
    assert "250 points" in text


def test_the_next_three_expiries_are_named(
    browser: Client, world: World, guest: Holder, clock: Clock
) -> None:
    set_rules(world, life_days=30)
    for _ in range(4):
        sell(world.coffee, guest, amount_minor=100_000)
        clock.advance(days=1)
    text = browser.get(HOME).text
    days = [f"Valid through Apr {day}" for day in (16, 17, 18)]
    assert all(day in text for day in days)
    assert "Apr 19" not in text.partition("Latest")[0]


def test_the_way_to_the_next_reward_is_shown(
    browser: Client, world: World, guest: Holder
) -> None:
    set_rules(world, rewards=(Reward(name="Flat white", points=150),))
    sell(world.coffee, guest, amount_minor=200_000)
    page = browser.get(HOME)
    bar = page.one("progress")
    assert (bar.get("value"), bar.get("max")) == ("100", "150")
    assert "50 points to go" in page.text.replace("\xa0", " ")


def test_debt_is_said(browser: Client, world: World, guest: Holder) -> None:
    booked = sell(world.coffee, guest, amount_minor=500_000)
    sell(world.coffee, guest, amount_minor=20_000, points=200)
    with tenancy.scope(world.coffee.business_id), db.writing():
        sales.refund(
            receipt_id=booked.receipt_id,
            positions=None,
            number="R1",
            outlet_id=world.coffee.outlet_id,
            actor=world.coffee.cashier.actor,
            reason="quality",
        )
    assert "−200 points" in browser.get(HOME).text.replace("\xa0", " ")


def test_the_last_three_lines_lead_to_the_history(
    browser: Client, world: World, guest: Holder
) -> None:
    for _ in range(4):
        sell(world.coffee, guest, amount_minor=100_000)
    page = browser.get(HOME)
    assert len(page.all("li", cls="row")) == 3
    assert page.link("Whole history") == f"{HOME}/history"


@pytest.mark.parametrize("purchases", [1, 30])
def test_the_number_of_statements_is_constant(
    browser: Client,
    world: World,
    guest: Holder,
    statements: list[str],
    purchases: int,
) -> None:
    """Card, rules; standing; history, receipts; a check; partners; gifts; a review."""
    for _ in range(purchases):
        sell(world.coffee, guest, amount_minor=100_000)
    browser.get(HOME)
    statements.clear()
    browser.get(HOME, status=200)
    assert len(statements) == 9, statements


def test_an_unchanged_page_is_not_sent_again(
    browser: Client, world: World, guest: Holder, statements: list[str]
) -> None:
    sell(world.coffee, guest, amount_minor=100_000)
    first = browser.get(HOME, status=200)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    statements.clear()
    again = browser.get(HOME, headers={"If-None-Match": tag}, status=304)
    assert again.data == b""
    assert again.headers["ETag"] == tag
    assert len(statements) == 1, statements


def test_a_tag_with_the_name_of_a_coding_is_known(browser: Client) -> None:
    tag = browser.get(HOME).headers["ETag"]
    coded = f'"other", {tag[:-1]}:zstd"'
    browser.get(HOME, headers={"If-None-Match": coded}, status=304)


def test_a_sale_makes_the_page_new(
    browser: Client, world: World, guest: Holder
) -> None:
    tag = browser.get(HOME).headers["ETag"]
    sell(world.coffee, guest, amount_minor=100_000)
    page = browser.get(HOME, headers={"If-None-Match": tag}, status=200)
    assert "50" in page.text


def test_midnight_makes_the_page_new(browser: Client, clock: Clock) -> None:
    """At midnight in Moscow, 21:00 UTC, "today" becomes "yesterday"."""
    tag = browser.get(HOME).headers["ETag"]
    clock.set(clock.now.replace(hour=20, minute=59, second=59))
    browser.get(HOME, headers={"If-None-Match": tag}, status=304)
    clock.advance(seconds=1)
    browser.get(HOME, headers={"If-None-Match": tag}, status=200)


def test_the_end_of_a_lot_makes_the_page_new(
    browser: Client, world: World, guest: Holder, clock: Clock
) -> None:
    set_rules(world, life_days=1)
    sell(world.coffee, guest, amount_minor=100_000)
    clock.set(clock.now + timedelta(days=1))
    page = browser.get(HOME)
    assert "50" in page.text
    tag = page.headers["ETag"]
    clock.set(clock.now.replace(hour=21, minute=0))
    page = browser.get(HOME, headers={"If-None-Match": tag}, status=200)
    assert " ".join(page.one("p", cls="pass-sum").itertext()).split()[0] == "0"


def test_new_rules_a_new_name_and_a_new_look_make_the_page_new(
    browser: Client, world: World, guest: Holder, app: Flask
) -> None:
    tag = browser.get(HOME).headers["ETag"]
    set_rules(world, rewards=(Reward(name="Cake", points=900),))
    page = browser.get(HOME, headers={"If-None-Match": tag}, status=200)
    assert "Cake" in page.text
    with db.writing():
        people.rename(person_id=guest.person_id, name="Anna K.")
    page = browser.get(
        HOME, headers={"If-None-Match": page.headers["ETag"]}, status=200
    )
    assert "Anna K." in page.text
    with db.writing():
        businesses.dress(
            business_id=world.coffee.business_id,
            brand_colour="#102030",
            accent_colour="#ffaa00",
            motif="waves",
        )
    app.extensions["tessera_businesses"].clear()
    browser.get(HOME, headers={"If-None-Match": page.headers["ETag"]}, status=200)


def test_another_browser_never_gets_304_for_this_ones_page(
    browser: Client, world: World, guest: Holder
) -> None:
    tag = browser.get(HOME).headers["ETag"]
    other = browser.another()
    other.sign_in(guest.person_id)
    other.get(HOME, headers={"If-None-Match": tag}, status=200)
    stranger = browser.another()
    stranger.sign_in(world.coffee.member.person_id)
    stranger.get(HOME, headers={"If-None-Match": tag}, status=200)


def test_a_made_up_tag_is_no_key(browser: Client) -> None:
    digest = browser.get(HOME).headers["ETag"].partition(".")[0]
    for tag in (
        f'{digest}.999999999999999999999"',
        f'{digest}.x"',
        f'{digest}.\u0663"'.encode().decode("latin-1"),
        "garbage",
        ",,,",
        'W/""',
    ):
        browser.get(HOME, headers={"If-None-Match": tag}, status=200)


def test_without_signing_in_the_way_leads_to_joining(
    client: Client, world: World
) -> None:
    assert client.get(HOME, status=303).location == "/zerno/join"
    part = client.get(f"{HOME}/code", htmx=True, status=204)
    assert part.headers["HX-Redirect"] == "/zerno/join"


def test_without_a_card_here_the_way_leads_to_joining(
    client: Client, world: World
) -> None:
    """A member of another business and a stranger have no card in this one."""
    for person_id in (world.books.member.person_id, world.stranger):
        browser = client.another()
        browser.sign_in(person_id)
        assert browser.get(HOME, status=303).location == "/zerno/join"


def test_an_ended_session_ends_at_once(browser: Client, guest: Holder) -> None:
    tag = browser.get(HOME).headers["ETag"]
    with db.writing():
        people.close_all_sessions(person_id=guest.person_id)
    browser.get(HOME, headers={"If-None-Match": tag}, status=303)


def test_a_joined_card_gives_way_to_the_other(
    browser: Client, world: World, guest: Holder
) -> None:
    shop = world.coffee
    other = issue_card(shop.business_id, shop.programme_id)
    sell(shop, other, amount_minor=100_000)
    with tenancy.scope(shop.business_id), db.writing():
        join_cards(source_id=other.card_id, target_id=guest.card_id, actor="system")
    page = browser.get(HOME)
    assert "Cards joined" in page.text
    assert code_in(page.one("img", cls="stub-code")) == f"T{guest.number}"


def test_an_unknown_business_is_nowhere(browser: Client) -> None:
    browser.get("/nowhere/card", status=404)
