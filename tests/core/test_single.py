"""A business has one row of choices, however many choose for the first time at once."""

import threading

from flask import Flask
from sqlalchemy import func, select

from app.chat.models import ChatRules
from app.core import db, single, tenancy
from tests.world import World


def test_it_is_made_once_and_kept_after_that(world: World) -> None:
    for months in (7, None):
        with tenancy.scope(world.coffee.business_id), db.writing():
            row = single.locked(ChatRules)
            row.keep_months = months or row.keep_months
    with tenancy.scope(world.coffee.business_id):
        assert db.session().scalars(select(ChatRules.keep_months)).all() == [7]
    with tenancy.scope(world.books.business_id):
        assert db.session().scalars(select(ChatRules.id)).all() == []


def test_two_at_once_share_it(app: Flask, world: World) -> None:
    barrier = threading.Barrier(2)
    db.session().rollback()

    def choose() -> None:
        with app.app_context(), tenancy.scope(world.coffee.business_id):
            barrier.wait()
            with db.writing():
                single.locked(ChatRules)

    threads = [threading.Thread(target=choose) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with tenancy.scope(world.coffee.business_id):
        assert db.session().scalar(select(func.count(ChatRules.id))) == 1
