"""The first screen: a period in words, charts with their table, problems, next step."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import event

from app.core import db, locales, outbox, tenancy
from app.people.events import MemberJoined
from app.sales import actions as sales
from app.wallet import halts
from tests.conftest import Clock
from tests.exchange.test_tables import read_csv, read_xlsx
from tests.html_rules import words
from tests.page import Client, Page
from tests.space import talk
from tests.web.office.conftest import Enter, Office
from tests.world import (
    World,
    create_business,
    create_outlet,
    create_programme,
    create_staff,
    sell,
)


@pytest.fixture
def count(app: Flask) -> Callable[[], int]:
    """Bring the figures up to date, as the worker does."""
    relay: Callable[[], int] = app.extensions["tessera_worker"].relay
    return relay


def give_up(business_id: int, error: str = "no route") -> int:
    """A delivery of this business that failed for good; its id."""
    with tenancy.scope(business_id), db.writing():
        outbox.record(
            MemberJoined(business_id=business_id, member_id=1, day="2026-01-01")
        )
    found = 0
    with db.writing():
        for delivery in outbox.claim(1000):
            if delivery.payload.get("day") == "2026-01-01":
                outbox.failed(delivery, error, is_permanent=True)
                found = delivery.id
            else:
                outbox.delivered([delivery.id])
    return found


def stats(page: Page) -> dict[str, tuple[str, str]]:
    """Each figure's name with its value and what it is compared with."""
    found = {}
    for stat in page.all("div", cls="stat"):
        name, value, compared = (words(c) for c in stat if c.tag in {"dt", "dd"})
        found[name] = value, compared
    return found


def test_the_day_stands_beside_the_same_weekday(
    office: Office, world: World, clock: Clock, count: Callable[[], int]
) -> None:
    now = clock.now
    clock.set(now - timedelta(days=7))
    sell(world.coffee, world.coffee.member, amount_minor=300_00)
    clock.set(now)
    sell(world.coffee, world.coffee.member, amount_minor=1000_00)
    sell(world.coffee, world.coffee.member, amount_minor=500_00, points=15)
    count()
    page = office.get(status=200)
    assert "March 17, 2026, compared with the whole of March 10, 2026" in page.text
    found = stats(page)
    assert found["Net sales"] == ("₽1,485", "395% more than a week earlier")
    assert found["Receipts"] == ("2", "1 more than a week earlier")
    assert found["Average receipt"] == ("₽742.50", "148% more than a week earlier")
    assert found["Points given"] == ("74", "393% more than a week earlier")
    assert found["Points spent"] == ("15", "nothing a week earlier")
    assert found["New members"] == ("1", "nothing a week earlier")
    assert "1 member in all." in page.text


@pytest.mark.parametrize(
    ("query", "heading", "receipts", "lead"),
    [
        ("period=yesterday", "Yesterday", "1", "March 16, 2026, compared with"),
        ("period=7-days", "7 days", "2", "Mar 11 – 17, 2026, compared with"),
        ("period=28-days", "28 days", "3", "Feb 18 – Mar 17, 2026, compared with"),
        ("period=month", "This month", "3", "Mar 1 – 17, 2026, compared with"),
        (
            "since=2026-03-07&until=2026-03-16",
            "Mar 7 – 16, 2026",
            "2",
            "Compared with Feb 25 – Mar 6, 2026",
        ),
        ("since=2025-03-17&until=2026-03-17", "Mar 17, 2025 – Mar 17, 2026", "3", ""),
        ("since=2026-03-07&until=2026-03-07", "March 7, 2026", "1", ""),
    ],
)
def test_any_period_is_shown(
    office: Office,
    world: World,
    clock: Clock,
    count: Callable[[], int],
    query: str,
    heading: str,
    receipts: str,
    lead: str,
) -> None:
    now = clock.now
    for back in (10, 1, 0):
        clock.set(now - timedelta(days=back))
        sell(world.coffee, world.coffee.member, amount_minor=1000_00)
    clock.set(now)
    count()
    page = office.get(f"?{query}", status=200)
    assert page.h1.startswith(heading)
    assert lead in page.text
    assert stats(page)["Receipts"][0] == receipts
    rows = page.one("tbody").findall("tr")
    assert len(rows) == len(bars_of(page))


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2026-03-10", "2026-03-01", "Swap them"),
        ("2026-03-10", "2026-03-18", "not come yet"),
        ("2020-03-10", "2026-03-10", "at most three years"),
        ("", "2026-03-10", "Choose a day"),
        ("2026-02-30", "2026-03-10", "Choose a day"),
        ("2026-03-10\0", "x", "Choose a day"),
        ("0001-01-01", "9999-12-31", "Choose a day"),
        ("٢٠٢٦-03-10", "2026-03-10", "Choose a day"),
    ],
)
def test_dates_that_make_no_period_are_told_so(
    office: Office, since: str, until: str, words: str
) -> None:
    dates = {"since": since, "until": until}
    page = office.get(query_string=dates, status=422)
    assert words in page.text
    kept = page.form(action="/office/").values
    assert kept["since"] == [since.replace("\0", "")]
    assert page.title.startswith("Error:")
    assert office.get("figures.csv", query_string=dates).status == 422


