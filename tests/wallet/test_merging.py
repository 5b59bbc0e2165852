"""Two cards become one: both passes show one balance, the old one is void (E36)."""

from dataclasses import dataclass

import pytest
from flask import Flask

from app.cards.actions import join_cards
from app.cards.erasing import erase
from app.cards.joining import bring_together
from app.core import db, tenancy
from app.core.config import Config
from app.core.ids import CardId
from app.wallet.apple import packages
from passes.testing import open_pkpass
from tests.conftest import ADDRESS, Clock, MakeApp
from tests.page import Client
from tests.world import Holder, Shop, World, create_person, issue_card, sell

PHONE = "+79165550137"


@dataclass
class Wallets:
    """The shop's site, and what phones hold of it."""

    app: Flask
    shop: Shop

    @property
    def config(self) -> Config:
        """Its settings."""
        found: Config = self.app.extensions["tessera_config"]
        return found

    def take(self, card_id: CardId) -> int:
        """Put a card into a wallet; its tag."""
        with tenancy.scope(self.shop.business_id):
            return packages.of_card(card_id, self.config).tag

    def fetch(self, card_id: CardId) -> dict:
        """What a phone gets that asks for its pass again."""
        with tenancy.scope(self.shop.business_id):
            body = packages.hand_out(card_id, self.config).body
        db.session().rollback()
        return open_pkpass(body).document

    def sync(self) -> None:
        """Let the worker tell everybody."""
        self.app.extensions["tessera_worker"].relay()
        db.session().rollback()


@pytest.fixture
def wallets(make_app: MakeApp, world: World) -> Wallets:
    """The coffee chain on a site that makes passes."""
    return Wallets(make_app(demo=True), world.coffee)


@pytest.fixture
def anna(world: World) -> Holder:
    """Known by her phone."""
    person_id = create_person(name="Анна", phone=PHONE)
    shop = world.coffee
    return issue_card(shop.business_id, shop.programme_id, person_id=person_id)


@pytest.fixture
def second(world: World) -> Holder:
    """Her second phone, where she got a card before she said who she is."""
    shop = world.coffee
    return issue_card(shop.business_id, shop.programme_id)


def balance(document: dict) -> object:
    (header,) = document["storeCard"]["headerFields"]
    return header["value"]


def test_e36_both_passes_show_one_balance_and_the_old_one_is_void(
    wallets: Wallets, world: World, anna: Holder, second: Holder, clock: Clock
) -> None:
    sell(world.coffee, anna, amount_minor=200_000)
    sell(world.coffee, second, amount_minor=100_000)
    both = (anna.card_id, second.card_id)
    for card in both:
        wallets.take(card)
    wallets.sync()
    tags = {card: wallets.take(card) for card in both}
    clock.advance(seconds=2)
    with db.writing():
        bring_together(source_id=second.person_id, target_id=anna.person_id)
    wallets.sync()
    kept, old = wallets.fetch(anna.card_id), wallets.fetch(second.card_id)
    assert balance(kept) == balance(old)
    assert "150" in str(balance(kept))
    assert not kept.get("voided")
    assert old["voided"] is True
    for card, tag in tags.items():
        assert wallets.take(card) > tag


def test_a_sale_on_the_kept_card_is_seen_on_both(
    wallets: Wallets, world: World, anna: Holder, second: Holder, clock: Clock
) -> None:
    wallets.take(anna.card_id)
    wallets.take(second.card_id)
    with db.writing():
        bring_together(source_id=second.person_id, target_id=anna.person_id)
    wallets.sync()
    before = wallets.take(second.card_id)
    clock.advance(seconds=2)
    sell(world.coffee, anna, amount_minor=100_000)
    wallets.sync()
    assert wallets.take(second.card_id) > before
    assert balance(wallets.fetch(second.card_id)) == balance(
        wallets.fetch(anna.card_id)
    )


def test_a_card_that_is_led_on_shows_it_before_the_worker_does(
    wallets: Wallets, anna: Holder, world: World
) -> None:
    """Its new target has changed less often than the one it led to before."""
    shop, second = wallets.shop, world.coffee.member
    third = issue_card(
        shop.business_id, shop.programme_id, person_id=create_person(name="Boris")
    )
    for _ in range(3):
        sell(shop, second, amount_minor=10_000)
    tags = []
    for source, target in ((anna, second), (second, third)):
        with tenancy.scope(shop.business_id), db.writing():
            join_cards(
                source_id=source.card_id, target_id=target.card_id, actor="system"
            )
        tags.append(wallets.take(anna.card_id))
    assert tags[0] < tags[1]


def test_a_card_that_moves_to_somebody_known_gets_their_name(
    wallets: Wallets, world: World, second: Holder, clock: Clock
) -> None:
    """In a business where the known person had no card, the membership moves."""
    person_id = create_person(name="Борис", phone="+79165550138")
    wallets.take(second.card_id)
    wallets.sync()
    before = wallets.take(second.card_id)
    clock.advance(seconds=2)
    with db.writing():
        bring_together(source_id=second.person_id, target_id=person_id)
    wallets.sync()
    assert wallets.take(second.card_id) > before
    assert not wallets.fetch(second.card_id).get("voided")


def test_e37_after_erasure_the_next_version_is_void_and_empty(
    wallets: Wallets, world: World, anna: Holder, clock: Clock
) -> None:
    sell(world.coffee, anna, amount_minor=100_000)
    wallets.take(anna.card_id)
    wallets.sync()
    before = wallets.take(anna.card_id)
    clock.advance(seconds=2)
    with db.writing():
        erase(person_id=anna.person_id, actor="holder")
    wallets.sync()
    assert wallets.take(anna.card_id) > before
    document = wallets.fetch(anna.card_id)
    assert document["voided"] is True
    for personal in ("Анна", PHONE):
        assert personal not in str(document)


def test_the_scripted_way_joins_by_a_code(
    make_app: MakeApp, world: World, anna: Holder
) -> None:
    """Through the pages: a card first, then the phone number of somebody known."""
    app = make_app(demo=True)
    browser = Client(app, address=ADDRESS)
    page = browser.get("/zerno/join").form(action="/join").submit(status=303)
    assert page.status == 200
    form = browser.get("/zerno/protect").form(id_="protect")
    code = form.submit(contact=PHONE, processing=True, status=303)
    digits = "".join(
        filter(str.isdecimal, code.one("div", cls="notice").find("div/p").text)
    )
    code.form(id_="code-form").submit(code=digits, status=303, follow=False)
    number = browser.get("/zerno/card").one("dd", cls="num").text
    assert "".join(filter(str.isdecimal, number)) == anna.number
