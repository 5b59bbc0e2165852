"""A look on a share of the cards: how many, which, and what they show."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.businesses import looks, queries
from app.businesses.look import bucket
from app.core import clock, db, tenancy
from app.core.ids import CardId
from app.wallet import trials
from app.wallet.cards import neutral
from app.wallet.facts import facts_of
from app.wallet.models import ApplePass, GooglePass
from tests.conftest import Database
from tests.world import Shop, World, issue_card


@pytest.fixture
def shop(world: World) -> Iterator[Shop]:
    """The coffee chain, whose scope the test runs in."""
    with tenancy.scope(world.coffee.business_id):
        yield world.coffee


def card_ids(shop: Shop, count: int) -> list[CardId]:
    return [
        issue_card(shop.business_id, shop.programme_id).card_id for _ in range(count)
    ]


def stage(percent: int) -> int:
    view = queries.by_id(tenancy.current())
    with db.writing():
        looks.save_draft(
            look=replace(view.look, name="Проба", brand_colour="#7a2e22"),
            seen_revision=0,
            staff_id=None,
        )
    with db.writing():
        return looks.try_out(percent=percent, staff_id=None)


def test_the_database_counts_as_we_do(shop: Shop) -> None:
    ids = [*card_ids(shop, 12), shop.member.card_id]
    found = trials.reach(5, 50)
    assert found.cards == 13
    assert found.tried == sum(bucket(one, 5) < 50 for one in ids)
    assert found.tried_in_phones == 0


def test_the_smallest_share_that_has_a_card(shop: Shop) -> None:
    ids = [*card_ids(shop, 12), shop.member.card_id]
    for number in range(1, 8):
        found = trials.smallest(number)
        first = min(bucket(one, number) for one in ids)
        assert found.percent == next(
            (share for share in trials.SHARES if first < share), trials.SHARES[-1]
        )
        assert bool(found.tried) is (first < found.percent)


def test_only_those_cards_look_different(shop: Shop, database: Database) -> None:
    ids = card_ids(shop, 12)
    number = stage(50)
    business = queries.by_id(shop.business_id)
    tried = [one for one in ids if bucket(one, number) < 50]
    assert tried
    assert len(tried) < len(ids)
    for one in ids:
        card = neutral(facts_of(business, one), database.config)
        is_tried = one in tried
        assert (card.brand.name == "Проба") is is_tried
        assert (card.brand.colours.background == "#7a2e22") is is_tried


def test_only_those_passes_are_told(shop: Shop, app: Flask) -> None:
    ids = card_ids(shop, 12)
    with db.writing():
        for one in ids:
            times = {"modified_at": clock.now(), "created_at": clock.now()}
            db.session().add(
                ApplePass(card_id=one, serial=f"s{one}", tag=0, card_version=1, **times)
            )
            db.session().add(
                GooglePass(
                    card_id=one,
                    resource="",
                    resource_id=f"g{one}",
                    created_at=clock.now(),
                )
            )
    app.extensions["tessera_worker"].relay()
    told()
    number = stage(50)
    app.extensions["tessera_worker"].relay()
    tried = {one for one in ids if bucket(one, number) < 50}
    assert told() == (tried, tried)
    with db.writing():
        looks.call_back()
    app.extensions["tessera_worker"].relay()
    assert told() == (tried, tried)


def told() -> tuple[set[int], set[int]]:
    """Cards whose copies are to be fetched anew, at Apple and at Google."""
    db.session().rollback()
    apple = select(ApplePass.card_id).where(ApplePass.tag > 0)
    google = select(GooglePass.card_id).where(GooglePass.sync_due_at.is_not(None))
    found = set(db.session().scalars(apple)), set(db.session().scalars(google))
    with db.writing():
        db.session().execute(update(ApplePass).values(tag=0))
        db.session().execute(update(GooglePass).values(sync_due_at=None))
    return found
