"""Browsers that may keep deals: one business's, named, with a key, not too many."""

from dataclasses import replace

import pytest

from app.core import db, tenancy
from app.core.errors import TooMany
from app.core.ids import StaffId
from app.sales.offline import devices
from app.sales.offline.errors import BadDevice, DeviceUnknown
from tests.sales.offline.device import Device, Pen, prepare
from tests.world import Shop, World


def test_devices_are_of_one_business(world: World, device: Device) -> None:
    stray = replace(device, shop=world.books)
    with pytest.raises(DeviceUnknown):
        stray.sell(world.books.member.number, 100_00)


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\0b", "a\u202eb"])
def test_a_device_has_a_name_that_can_be_read(shop: Shop, name: str) -> None:
    with (
        pytest.raises(BadDevice),
        tenancy.scope(shop.business_id),
        db.writing(),
    ):
        devices.register(
            outlet_id=shop.outlet_id,
            staff_id=StaffId(shop.cashier.staff_id),
            name=name,
            public_key=Pen().public,
        )


@pytest.mark.parametrize("key", ["", "AAAA", "x" * 87, "@", "B" * 87])
def test_a_device_has_a_key(shop: Shop, key: str) -> None:
    with (
        pytest.raises(BadDevice),
        tenancy.scope(shop.business_id),
        db.writing(),
    ):
        devices.register(
            outlet_id=shop.outlet_id,
            staff_id=StaffId(shop.cashier.staff_id),
            name="Bar",
            public_key=key,
        )


def test_an_outlet_has_so_many_tills_and_no_more(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "MOST_PER_OUTLET", 2)
    first = prepare(shop)
    prepare(shop)
    with pytest.raises(TooMany):
        prepare(shop)
    first.revoke()
    prepare(shop)
