"""A till that is prepared, and a guest with points who was here."""

from collections.abc import Callable

import pytest

from app.core import tenancy
from app.ledger import queries as ledger
from app.ledger.queries import Balance
from app.ledger.verify import verify
from tests.sales.offline.device import Device, prepare
from tests.world import Shop, World, sell


@pytest.fixture
def shop(world: World) -> Shop:
    """The coffee shop, whose member has 100 points from one visit."""
    sell(world.coffee, world.coffee.member, amount_minor=2000_00)
    return world.coffee


@pytest.fixture
def device(shop: Shop) -> Device:
    """Its till."""
    return prepare(shop)


@pytest.fixture
def balance(shop: Shop) -> Callable[[], Balance]:
    """How the member's card stands; the books must be sound."""

    def read() -> Balance:
        with tenancy.scope(shop.business_id):
            assert list(verify(shop.business_id)) == []
            return ledger.balance(shop.member.card_id)

    return read
