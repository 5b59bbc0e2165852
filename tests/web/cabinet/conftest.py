"""A guest of the coffee chain with a browser, and a count of what a page asks."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from app.core.db import db
from tests.page import Client
from tests.world import Holder, World, create_person, issue_card

HOME = "/zerno/card"


@pytest.fixture
def guest(world: World) -> Holder:
    """Anna reads English and has protected her card with a phone."""
    person_id = create_person(name="Anna", phone="+79167654321", language="en")
    shop = world.coffee
    return issue_card(shop.business_id, shop.programme_id, person_id=person_id)


@pytest.fixture
def browser(client: Client, guest: Holder) -> Client:
    """Her browser."""
    client.sign_in(guest.person_id)
    return client


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Every SQL statement that reaches the database, as they come."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, sql: str, *_: object) -> None:
        seen.append(sql)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)
