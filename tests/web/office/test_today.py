"""The first screen: figures in words, a chart with its table, problems, next step."""

from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest

from app.core import clock as app_clock
from app.core import db, outbox, tenancy
from app.insights import actions as insights
from app.people.events import MemberJoined
from app.sales import actions as sales
from tests.conftest import Clock
from tests.page import Client, Page
from tests.web.office.conftest import Enter, Office
from tests.world import (
    World,
    create_business,
    create_outlet,
    create_programme,
    create_staff,
    sell,
)


def count_days(business_id: int) -> None:
    """Bring the figures of the last fortnight up to date, as the worker does."""
    today = app_clock.today("Europe/Moscow")
    with tenancy.scope(business_id), db.writing():
        for back in range(14):
            insights.refresh_day(day=today - timedelta(days=back))


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


def test_the_day_stands_beside_the_same_weekday(
    office: Office, world: World, clock: Clock
) -> None:
    now = clock.now
    clock.set(now - timedelta(days=7))
    sell(world.coffee, world.coffee.member, amount_minor=300_00)
    clock.set(now)
    sell(world.coffee, world.coffee.member, amount_minor=1000_00)
    sell(world.coffee, world.coffee.member, amount_minor=500_00, points=15)
    count_days(world.coffee.business_id)
    page = office.get(status=200)
    words = page.text
    assert "March 17, 2026, compared with the whole of Mar 10" in words
    assert "more than a week ago: 1" in words
    stats = {dt.text: "".join(dd.itertext()) for dt, dd in pairs(page)}
    assert stats["Receipts"] == "2"
    assert stats["Points given"] == "74"
    assert stats["Points spent"] == "15"


def pairs(page: Page) -> list[tuple[Element, Element]]:
    """Each figure's name with its value."""
    found = []
    for stat in page.all("div", cls="stat"):
        children = [c for c in stat.iter() if c.tag in {"dt", "dd"}]
        found.append((children[0], children[1]))
    return found


def test_the_chart_has_a_bar_and_a_row_for_each_day(
    office: Office, world: World
) -> None:
    sell(world.coffee, world.coffee.member, amount_minor=1000_00)
    count_days(world.coffee.business_id)
    page = office.get(status=200)
    bars = bars_of(page)
    rows = page.one("tbody").findall("tr")
    assert len(bars) == len(rows) == 14
    assert bars[-1].attrib["height"] == "100"
    assert bars[0].attrib["height"] == "0"


def test_a_day_of_returns_only_is_drawn_as_nothing(
    office: Office, world: World, clock: Clock
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
    count_days(shop.business_id)
    page = office.get(status=200)
    assert [bar.attrib["height"] for bar in bars_of(page)[-2:]] == ["100", "0"]
    assert "\u2212" in page.text


def bars_of(page: Page) -> list[Element]:
    """The bars of the chart, oldest first."""
    chart = page.one("svg", cls="chart")
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
