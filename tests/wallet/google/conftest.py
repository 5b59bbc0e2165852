"""A shop whose cards live at a Google of our own, over real TLS."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.businesses.models import Business
from app.core import clock, db, tenancy
from app.core.config import Config
from app.core.ids import CardId
from app.wallet.google import desk, queue, sync
from app.wallet.models import GoogleClass, GooglePass
from app.worker import Worker
from tests.conftest import MakeApp
from tests.standins.google import GoogleStandIn, Recorded
from tests.world import Holder, Shop, World, sell


@dataclass
class Room:
    """The coffee shop, its worker, and Google."""

    app: Flask
    google: GoogleStandIn
    world: World

    @property
    def config(self) -> Config:
        """The settings of the application."""
        found: Config = self.app.extensions["tessera_config"]
        return found

    @property
    def worker(self) -> Worker:
        """The application's worker, driven by hand."""
        found: Worker = self.app.extensions["tessera_worker"]
        return found

    @property
    def shop(self) -> Shop:
        """The shop of the tests."""
        return self.world.coffee

    @property
    def member(self) -> Holder:
        """Its member."""
        return self.shop.member

    def want(self, card_id: CardId | None = None) -> None:
        """Press the button on the card's page."""
        with tenancy.scope(self.shop.business_id), db.writing():
            queue.want(card_id or self.member.card_id)

    def sell(self, amount_minor: int = 100_00) -> None:
        """Sell something: five points for a hundred."""
        sell(self.shop, self.member, amount_minor=amount_minor)

    def drain(self) -> int:
        """Deliver all facts and send what is due; how many cards were taken."""
        self.worker.relay()
        taken = 0
        while sent := sync.send(self.config):
            taken += sent
        return taken

    def row(self, card_id: CardId | None = None) -> GooglePass:
        """The row of a card, read anew."""
        db.session().rollback()
        db.session().expunge_all()
        with tenancy.across():
            return (
                db.session()
                .query(GooglePass)
                .filter_by(card_id=card_id or self.member.card_id)
                .one()
            )

    def classes(self) -> list[GoogleClass]:
        """The rows of all classes, read anew."""
        db.session().rollback()
        with tenancy.across():
            return db.session().query(GoogleClass).order_by(GoogleClass.id).all()

    def copy(self, card_id: CardId | None = None) -> dict[str, Any]:
        """A card as Google has it."""
        return self.google.card(self.row(card_id).resource_id)

    def points(self) -> int:
        """The member's points as Google has them."""
        found: int = self.copy()["loyaltyPoints"]["balance"]["int"]
        return found

    def writes(self) -> list[Recorded]:
        """What was asked of the API to change something."""
        return [
            each
            for each in self.google.recorded
            if each.method != "GET" and "/walletobjects/" in each.path
        ]

    def switch(self, *, is_on: bool) -> None:
        """Let the business use Google Wallet, or not."""
        with db.writing():
            found = db.session().get(Business, self.shop.business_id)
            found.has_google_wallet = is_on


@pytest.fixture
def google() -> Iterator[GoogleStandIn]:
    """A strict Google on this machine; its clock is the tests'."""
    desk._pace.cache_clear()
    with GoogleStandIn(now=clock.now) as standing:
        yield standing


@pytest.fixture
def settings(google: GoogleStandIn, tmp_path: Path) -> dict[str, Any]:
    """What the product is told of it."""
    key = tmp_path / "google.json"
    key.write_bytes(google.key_file())
    # Its own copy goes when Google goes down.
    ca = shutil.copy(google.ca, tmp_path / "ca.pem")
    return {
        "google_issuer": google.issuer_id,
        "google_key": str(key),
        "google_api_url": google.base_url,
        "google_token_url": google.token_uri,
        "google_keys_url": google.keys_url,
        "google_save_url": google.save_prefix,
        "google_ca": str(ca),
        "google_rate": 1000,
    }


@pytest.fixture
def room(
    world: World, make_app: MakeApp, google: GoogleStandIn, settings: dict[str, Any]
) -> Iterator[Room]:
    """An application that knows Google; the test runs in its context."""
    made = make_app(**settings)
    with made.app_context():
        yield Room(made, google, world)
    config: Config = made.extensions["tessera_config"]
    shutil.rmtree(config.data_dir / "google", ignore_errors=True)


@pytest.fixture
def elsewhere(room: Room) -> Config:
    """The settings of an installation that has no Google."""
    return replace(room.config, google_issuer="", google_key="")
