"""A cashier at a till, and shortcuts through it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.core import tenancy
from app.ledger import queries as ledger
from app.ledger.queries import Balance
from tests.page import Client, Page
from tests.world import Shop, World, sell


@dataclass(frozen=True)
class Till:
    """A browser that a cashier has signed in with."""

    client: Client
    shop: Shop

    def url(self, path: str = "") -> str:
        """An address of this till."""
        return f"/{self.shop.slug}/till/{path}"

    def scan(self, code: str | None = None) -> Page:
        """Open a card; the member's own by its number."""
        home = self.client.get(self.url(), status=200)
        form = home.form(action="/scan")
        return form.submit(code=code or self.shop.member.number, status=303)

    def quoted(self, amount: str, code: str | None = None) -> Page:
        """Scan, type the sum and ask what it takes, as without JavaScript."""
        form = self.scan(code).form(id_="sale")
        return form.submit(amount=amount, button="Рассчитать", status=200)

    def balance(self) -> Balance:
        """How the member's card stands."""
        with tenancy.scope(self.shop.business_id):
            return ledger.balance(self.shop.member.card_id)


@pytest.fixture
def till(client: Client, world: World) -> Till:
    """The coffee shop's cashier at work."""
    client.sign_in(world.coffee.cashier.person_id)
    return Till(client, world.coffee)


@pytest.fixture
def give(world: World) -> Callable[[int], None]:
    """Give the coffee shop's member points: ``give(450)``."""

    def earn(points: int) -> None:
        sell(world.coffee, world.coffee.member, amount_minor=points * 2000)

    return earn
