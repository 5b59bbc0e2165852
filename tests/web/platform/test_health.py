"""The operator's page: who may see it, what it shows, letting a queue go on."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import update

from app.core import clock, db
from app.notifications import mailbox
from app.notifications.box_models import BounceBox
from app.people.operators import contacts
from app.wallet import halts
from tests.conftest import ADDRESS, Database, MakeApp
from tests.page import Client
from tests.wallet import rows
from tests.world import World, create_person

PHONE = "+79160000077"


@pytest.fixture
def operated(make_app: MakeApp) -> Flask:
    return make_app(operators=f"nobody, {PHONE}")


@pytest.fixture
def operator(operated: Flask, world: World) -> Client:
    browser = Client(operated, address=ADDRESS, language="en")
    browser.sign_in(create_person(phone=PHONE, language="en"), is_staff_sign_in=True)
    return browser


def test_the_operator_sees_every_business(operator: Client, world: World) -> None:
    pass_id = rows.hand_out(world.coffee, tag=9, held_tag=7)
    rows.complain(world.coffee.business_id, pass_id, rows.HOSTILE)
    rows.complain(None, None, "of nobody")
    page = operator.get("/platform/", status=200)
    assert world.coffee.name in page.text
    assert world.books.name in page.text
    assert "of nobody" in page.text
    assert "<script>alert" not in page.markup


def test_nobody_else_does(operated: Flask, world: World) -> None:
    for person_id in (world.coffee.owner.person_id, world.coffee.member.person_id):
        browser = Client(operated, address=ADDRESS)
        browser.sign_in(person_id, is_staff_sign_in=True)
        assert browser.get("/platform/").status == 403
    stranger = Client(operated, address=ADDRESS).get("/platform/", follow=False)
    assert "/sign-in" in stranger.location


def test_without_operators_nobody_enters(client: Client, world: World) -> None:
    client.sign_in(world.coffee.owner.person_id)
    assert client.get("/platform/").status == 403


def test_a_halted_queue_goes_on(operator: Client) -> None:
    with db.writing():
        halts.halt("apple", "BadCertificate", "fingerprint")
    page = operator.get("/platform/", status=200)
    assert "BadCertificate" in page.text
    done = page.form(action="/platform/queues/apple/resume").submit(status=303)
    assert "The queue goes on." in done.text
    assert halts.halts() == []


def test_a_mailbox_that_cannot_be_read_is_an_alarm(
    make_app: MakeApp, world: World
) -> None:
    app = make_app(operators=PHONE, bounces_url="imap://me:secret@localhost:1/INBOX")
    browser = Client(app, address=ADDRESS, language="en")
    browser.sign_in(create_person(phone=PHONE, language="en"), is_staff_sign_in=True)
    assert "letters that come back" not in browser.get("/platform/").text
    with app.app_context():
        assert mailbox.read(app.extensions["tessera_config"]) == 0
    page = browser.get("/platform/", status=200)
    assert "The mailbox of letters that come back cannot be read" in page.text
    assert "1 time in a row: connecting: ConnectionRefusedError." in page.text
    assert "was read last" not in page.text
    assert "secret" not in page.markup
    with db.writing():
        db.session().execute(update(BounceBox).values(failures=0, read_at=clock.now()))
    page = browser.get("/platform/", status=200)
    assert "cannot be read" not in page.text
    assert "was read last: March 17, 2026" in page.text


def test_contacts_are_read_in_any_form(database: Database) -> None:
    config = replace(database.config, operators=" Olga@Example.com ,8 916 000-00-77, x")
    assert {each.value for each in contacts(config)} == {"olga@example.com", PHONE}
