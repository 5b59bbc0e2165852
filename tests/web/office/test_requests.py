"""The inbox: one list, its filters in the address, who may look."""

from datetime import timedelta

import pytest

from app.core import clock, db, tenancy
from app.space import inbox, requests
from tests import html_rules
from tests.space import talk
from tests.web.office.conftest import Enter, Office
from tests.world import World


def test_an_empty_inbox_says_what_comes_here(office: Office) -> None:
    page = office.get("requests", status=200)
    assert "Nobody waits" in page.text
    assert page.link("See the call-back form") == "/zerno/call-back"


def test_everything_that_waits_is_in_one_list(office: Office, world: World) -> None:
    shop = world.coffee
    talk.application(shop, talk.vacancy(shop))
    talk.comment(shop, talk.publish(shop), world.stranger)
    talk.call_back(shop)
    talk.call_back(world.books)
    page = office.get("requests", status=200)
    assert "3 wait for an answer" in page.text
    assert len(page.one("ul", cls="inbox")) == 3
    for kind, word in (
        ("call_back", "call-back"),
        ("application", "Бариста"),
        ("comment", "Новое зерно"),
    ):
        found = office.get(f"requests?kind={kind}", status=200)
        assert len(found.one("ul", cls="inbox")) == 1
        assert word in found.text


def test_who_wrote_nothing_is_said_in_the_words_of_the_request(
    office: Office, world: World
) -> None:
    shop = world.coffee
    talk.application(shop, talk.vacancy(shop), message="")
    text = office.get("requests", status=200).text
    assert "no message" in text
    assert "no question written" not in text


def test_what_is_late_says_so_in_words_and_shape(office: Office, world: World) -> None:
    talk.call_back(world.coffee)
    clock.advance(timedelta(hours=2, minutes=1))
    page = office.get("requests", status=200)
    assert "1 waits for an answer, 1 of them too long" in page.text
    badge = page.one("span", cls="badge-bad")
    assert "overdue" in "".join(badge.itertext())
    assert list(html_rules.elements(badge, "svg"))
    assert "was due today, 14:00" in page.text


def test_mine_and_closed_are_found_by_the_address(office: Office, world: World) -> None:
    shop = world.coffee
    mine, done = talk.call_back(shop), talk.call_back(shop)
    talk.call_back(shop)
    with tenancy.scope(shop.business_id), db.writing():
        requests.take(request_id=mine, staff_id=office.staff_id)
        requests.finish(request_id=done, staff_id=office.staff_id, note="")
    page = office.get("requests").click("Only mine")
    assert len(page.one("ul", cls="inbox")) == 1
    page = office.get("requests").click("Closed")
    assert len(page.one("ul", cls="inbox")) == 1
    assert "Nothing of this kind" in office.get("requests?kind=comment&mine=1").text


@pytest.mark.parametrize(
    "query",
    [
        "kind=x",
        "state=%00",
        "page=0",
        "page=-5",
        f"page={10**30}",
        "mine=yes",
        "page=x",
    ],
)
def test_nonsense_in_the_address_shows_what_is_open(
    office: Office, world: World, query: str
) -> None:
    talk.call_back(world.coffee)
    office.get(f"requests?{query}", status=200)


def test_more_is_a_link_away(office: Office, world: World) -> None:
    for _ in range(inbox.PAGE + 1):
        talk.call_back(world.coffee)
    page = office.get("requests", status=200)
    assert len(page.one("ul", cls="inbox")) == inbox.PAGE
    page = page.click("Show more")
    assert len(page.one("ul", cls="inbox")) == 1
    assert len(page.click("To the beginning").one("ul", cls="inbox")) == inbox.PAGE


@pytest.mark.parametrize(
    ("role", "status"),
    [("owner", 200), ("administrator", 200), ("moderator", 200), ("cashier", 403)],
)
def test_roles(enter: Enter, world: World, role: str, status: int) -> None:
    shop = world.coffee
    request_id = talk.call_back(shop)
    comment_id = talk.comment(shop, talk.publish(shop), world.stranger)
    browser = enter(role)
    for path in (
        "requests",
        f"requests/{request_id}",
        f"comments/{comment_id}",
        "vacancies",
        f"vacancies/{talk.vacancy(shop)}",
        "vacancies/new",
    ):
        browser.get(path, status=status)