@pytest.mark.parametrize("query", ["period=x", "period=chosen", "outlet=x", "outlet=0"])
def test_a_period_or_outlet_that_is_none_is_not_found(
    office: Office, query: str
) -> None:
    assert office.get(f"?{query}").status == 404
    assert office.get(f"figures.xlsx?{query}").status == 404


def test_one_outlet_is_shown_alone_and_nobody_else_s(
    office: Office, world: World, count: Callable[[], int]
) -> None:
    shop = world.coffee
    other = create_outlet(shop.business_id, code="2")
    sell(shop, shop.member, amount_minor=1000_00)
    sell(replace(shop, outlet_id=other), shop.member, amount_minor=300_00)
    count()
    form = office.get(status=200).form(action="/office/")
    page = form.submit(outlet=str(other), status=200)
    found = stats(page)
    assert found["Net sales"][0] == "₽300"
    assert "New members" not in found
    assert "Outlet 2" in page.text
    assert f"outlet={other}" in page.link("28 days")
    theirs = world.books.outlet_id
    assert office.get(f"?outlet={theirs}").status == 404
    assert office.get(f"figures.csv?outlet={theirs}").status == 404


def test_the_chart_has_a_bar_and_a_row_for_each_day(
    office: Office, world: World, count: Callable[[], int]
) -> None:
    sell(world.coffee, world.coffee.member, amount_minor=1000_00)
    count()
    page = office.get(status=200)
    bars = bars_of(page)
    rows = page.one("tbody").findall("tr")
    assert len(bars) == len(rows) == 14
    assert bars[-1].attrib["height"] == "100"
    assert bars[0].attrib["height"] == "0"
    assert words(bars[-1]) == "March 17, 2026: ₽1,000"
    assert all(chart.attrib["aria-label"] for chart in page.all("svg", cls="chart"))


def test_a_return_stands_on_the_day_of_its_sale(
    office: Office, world: World, clock: Clock, count: Callable[[], int]
) -> None:
    shop = world.coffee
    booked = sell(shop, shop.member, amount_minor=1000_00)
    clock.advance(days=1)
    with tenancy.scope(shop.business_id), db.writing():
        sales.refund(
            receipt_id=booked.receipt_id,
            positions=None,
            number=None,
            outlet_id=shop.outlet_id,
            actor=shop.cashier.actor,
            reason="goods",
        )
    count()
    page = office.get(status=200)
    assert [bar.attrib["height"] for bar in bars_of(page)[-2:]] == ["0", "0"]
    assert "\u2212" not in page.text


