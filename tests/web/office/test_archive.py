"""One archive in the office: progress, the file, taking it away."""

import io
import zipfile

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import audit, db, tenancy
from app.core.audit import AuditEntry
from app.exchange.archive import making, orders
from tests.page import Client
from tests.world import World


@pytest.fixture
def ordered(client: Client, world: World) -> int:
    """An archive that the signed-in owner of the café has ordered."""
    client.sign_in(world.coffee.owner.person_id)
    with tenancy.scope(world.coffee.business_id), db.writing():
        return orders.place(staff_id=world.coffee.owner.staff_id)


def address(world: World, archive_id: int, rest: str = "") -> str:
    return f"/{world.coffee.slug}/office/archives/{archive_id}{rest}"


def test_it_can_be_followed_and_fetched(
    app: Flask, client: Client, world: World, ordered: int
) -> None:
    waiting = client.get(address(world, ordered), htmx=True, status=200)
    assert waiting.is_fragment
    client.get(address(world, ordered, "/file.zip"), status=404)
    making.send(app.extensions["tessera_config"])
    ready = client.get(address(world, ordered), status=200)
    answer = client.get(ready.link("Скачать архив"), status=200)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert "manifest.json" in archive.namelist()
    assert "no-store" in answer.headers["Cache-Control"]
    with tenancy.scope(world.coffee.business_id):
        acts = db.session().execute(select(AuditEntry.act, AuditEntry.actor)).all()
    actor = f"staff:{world.coffee.owner.staff_id}"
    assert ("archive.fetched", actor) in [tuple(row) for row in acts]
    assert audit.author() == audit.SYSTEM


def test_it_can_be_removed(
    app: Flask, client: Client, world: World, ordered: int
) -> None:
    making.send(app.extensions["tessera_config"])
    page = client.get(address(world, ordered))
    gone = page.form(action="/remove").submit(follow=True)
    assert "Архив удалён" in gone.text
    client.get(address(world, ordered, "/file.zip"), status=404)


def test_a_failure_is_said_with_a_way_on(
    app: Flask,
    client: Client,
    world: World,
    ordered: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(making.folder, "has_room", lambda _: False)
    making.send(app.extensions["tessera_config"])
    page = client.get(address(world, ordered))
    assert "Диск сервера заполнен" in page.text
    again = page.form(action="/again").submit(follow=True)
    assert again.forms()


def test_another_business_s_archive_is_not_there(
    client: Client, world: World, ordered: int
) -> None:
    other = client.another()
    other.sign_in(world.books.owner.person_id)
    for rest in ("", "/file.zip"):
        other.get(f"/{world.books.slug}/office/archives/{ordered}{rest}", status=404)
