"""A guest with several cards of one business: each shown, chosen, and kept apart."""

from dataclasses import replace

import pytest

from app.cards import queries as cards
from app.core import db, tenancy
from tests.circles import Circle, create_circle
from tests.page import Client, Page
from tests.web.cabinet.conftest import HOME
from tests.web.cabinet.tools import code_in
from tests.world import Holder, World, issue_card, sell


@pytest.fixture
def circle(world: World, guest: Holder) -> Circle:
    """Anna holds a card of her group too."""
    made = create_circle(world.coffee)
    made.enter(guest.member_id)
    return made


@pytest.fixture
def second(world: World, guest: Holder, circle: Circle) -> Holder:
    """That card."""
    card_id = circle.card(guest.member_id)
    with tenancy.scope(world.coffee.business_id):
        number = cards.card(card_id).number
        db.session().rollback()
    return replace(guest, card_id=card_id, number=number)


def chips(page: Page) -> list[str]:
    links = [each for nav in page.all("nav", cls="deck") for each in nav.findall("a")]
    return [" ".join(" ".join(each.itertext()).split()) for each in links]


def current(page: Page) -> str:
    (nav,) = page.all("nav", cls="deck")
    (link,) = [each for each in nav.findall("a") if "aria-current" in each.attrib]
    return "".join(link.itertext())


def test_one_card_has_no_choice(browser: Client) -> None:
    assert chips(browser.get(HOME, status=200)) == []


def test_both_are_listed_with_what_is_on_them(
    browser: Client, world: World, guest: Holder, second: Holder
) -> None:
    sell(world.coffee, guest, amount_minor=1000_00)
    sell(world.coffee, second, amount_minor=2000_00)
    page = browser.get(HOME, status=200)
    assert [each.replace("\xa0", " ") for each in chips(page)] == [
        "Points 50 points",
        "Student card 200 points",
    ]
    assert "Points" in current(page)
    assert code_in(page.one("img", cls="stub-code")) == f"T{guest.number}"


def test_the_chosen_card_stays_for_the_pages_that_follow(
    browser: Client, world: World, second: Holder
) -> None:
    sell(world.coffee, second, amount_minor=2000_00)
    page = browser.get(HOME).click("Student card", status=200)
    assert "Student card" in current(page)
    assert code_in(page.one("img", cls="stub-code")) == f"T{second.number}"
    assert "200" in browser.get(f"{HOME}/history", status=200).text
    printed = browser.get(f"{HOME}/print.pdf", status=200)
    assert second.number in printed.headers["Content-Disposition"]
    again = browser.get(HOME, status=200)
    assert "Student card" in current(again)
    assert "Points" in current(again.click("Points", status=200))


@pytest.mark.parametrize("card", ["0", "x", "", "\x00", "9" * 30, "foreign"])
def test_only_their_own_cards_can_be_chosen(
    browser: Client, world: World, second: Holder, card: str
) -> None:
    foreign = str(world.coffee.member.card_id)
    wanted = foreign if card == "foreign" else card
    browser.get(HOME, query_string={"card": wanted}, status=404)
    assert "Points" in current(browser.get(HOME, status=200))


def test_a_new_card_and_a_change_of_the_other_reach_a_kept_page(
    browser: Client, world: World, guest: Holder
) -> None:
    tag = browser.get(HOME, status=200).headers["ETag"]
    browser.get(HOME, headers={"If-None-Match": tag}, status=304)
    circle = create_circle(world.coffee)
    circle.enter(guest.member_id)
    page = browser.get(HOME, headers={"If-None-Match": tag}, status=200)
    assert len(chips(page)) == 2
    tag = page.headers["ETag"]
    # Twice: the second question is answered on the doorstep.
    for _ in range(2):
        browser.get(HOME, headers={"If-None-Match": tag}, status=304)
    other = replace(guest, card_id=circle.card(guest.member_id))
    sell(world.coffee, other, amount_minor=1000_00)
    page = browser.get(HOME, headers={"If-None-Match": tag}, status=200)
    assert "100 points" in " ".join(chips(page)).replace("\xa0", " ")


def test_who_left_the_group_reads_what_that_means(
    browser: Client, guest: Holder, circle: Circle
) -> None:
    page = browser.get(HOME).click("Student card", status=200)
    assert "a group that you have left" not in page.text
    tag = page.headers["ETag"]
    circle.leave(guest.member_id)
    page = browser.get(HOME, headers={"If-None-Match": tag}, status=200)
    assert "a group that you have left" in page.text
    assert "earn points on your other card only" in page.text
    assert "a group that you have left" not in page.click("Points").text


def test_all_cards_at_once_counts_both(
    browser: Client, world: World, second: Holder
) -> None:
    issue_card(
        world.books.business_id, world.books.programme_id, person_id=second.person_id
    )
    with tenancy.scope(world.coffee.business_id):
        assert len(cards.cards_of(second.member_id)) == 2
        db.session().rollback()
    assert browser.get(f"{HOME}/save", status=200)
