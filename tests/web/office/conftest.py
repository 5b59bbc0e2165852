"""Somebody at work in the office, who reads English, so that words can be looked for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from app.core import db
from app.people import actions as people
from tests.page import Client, Page
from tests.world import Shop, World, create_staff


@dataclass(frozen=True)
class Office:
    """A browser that a staff member has signed in with."""

    client: Client
    shop: Shop
    staff_id: int

    def url(self, path: str = "") -> str:
        """An address of this office."""
        return f"/{self.shop.slug}/office/{path}"

    def get(self, path: str = "", **options: Any) -> Page:
        """A page of this office."""
        return self.client.get(self.url(path), **options)

    def post(self, path: str, **data: str) -> Page:
        """Send a form's fields past its page, with a token that is right."""
        token = self.get().all("input", name="csrf_token")[0].attrib["value"]
        return self.client.post(self.url(path), {"csrf_token": token, **data})


Enter = Callable[[str], Office]


@pytest.fixture
def enter(client: Client, world: World) -> Enter:
    """Sign in as somebody with a role: ``enter("moderator")``."""

    def sign_in(role: str) -> Office:
        shop, browser = world.coffee, client.another()
        staff = {"owner": shop.owner, "cashier": shop.cashier}.get(role)
        staff = staff or create_staff(shop.business_id, role)
        with db.writing():
            people.speak(person_id=staff.person_id, language="en")
        browser.sign_in(staff.person_id)
        return Office(browser, shop, staff.staff_id)

    return sign_in


@pytest.fixture
def office(enter: Enter) -> Office:
    """The coffee shop's owner at work."""
    return enter("owner")
