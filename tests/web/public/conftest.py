"""Browsers before a site that can send codes, and what it would send."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import db
from app.people import queries
from app.people.models import SignInCode
from tests.page import Client, Page
from tests.web.office.conftest import enter, office
from tests.web.public.second import Boss, make_boss
from tests.world import World

__all__ = ["enter", "office"]

ADDRESS = "https://tessera.test"


@pytest.fixture
def sending(app: Flask, make_app: Callable[..., Flask]) -> Flask:
    """An application with mail and SMS set up; nothing is sent by these tests."""
    return make_app(
        smtp_url="smtp://127.0.0.1:9", sms_url="http://127.0.0.1:9/{phone}/{text}"
    )


@pytest.fixture
def guest(sending: Flask) -> Client:
    """A browser that nobody has signed in with."""
    return Client(sending, address=ADDRESS)


@pytest.fixture
def digits(app: Flask) -> Callable[[], str]:
    """The digits of the code that was asked for last."""

    def read() -> str:
        code_id = db.session().scalar(
            select(SignInCode.id).order_by(SignInCode.id.desc())
        )
        config = app.extensions["tessera_config"]
        found = queries.code_to_send(code_id, config.secret_key)
        db.session().rollback()
        return found.digits

    return read


@pytest.fixture
def joined() -> Callable[..., Page]:
    """Get a card of a shop: the page after the one tap."""

    def join(client: Client, slug: str = "zerno", **options: Any) -> Page:
        page = client.get(f"/{slug}/join", status=200)
        return page.form(action="/join").submit(status=303, **options)

    return join


@pytest.fixture
def protected(joined: Callable[..., Page], digits: Callable[[], str]) -> Any:
    """Get a card and protect it with a phone: the card's page."""

    def protect(client: Client, phone: str, slug: str = "zerno") -> Page:
        joined(client, slug)
        page = client.get(f"/{slug}/protect", status=200)
        code = page.form(id_="protect").submit(contact=phone, processing=True)
        return code.form(id_="code-form").submit(code=digits(), follow=False)

    return protect


@pytest.fixture
def boss(client: Client, world: World) -> Boss:
    """The coffee shop's owner, a day and more after the role was given."""
    return make_boss(client, world.coffee)
