"""The radar: what stands out, in words, person by person."""

from app.core import db, tenancy
from app.sales import actions as sales
from app.sales.actions import Line, Sale
from tests.conftest import Clock
from tests.web.office.conftest import Enter, Office
from tests.world import Shop, World, issue_card, sell


def cheat(shop: Shop) -> None:
    """A purchase on one's own card, booked before there was a limit."""
    own = issue_card(
        shop.business_id, shop.programme_id, person_id=shop.cashier.person_id
    )
    sell(shop, own, amount_minor=100_00)


def test_nothing_stands_out(office: Office, world: World) -> None:
    sell(world.coffee, world.coffee.member, amount_minor=100_00)
    assert "Nothing stands out" in office.get("radar", status=200).text


def test_purchases_on_an_own_card_are_named(office: Office, world: World) -> None:
    cheat(world.coffee)
    page = office.get("radar", status=200)
    assert "Booked purchases on an own card: 1" in page.text
    assert "Cashier" in page.text


def test_a_friends_card_is_named(office: Office, world: World, clock: Clock) -> None:
    shop = world.coffee
    for _ in range(3):
        for _ in range(4):
            sell(shop, shop.member, amount_minor=100_00)
        clock.advance(days=1)
    assert "One card earned again and again" in office.get("radar").text
    assert "Nothing stands out" not in office.get("radar?days=7").text


def test_nights_are_the_outlets_own(office: Office, world: World, clock: Clock) -> None:
    shop = world.coffee
    clock.advance(hours=14)
    for _ in range(8):
        member = issue_card(shop.business_id, shop.programme_id)
        with tenancy.scope(shop.business_id), db.writing():
            sales.book(
                Sale(
                    outlet_id=shop.outlet_id,
                    card_id=member.card_id,
                    number=None,
                    lines=(Line(amount_minor=100_00),),
                    source="till",
                    actor=shop.cashier.actor,
                )
            )
    assert "Purchases at night" in office.get("radar", status=200).text


def test_other_days_are_not_looked_at(
    office: Office, world: World, clock: Clock
) -> None:
    cheat(world.coffee)
    clock.advance(days=8)
    assert "Nothing stands out" in office.get("radar?days=7").text
    for days in ("x", "0", "9" * 30, "-1"):
        assert "own card: 1" in office.get(f"radar?days={days}", status=200).text


def test_moderators_do_not_see_it(enter: Enter) -> None:
    assert enter("moderator").get("radar").status == 403