def test_the_page_asks_the_database_as_often_for_a_year_as_for_a_day(
    office: Office, world: World, count: Callable[[], int], asked: list[str]
) -> None:
    create_outlet(world.coffee.business_id, code="2")
    sell(world.coffee, world.coffee.member, amount_minor=1000_00)
    count()
    spent = []
    for query in ("", "?since=2025-03-18&until=2026-03-17"):
        office.get(query, status=200)
        asked.clear()
        office.get(query, status=200)
        spent.append(len(asked))
    assert spent[0] == spent[1] <= 25


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    """Every statement that is sent."""
    sent: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(db.db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_seen_can_be_taken_along(
    office: Office, world: World, count: Callable[[], int], ending: str
) -> None:
    sell(world.coffee, world.coffee.member, amount_minor=1000_50)
    count()
    page = office.get("?period=7-days", status=200)
    said = {"csv": "Download as CSV", "xlsx": "Download for Excel"}[ending]
    answer = office.client.get(page.link(said), status=200)
    name = f'filename="zerno-figures-2026-03-11-2026-03-17.{ending}"'
    assert name in answer.headers["Content-Disposition"]
    with locales.speaking("en"):
        rows = {"csv": read_csv, "xlsx": read_xlsx}[ending](answer.data)
    assert len(rows) == 8
    assert rows[0][3] == "Net sales"
    assert str(rows[-1][3]) in {"1000.50", "1000.5"}


def test_every_reader_may_look_and_take(enter: Enter) -> None:
    moderator = enter("moderator")
    moderator.get("?period=month", status=200)
    moderator.get("figures.csv", status=200)
    assert enter("cashier").get("figures.csv").status == 403


def test_who_waits_for_an_answer_is_named_first(
    office: Office, world: World, clock: Clock
) -> None:
    assert "for an answer" not in office.get(status=200).text
    talk.call_back(world.coffee)
    talk.call_back(world.books)
    page = office.get(status=200)
    assert page.link("1 guest waits for an answer") == "/zerno/office/inbox"
    clock.advance(days=3)
    assert "1 guest waits for an answer, 1 is late" in office.get(status=200).text


def test_a_queue_that_stands_still_is_a_problem(
    office: Office, world: World, enter: Enter
) -> None:
    with db.writing():
        halts.halt("apple", "BadCertificate", "x")
    assert "Apple refuses our certificate" in office.get(status=200).text
    assert "Apple refuses" not in enter("moderator").get(status=200).text


def bars_of(page: Page) -> list[Element]:
    """The bars of the chart, oldest first."""
    chart = page.all("svg", cls="chart")[0]
    return [each for each in chart.iter() if each.tag.endswith("rect")]


def test_a_new_business_is_led_step_by_step(client: Client) -> None:
    business_id = create_business(slug="fresh")
    client.sign_in(create_staff(business_id, "owner").person_id)

    def step() -> str:
        page = client.get("/fresh/office/", status=200)
        return page.one("div", cls="empty").find("a").attrib["href"]

    assert step() == "/fresh/office/outlets"
    create_outlet(business_id)
    assert step() == "/fresh/office/programmes/new"
    create_programme(business_id)
    assert step() == "/fresh/office/printing"


def test_a_failed_delivery_is_shown_and_offered_again(
    office: Office, world: World
) -> None:
    delivery_id = give_up(world.coffee.business_id, "ConnectionError: refused")
    page = office.get(status=200)
    assert "ConnectionError: refused" in page.text
    done = page.form(action=f"/deliveries/{delivery_id}/retry").submit(status=303)
    assert "tried again" in done.text
    assert "ConnectionError" not in done.text
    with db.writing():
        assert [d.id for d in outbox.claim(10)] == [delivery_id]


def test_a_second_press_of_retry_changes_nothing(office: Office, world: World) -> None:
    delivery_id = give_up(world.coffee.business_id)
    path = f"deliveries/{delivery_id}/retry"
    assert office.post(path).status == 303
    assert office.post(path).status == 303
    assert outbox.depth().failed == 0


def test_another_business_s_failure_is_not_ours(office: Office, world: World) -> None:
    delivery_id = give_up(world.books.business_id, "theirs alone")
    assert "theirs alone" not in office.get(status=200).text
    assert office.post(f"deliveries/{delivery_id}/retry").status == 404
    assert outbox.depth().failed == 1


@pytest.mark.parametrize("number", ["0", "999999999999999999999"])
def test_a_delivery_that_never_was_is_not_found(office: Office, number: str) -> None:
    assert office.post(f"deliveries/{number}/retry").status == 404


def test_moderators_see_no_problems_they_cannot_solve(
    enter: Enter, world: World
) -> None:
    give_up(world.coffee.business_id, "for the owner")
    assert "for the owner" not in enter("moderator").get(status=200).text


@pytest.mark.parametrize(
    ("role", "sizes"), [("owner", [3, 3, 7, 5, 5]), ("moderator", [2, 3, 1])]
)
def test_the_menu_stands_in_groups_and_none_is_empty(
    enter: Enter, role: str, sizes: list[int]
) -> None:
    menu = enter(role).get(status=200).all("nav")[0]
    assert [len(group) for group in menu] == sizes
