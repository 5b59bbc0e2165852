"""The demo's orders for points: nobody orders more than their card may."""

from random import Random

import pytest

from app.cards import queries as cards
from app.core import db, tenancy
from app.core.ids import MemberId
from app.demo import treats
from app.programmes.kinds.points import PointsRules
from app.rewards import queries
from tests.rewards.shop import CAPPUCCINO
from tests.sales.counter import open_counter

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize("is_protected", [True, False])
def test_only_protected_cards_order(*, is_protected: bool) -> None:
    rules = PointsRules(rewards=(CAPPUCCINO,))
    counter = open_counter(rules, is_protected=is_protected)
    counter.give(CAPPUCCINO.points)
    with tenancy.scope(counter.business_id):
        member_id = MemberId(cards.card(counter.card_id).member_id)
        with db.writing():
            treats._order([member_id], [counter.outlet_id], Random(1))
        orders = [*queries.open_of(member_id), *queries.past_of(member_id)]
        assert len(orders) == int(is_protected)
