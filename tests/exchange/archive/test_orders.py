"""Orders of archives: one at a time, taken back, over, failed."""

from typing import Any

import pytest

from app.core import db, tenancy
from app.core.config import Config
from app.exchange.archive import folder, making, orders
from tests.exchange.archive.conftest import written
from tests.world import Shop, World


def test_one_order_at_a_time(busy: Shop) -> None:
    with tenancy.scope(busy.business_id), db.writing():
        assert orders.place(staff_id=None) == orders.place(staff_id=None)


def test_an_order_that_is_taken_back_leaves_no_file(
    busy: Shop, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenancy.scope(busy.business_id):
        with db.writing():
            archive_id = orders.place(staff_id=None)

        def taken_back(_: object) -> bool:
            with db.writing():
                orders.remove(archive_id=archive_id)
            return True

        monkeypatch.setattr(folder, "has_room", taken_back)
        assert making.send(config) == 1
        assert orders.order(archive_id).state == "removed"
    assert making.send(config) == 0
    assert list(folder.root(config).glob("*.zip*")) == []


def test_a_file_goes_when_its_time_is_over(
    busy: Shop, config: Config, clock: Any
) -> None:
    archive_id, path = written(busy, config)
    assert path.exists()
    clock.advance(days=orders.KEPT.days)
    making.send(config)
    assert not path.exists()
    with tenancy.scope(busy.business_id):
        assert orders.order(archive_id).state == "removed"


def test_a_full_disk_is_said_and_can_be_tried_again(
    busy: Shop, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenancy.scope(busy.business_id), db.writing():
        archive_id = orders.place(staff_id=None)
    with monkeypatch.context() as patch:
        patch.setattr(folder, "has_room", lambda _: False)
        assert making.send(config) == 1
    with tenancy.scope(busy.business_id):
        assert orders.order(archive_id).error == making.NO_DISK
        with db.writing():
            orders.again(archive_id=archive_id)
    assert making.send(config) == 1
    with tenancy.scope(busy.business_id):
        assert orders.order(archive_id).state == "ready"


def test_a_broken_archive_stands_in_nobody_s_way(
    busy: Shop, world: World, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenancy.scope(busy.business_id), db.writing():
        broken = orders.place(staff_id=None)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no such luck")

    with monkeypatch.context() as patch:
        patch.setattr(making.writing, "write", fail)
        with pytest.raises(RuntimeError):
            making.send(config)
    with tenancy.scope(busy.business_id):
        assert orders.order(broken).error == making.BROKEN
        db.session().rollback()
    _, path = written(world.books, config)
    assert path.exists()
