"""What a membership takes off a cheque, as long as it lasts (R11; E30)."""

import pytest

from app.instruments import actions
from app.instruments.actions import Sold
from app.programmes.goods import Goods
from app.programmes.kinds.club import ClubRules
from tests.conftest import Clock
from tests.instruments.shelf import Shelf
from tests.world import World, sell

TEN = ClubRules(
    discount_basis_points=10_00,
    goods=Goods(categories=("bakery",)),
    benefits=("A seat at the window",),
)


@pytest.fixture
def shelf(world: World) -> Shelf:
    """What the coffee shop sells."""
    return Shelf(world.coffee)


@pytest.fixture
def club(shelf: Shelf) -> Sold:
    """The member's membership."""
    member_id = shelf.shop.member.member_id
    return shelf.sell(shelf.offer(TEN), member_id=member_id)


def paid(shelf: Shelf, category: str = "bakery") -> int:
    shop = shelf.shop
    booked = sell(shop, shop.member, amount_minor=1_000_00, category=category)
    return booked.paid_minor


def test_members_pay_less_for_its_goods_only(shelf: Shelf, club: Sold) -> None:
    assert paid(shelf) == 900_00
    assert paid(shelf, "coffee") == 1_000_00


def test_e30_benefits_stop_at_once_with_a_refund(
    shelf: Shelf, club: Sold, clock: Clock
) -> None:
    clock.advance(days=10)
    assert paid(shelf) == 900_00
    money = shelf.do(actions.refund, card_id=club.card_id, actor="staff:1")
    assert money == 660_00
    assert paid(shelf) == 1_000_00
    assert shelf.is_sound()


def test_benefits_end_with_the_last_day(shelf: Shelf, club: Sold, clock: Clock) -> None:
    clock.advance(days=29)
    assert paid(shelf) == 900_00
    clock.advance(days=1)
    assert paid(shelf) == 1_000_00


def test_other_guests_pay_what_they_paid(shelf: Shelf) -> None:
    shelf.sell(shelf.offer(TEN))
    assert paid(shelf) == 1_000_00
