"""What no database can hold is refused in words on both of them, and written down."""

import pytest
from flask import Flask
from sqlalchemy import select
from structlog.testing import capture_logs

from app.cards.models import Card
from app.core import db, tenancy
from tests.page import Client
from tests.world import World


def test_a_number_that_no_database_holds_is_refused_in_words(
    app: Flask, world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless() -> str:
        with tenancy.across():
            db.session().scalar(select(Card.id).where(Card.id == 10**20))
        return ""

    monkeypatch.setitem(app.view_functions, "public.landing", careless)
    with capture_logs() as lines:
        page = client.get("/", status=400)
    assert "Не удалось разобрать запрос" in page.text
    (line,) = [line for line in lines if line["event"] == "unstorable"]
    assert line["endpoint"] == "public.landing"
    assert line["error"] in {"OverflowError", "NumericValueOutOfRange"}
