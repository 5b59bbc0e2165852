"""A busy shop, and its archive."""

from pathlib import Path

import pytest
from flask import Flask

from app.core import db, tenancy
from app.core.config import Config
from app.exchange.archive import folder, making, orders
from tests.world import Shop, World, issue_card, sell


@pytest.fixture
def config(app: Flask) -> Config:
    """The settings of the application at work."""
    found: Config = app.extensions["tessera_config"]
    return found


@pytest.fixture
def busy(world: World) -> Shop:
    """A shop with two members, sales, a spending, and points joined into one card."""
    shop = world.coffee
    other = issue_card(shop.business_id, shop.programme_id, phone="+79160000001")
    for amount in (500_00, 1_000_00, 333_33):
        sell(shop, shop.member, amount_minor=amount)
        sell(shop, other, amount_minor=amount)
    sell(shop, shop.member, amount_minor=200_00, points=30)
    return shop


def written(shop: Shop, config: Config) -> tuple[int, Path]:
    """An archive of the shop."""
    with tenancy.scope(shop.business_id), db.writing():
        archive_id = orders.place(staff_id=shop.owner.staff_id)
    assert making.send(config) == 1
    return archive_id, folder.file(config, shop.business_id, archive_id)
