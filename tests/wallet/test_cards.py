"""What a card shows: front, back, places; in both languages, as of one instant."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.businesses import actions as businesses
from app.businesses import queries
from app.cards.models import Card as CardRow
from app.core import clock as app_clock
from app.core import db, locales, tenancy
from app.ledger import queries as ledger
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from app.programmes.levels import Level
from app.programmes.models import Programme
from app.programmes.rules import Reward
from app.sales import actions as sales
from app.wallet.cards import neutral
from app.wallet.facts import facts_of
from passes.card import Card, Symbology
from tests.conftest import NOW, Clock, Database
from tests.world import Holder, Shop, World, create_person, issue_card, sell


@pytest.fixture
def shop(world: World) -> Iterator[Shop]:
    """The coffee chain, whose scope the test runs in."""
    with tenancy.scope(world.coffee.business_id):
        yield world.coffee


@pytest.fixture
def anna(shop: Shop) -> Holder:
    """Anna reads English."""
    person = create_person(name="Anna", language="en")
    return issue_card(shop.business_id, shop.programme_id, person_id=person)


def shown(database: Database, holder: Holder, **options: Any) -> Card:
    """The card as wallets get it."""
    business = queries.by_id(tenancy.current())
    return neutral(facts_of(business, holder.card_id, **options), database.config)


def texts(card: Card, language: str = "en") -> dict[str, tuple[str, object]]:
    """Label and value of every field."""

    def said(value: object) -> object:
        words = value.get(language) if isinstance(value, dict) else value
        return words.replace("\xa0", " ") if isinstance(words, str) else words

    return {
        field.key: (str(said(field.label)), said(field.value)) for field in card.fields
    }


def set_rules(shop: Shop, **rules: Any) -> None:
    """Other rules from now on."""
    with db.writing():
        programmes.change_rules(
            programme_id=shop.programme_id,
            rules=PointsRules(**rules),
            starts_at=None,
            actor="system",
        )


def test_the_front(database: Database, shop: Shop, anna: Holder) -> None:
    reward = Reward(name="Капучино", points=150)
    set_rules(shop, life_months=12, rewards=(reward,))
    sell(shop, anna, amount_minor=200_000)
    card = shown(database, anna)
    fields = texts(card)
    assert fields["points"] == ("Available", "100 points")
    assert fields["reward"] == ("Капучино", "50 points to go")
    last_day = app_clock.local_date(NOW.replace(year=2027), shop.zone)
    assert fields["expiry"] == ("Valid through", last_day)
    assert fields["expiring"] == ("will expire", "100 points")
    assert fields["as_of"] == ("As of", NOW)
    assert (card.holder, card.number, card.language) == ("Anna", anna.number, "en")
    assert len(card.secondary + card.auxiliary) <= 4
    assert texts(card, "ru")["points"] == ("Доступно", "100 баллов")


def test_the_level_is_on_the_front_and_goes_with_its_purchase(
    database: Database, shop: Shop, anna: Holder
) -> None:
    set_rules(shop, levels=(Level(name="Серебро", from_amount=10_000_00),))
    assert "level" not in texts(shown(database, anna))
    booked = sell(shop, anna, amount_minor=10_000_00)
    assert texts(shown(database, anna))["level"] == ("Level", "Серебро")
    with db.writing():
        sales.refund(
            receipt_id=booked.receipt_id,
            positions=None,
            number=None,
            outlet_id=shop.outlet_id,
            actor="staff:1",
        )
    assert "level" not in texts(shown(database, anna))


def test_the_back_tells_the_last_five_movements_as_the_history_does(
    database: Database, shop: Shop, anna: Holder
) -> None:
    for number in range(1, 8):
        sell(shop, anna, amount_minor=10_000 * number, number=f"R-{number}")
    sell(shop, anna, amount_minor=10_000, points=30, number="R-8")
    fields = texts(shown(database, anna))
    told = {key: value for key, value in fields.items() if key.startswith("movement")}
    assert len(told) == 5
    lines = [str(value) for _, value in told.values()]
    assert sum("R-8" in line for line in lines) == 2
    assert any("Went towards receipt R-8 for ₽100" in line for line in lines)
    assert lines[-1].startswith("+25 · 5% back, receipt R-5")
    russian = texts(shown(database, anna), "ru")
    assert "чек № R-5" in str(russian["movement-5"][1])


def test_the_back_says_what_comes_and_what_goes(
    database: Database, shop: Shop, anna: Holder, clock: Clock
) -> None:
    set_rules(shop, life_days=30, hold_days=3)
    for _ in range(4):
        sell(shop, anna, amount_minor=20_000)
        clock.advance(days=4)
    sell(shop, anna, amount_minor=40_000)
    fields = texts(shown(database, anna))
    goes = [key for key in fields if key.startswith("expires-")]
    assert goes == ["expires-1", "expires-2", "expires-3"]
    assert fields["expires-1"] == ("Valid through Apr 16", "10 points")
    assert fields["pending-1"] == ("Waiting until Apr 5", "20 points")
    assert "usable from Apr 5" in str(fields["movement-1"][1])


def test_phones_are_told_of_ten_places_around_the_last_purchase(
    database: Database, shop: Shop, anna: Holder
) -> None:
    with db.writing():
        ids = [
            businesses.open_outlet(
                code=f"o{n}",
                name=f"Place {n:02}",
                address="",
                zone=shop.zone,
                latitude_microdegrees=55_000_000 + n * 10_000,
                longitude_microdegrees=37_000_000,
            )
            for n in range(14)
        ]
    there = Shop(**{**vars(shop), "outlet_id": ids[13]})
    sell(there, anna, amount_minor=10_000)
    places = [place.name for place in shown(database, anna).outlets]
    assert places == [f"Place {n:02}" for n in range(13, 3, -1)]
    assert shown(database, anna).outlets[0].latitude == 55.13


def test_the_code_is_of_the_programmes_kind(
    database: Database, shop: Shop, anna: Holder
) -> None:
    assert shown(database, anna).barcode.kind is Symbology.QR
    with db.writing():
        db.session().get_one(Programme, shop.programme_id).symbology = "pdf417"
    code = shown(database, anna).barcode
    assert (code.kind, code.value) == (Symbology.PDF417, f"T{anna.number}")


def test_as_of_decides_and_not_the_present(
    database: Database, shop: Shop, anna: Holder, clock: Clock
) -> None:
    """A year later the words of a state are still the same words."""
    set_rules(shop, life_months=24)
    sell(shop, anna, amount_minor=100_000)
    at = clock.now + timedelta(seconds=1)
    before = shown(database, anna, at=at)
    clock.advance(days=400)
    assert shown(database, anna, at=at) == before
    with locales.speaking("ru"):
        assert shown(database, anna, at=at) == before


def test_a_closed_card_says_nothing_of_anybody(
    database: Database, shop: Shop, anna: Holder
) -> None:
    sell(shop, anna, amount_minor=100_000)
    with db.writing():
        db.session().get_one(CardRow, anna.card_id).state = "closed"
    card = shown(database, anna)
    assert card.voided
    assert (card.holder, card.number, card.barcode.value) == ("", "-", "-")
    assert set(texts(card)) == {"points", "as_of"}
    assert card.links == card.actions == card.outlets == ()
    assert ledger.balance(anna.card_id).available == 50
