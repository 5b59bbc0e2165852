"""A site with certificates, Anna with a card of the coffee chain, and phones."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from app.core import db, tenancy
from app.core.config import Config
from app.wallet.apple import packages
from tests.conftest import ADDRESS, MakeApp
from tests.page import Client
from tests.standins.iphone import Answer, Held, IPhone
from tests.standins.transports import InProcess
from tests.world import Holder, Shop, World, create_person, issue_card, sell

BASE = f"{ADDRESS}/apple"


@dataclass(frozen=True)
class Site:
    """A running site that signs passes, and what can happen on it."""

    app: Flask
    world: World
    address: str = ADDRESS

    @property
    def config(self) -> Config:
        """Its settings."""
        return self.app.extensions["tessera_config"]  # type: ignore[no-any-return]

    @property
    def transport(self) -> InProcess:
        """The way of phones to it."""
        return InProcess(self.app, self.address)

    def iphone(self, **options: Any) -> IPhone:
        """A new phone."""
        return IPhone(self.transport, **options)

    def card(self, shop: Shop | None = None, **person: Any) -> Holder:
        """A card of the coffee chain, or of another shop, of somebody new."""
        own = shop or self.world.coffee
        person_id = create_person(**{"name": "Anna", "language": "en"} | person)
        return issue_card(own.business_id, own.programme_id, person_id=person_id)

    def download(self, holder: Holder, shop: Shop | None = None) -> Answer:
        """The pass as its holder's browser gets it."""
        browser = Client(self.app, address=self.address)
        browser.sign_in(holder.person_id)
        slug = (shop or self.world.coffee).slug
        page = browser.get(f"/{slug}/card/pass.pkpass", status=200)
        return Answer(page.status, dict(page.headers), page.data)

    def add(self, phone: IPhone, holder: Holder, shop: Shop | None = None) -> Held:
        """Download a pass and put it into a phone, which registers it."""
        return phone.add(self.download(holder, shop).body)

    def buy(self, holder: Holder, minor: int = 100_000) -> None:
        """A purchase of a thousand rubles: fifty points."""
        sell(self.world.coffee, holder, amount_minor=minor)

    def rows(self, model: type[db.Base]) -> list[Any]:
        """All rows of a table."""
        db.session().rollback()
        with tenancy.across():
            return list(db.session().query(model))


@pytest.fixture
def site(app: Flask, world: World, make_app: MakeApp) -> Site:
    """The demo's certificates sign here."""
    return Site(make_app(demo=True), world)


@pytest.fixture
def phone(site: Site) -> IPhone:
    """Anna's phone; she reads English."""
    return site.iphone()


@pytest.fixture
def anna(site: Site) -> Holder:
    """Anna's card."""
    return site.card()


@pytest.fixture
def held(site: Site, phone: IPhone, anna: Holder) -> Held:
    """Her card in her phone, registered."""
    return site.add(phone, anna)


@pytest.fixture
def signatures(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The serials that were built and signed, as they come."""
    built: list[str] = []
    build: Callable[..., bytes] = packages.pkpass.build

    def counted(card: Any, *args: Any, **kwargs: Any) -> bytes:
        built.append(card.serial)
        return build(card, *args, **kwargs)

    monkeypatch.setattr(packages.pkpass, "build", counted)
    return built
