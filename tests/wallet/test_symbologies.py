"""Passes carry the programme's code, and tills find the card by it."""

import pytest
from flask import Flask

from app.businesses import queries as businesses
from app.cards import numbers, stock
from app.cards import queries as cards
from app.core import clock, db, tenancy
from app.core.outbox import OutboxRow
from app.programmes import actions as programmes
from app.programmes.models import SYMBOLOGIES
from app.wallet.cards import neutral
from app.wallet.codes import SQUARE, picture
from app.wallet.facts import facts_of
from app.wallet.models import GooglePass
from app.wallet.printing import runs
from passes.barcode import BadSymbol
from tests.world import World


@pytest.mark.parametrize("symbology", SYMBOLOGIES)
def test_a_pass_shows_the_programme_s_code(
    app: Flask, world: World, symbology: str
) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id):
        with db.writing():
            programmes.choose_code(programme_id=shop.programme_id, symbology=symbology)
            if symbology == "ean8":
                stock.give_short(shop.member.card_id)
        business = businesses.by_id(shop.business_id)
        facts = facts_of(business, shop.member.card_id)
        barcode = neutral(facts, app.extensions["tessera_config"]).barcode
        assert barcode.kind == symbology
        assert cards.find(barcode.value).card_id == shop.member.card_id


def test_until_there_is_a_short_number_the_pass_shows_a_qr_code(
    app: Flask, world: World
) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id):
        with db.writing():
            programmes.choose_code(programme_id=shop.programme_id, symbology="ean8")
        business = businesses.by_id(shop.business_id)
        facts = facts_of(business, shop.member.card_id)
        barcode = neutral(facts, app.extensions["tessera_config"]).barcode
    assert (barcode.kind, barcode.value) == ("qr", "T" + shop.member.number)


def test_a_pass_in_the_hand_gets_its_short_number(app: Flask, world: World) -> None:
    shop, config = world.coffee, app.extensions["tessera_config"]
    with tenancy.scope(shop.business_id), db.writing():
        db.session().add(
            GooglePass(
                card_id=shop.member.card_id,
                resource="loyalty",
                resource_id="1.card",
                created_at=clock.now(),
            )
        )
        db.session().flush()
    assert runs.send(config) == 0
    with tenancy.scope(shop.business_id), db.writing():
        programmes.choose_code(programme_id=shop.programme_id, symbology="ean8")
    assert runs.send(config) == 1
    assert runs.send(config) == 0
    with tenancy.scope(shop.business_id):
        short = numbers.shorts([shop.member.card_id])[shop.member.card_id]
        assert cards.find(short).card_id == shop.member.card_id
        told = db.session().query(OutboxRow).filter_by(fact="CardChanged").count()
    assert told == 1


def test_pictures_keep_the_shape_of_the_code() -> None:
    square, strip = picture("aztec", "T3819331202"), picture("ean13", "2938193312021")
    assert (square.width, square.height, square.is_wide) == (SQUARE, SQUARE, False)
    assert strip.is_wide
    assert strip.address.startswith("data:image/svg+xml,")
    with pytest.raises(BadSymbol):
        picture("ean13", "T3819331202")
