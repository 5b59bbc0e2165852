"""The page after the form: the mailbox, another letter, how the application stands."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import db
from app.core.outbox import OutboxRow
from app.onboarding import actions
from tests.conftest import Clock, MakeApp
from tests.onboarding import wishes
from tests.onboarding.wishes import OTHER_OGRN
from tests.page import Client
from tests.web.public.test_start import ADDRESS, rows, send
from tests.world import create_person


@pytest.fixture
def reader(app: Flask) -> Client:
    return Client(app, address=ADDRESS, language="en")


def letters() -> int:
    counted = db.session().scalar(
        select(func.count()).select_from(OutboxRow).where(OutboxRow.fact == "LinkAsked")
    )
    db.session().rollback()
    return int(counted or 0)


def test_it_says_where_to_look_and_not_the_link(reader: Client, app: Flask) -> None:
    page = send(reader).follow()
    assert page.h1 == "Look into your mailbox"
    assert "owner@poldnik.example" in page.text
    assert "24 hours" in page.text
    assert wishes.token(app, rows()[0].id) not in page.markup


def test_the_demo_shows_what_the_letter_would_carry(
    app: Flask, make_app: MakeApp
) -> None:
    demo = Client(make_app(demo=True), address=ADDRESS, language="en")
    page = send(demo).follow()
    assert "Nothing is sent in the demo" in page.text
    assert page.click("Confirm and open").h1 == "One tap is left"


def test_another_letter_comes_after_a_minute(reader: Client, clock: Clock) -> None:
    page = send(reader).follow()
    assert "in 60 seconds" in page.text
    page.form(action="/start/again").submit(status=303)
    assert letters() == 1
    clock.advance(seconds=60)
    page = reader.get("/start/sent", status=200)
    assert "Another letter can be sent in" not in page.text
    assert page.form(action="/start/again").submit(status=303).status == 200
    assert letters() == 2


def test_letters_end_with_words_and_a_time(reader: Client, clock: Clock) -> None:
    send(reader)
    for _ in range(actions.APPLY_MAIL.count - 1):
        clock.advance(seconds=61)
        reader.get("/start/sent").form(action="/start/again").submit(status=303)
    clock.advance(seconds=61)
    page = reader.get("/start/sent").form(action="/start/again").submit(status=429)
    assert int(page.headers["Retry-After"]) > 0
    assert "Too many" in page.text


def test_another_browser_sees_nothing_of_it(reader: Client) -> None:
    send(reader)
    stranger = reader.another(language="en")
    assert stranger.get("/start/sent").location == "/start"
    form = reader.get("/start/sent").form(action="/start/again")
    answer = stranger.post("/start/again", form.values)
    assert answer.status in {303, 400}
    assert letters() == 1


def test_progress_is_kept_whatever_becomes_of_it(app: Flask, reader: Client) -> None:
    send(reader, ogrn=OTHER_OGRN)
    application_id = rows()[0].id
    wishes.confirm(app, wishes.token(app, application_id))
    page = reader.get("/start/sent", status=200)
    assert page.h1 == "A person looks at it now"
    operator = create_person(name="Operator")
    with db.writing():
        actions.refuse(
            application_id=application_id,
            operator_id=operator,
            reason="Нет <b>в реестре</b>",
        )
    page = reader.get("/start/sent", status=200)
    assert "Нет <b>в реестре</b>" in page.text
    assert page.click("Apply again").path == "/start"


def test_after_it_is_open_the_way_leads_to_the_office(
    app: Flask, reader: Client
) -> None:
    send(reader)
    wishes.confirm(app, wishes.token(app, rows()[0].id))
    page = reader.get("/start/sent", status=200)
    assert page.link("Go to the first steps") == "/poldnik/office/start"
