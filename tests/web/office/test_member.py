"""A member's page: what is on the card and where it came from."""

import re

from app.core import db, tenancy
from app.programmes import actions as programmes
from app.programmes.rules import PointsRules
from app.sales import actions as sales
from tests.conftest import Clock
from tests.web.office.conftest import Office
from tests.world import World, create_programme, issue_card, sell


def path(world: World) -> str:
    return f"members/{world.coffee.member.member_id}"


def test_points_are_shown_apart(office: Office, world: World, clock: Clock) -> None:
    shop = world.coffee
    sell(shop, shop.member, amount_minor=1000_00)
    with tenancy.scope(shop.business_id), db.writing():
        programmes.change_rules(
            programme_id=shop.programme_id,
            rules=PointsRules(hold_days=14, life_months=12),
            actor=shop.owner.actor,
        )
    clock.advance(seconds=1)
    sell(shop, shop.member, amount_minor=400_00)
    words = office.get(path(world), status=200).text
    assert re.search(r"Available ?50\b", words)
    assert re.search(r"On hold ?20\b", words)
    assert "20 from March 31, 2026" in words
    assert "70 valid through March 17, 2027" in words


def test_history_and_receipts_say_what_happened(office: Office, world: World) -> None:
    shop = world.coffee
    booked = sell(shop, shop.member, amount_minor=1000_00, number="K-17")
    with tenancy.scope(shop.business_id), db.writing():
        sales.refund(
            receipt_id=booked.receipt_id,
            positions=None,
            number=None,
            outlet_id=shop.outlet_id,
            actor=shop.cashier.actor,
            reason="goods",
        )
    words = office.get(path(world), status=200).text
    assert "Return of goods" in words
    assert "−50" in words
    assert "Receipt K-17 for" in words
    assert "returned" in words


def test_history_goes_on_by_page_and_by_fragment(office: Office, world: World) -> None:
    for _ in range(22):
        sell(world.coffee, world.coffee.member, amount_minor=100_00)
    page = office.get(path(world), status=200)
    (rows,) = page.all("ul", cls="rows")
    assert len(rows) == 20
    more = page.one("p", cls="more").find("a").attrib["href"]
    part = office.client.get(more, htmx=True, status=200)
    assert part.is_fragment
    assert len(part.one("ul", cls="rows")) == 2
    assert not part.all("p", cls="more")
    assert len(office.client.get(more, status=200).one("ul", cls="rows")) == 2


def test_nothing_can_be_changed_here(office: Office, world: World) -> None:
    forms = office.get(path(world), status=200).forms()
    assert [form.action for form in forms] == ["/language"]


def test_each_card_has_its_own_page(office: Office, world: World) -> None:
    shop = world.coffee
    second = create_programme(shop.business_id, name="Breakfast club")
    other = issue_card(shop.business_id, second, person_id=shop.member.person_id)
    page = office.get(path(world), status=200)
    assert page.click("Breakfast club").status == 200
    assert office.get(f"{path(world)}?card={other.card_id}").status == 200
    for wrong in (world.books.member.card_id, "x", "", "0"):
        assert office.get(f"{path(world)}?card={wrong}").status == 404, wrong


def test_a_guest_without_points_has_an_empty_history(
    office: Office, world: World
) -> None:
    words = office.get(path(world), status=200).text
    assert "No points have come or gone yet." in words
