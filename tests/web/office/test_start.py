"""First steps: from the start page to a printed join code, and sample guests."""

from urllib.parse import urlsplit

import pytest
from flask import Flask

from app.businesses import queries as businesses
from app.core import db, tenancy
from app.onboarding import steps
from tests.conftest import MakeApp
from tests.onboarding import wishes
from tests.page import Client, Page
from tests.web.office.conftest import Enter, Office
from tests.web.office.test_printing import codes_on
from tests.web.public.test_start import ADDRESS, GOOD
from tests.world import World, create_staff

BASE = "/poldnik/office/start"


@pytest.fixture
def owner(app: Flask) -> Client:
    """The owner of a business that has just opened, reading English."""
    founded = wishes.found(app)
    browser = Client(app, address=ADDRESS, language="en")
    browser.sign_in(founded.person_id)
    page = browser.get(BASE, status=200)
    page.form(action="/language").submit(status=303, follow=False)
    return browser


def done() -> dict[str, bool]:
    """The steps as the database has them."""
    with tenancy.scope(businesses.by_slug("poldnik").id):
        found = {step.code: step.is_done for step in steps.steps()}
    db.session().rollback()
    return found


def add_outlet(page: Page) -> Page:
    form = page.form(button="Add an outlet")
    added: Page = form.submit(name="Первая", code="1", status=303)
    return added


def test_from_sign_up_to_a_printed_code(app: Flask, make_app: MakeApp) -> None:
    """The whole way without JavaScript, counting screens and what has to be typed."""
    browser = Client(make_app(demo=True), address=ADDRESS, language="en")
    screens, typed = [], len(GOOD) - 1

    def seen(page: Page) -> Page:
        screens.append(page.path)
        return page

    form = seen(browser.get("/", status=200).click("Open your business"))
    sent = seen(form.form(id_="start").submit(GOOD, status=303))
    confirm = seen(sent.click("Confirm and open"))
    page = seen(confirm.form(id_="confirm").submit(status=303))
    assert page.path == BASE
    look = seen(page.form(action="/start/look").submit(status=303))
    page = seen(look.click("Back to the first steps"))
    outlets = seen(page.click("Add the outlet"))
    typed += 2
    page = seen(add_outlet(outlets).click("Back to the first steps"))
    rules = seen(page.form(action="/start/programme").submit(status=303))
    page = seen(rules.click("Back to the first steps"))
    join = seen(page.click("Get the card"))
    card = seen(join.form(action="/join").submit(status=303))
    office = card.click("Back to the office")
    page = seen(office.click("Back to the first steps"))
    printing = seen(page.click("Choose the poster"))
    poster = browser.get(printing.link("Download: Poster"), status=200)
    assert poster.headers["Content-Type"] == "application/pdf"
    (code,) = codes_on(poster.data)
    assert code.endswith("/poldnik/join?s=poster")
    assert browser.another().get(urlsplit(code).path, status=200).forms()
    page = seen(printing.click("Back to the first steps"))
    assert page.h1 == "Everything is ready for guests"
    assert len(page.all("li", cls="done")) == 6
    assert len(screens) <= 16, screens
    assert typed <= 7
    today = page.form(action="/start/close").submit(status=303)
    assert "first steps" not in today.text.lower()


def test_steps_are_read_from_what_happened(app: Flask, owner: Client) -> None:
    assert done() == {
        "email": True,
        "look": False,
        "outlet": False,
        "programme": False,
        "card": False,
        "poster": False,
    }
    page = owner.get(BASE, status=200)
    assert "1 of 6 are done" in page.text
    add_outlet(page.click("Add the outlet"))
    assert done()["outlet"]
    page.form(action="/start/look").submit(status=303)
    page.form(action="/start/programme").submit(status=303)
    assert (done()["look"], done()["programme"]) == (True, True)
    assert not done()["poster"]
    owner.get("/poldnik/office/printing/poster.pdf?kind=sticker", status=200)
    assert done()["poster"]
    assert not done()["card"]


def test_the_menu_has_it_until_it_is_closed(app: Flask, owner: Client) -> None:
    page = owner.get("/poldnik/office/members", status=200)
    assert page.all("a", href=BASE)
    start = owner.get(BASE, status=200)
    start.form(action="/start/close").submit(status=303)
    page = owner.get("/poldnik/office/members", status=200)
    assert not page.all("a", href=BASE)
    assert owner.get(BASE, status=200)


def test_who_was_founded_otherwise_has_no_first_steps(office: Office) -> None:
    assert office.get("start").status == 404
    assert not office.get("members", status=200).all("a", href=office.url("start"))
    assert office.get("tariff").status == 404
    assert office.get("printing/poster.pdf", status=200)


@pytest.mark.parametrize("role", ["moderator", "cashier"])
def test_only_managers_take_them(app: Flask, enter: Enter, role: str) -> None:
    office = enter(role)
    for path in ("start", "tariff"):
        assert office.get(path).status == 403
    for path in ("start/close", "start/look", "start/samples", "start/samples/remove"):
        token = office.client.get("/zerno/join").all("input", name="csrf_token")
        values = {"csrf_token": token[0].attrib["value"]} if token else {}
        assert office.client.post(office.url(path), values).status in {400, 403}


def test_another_business_s_owner_stays_outside(
    world: World, app: Flask, client: Client
) -> None:
    wishes.found(app)
    client.sign_in(world.coffee.owner.person_id)
    assert client.get(BASE).status == 403


def test_an_administrator_goes_on_where_the_owner_stopped(app: Flask) -> None:
    founded = wishes.found(app)
    helper = create_staff(founded.business_id, "administrator")
    browser = Client(app, address=ADDRESS, language="ru")
    browser.sign_in(helper.person_id)
    assert "1 из 6" in browser.get(BASE, status=200).text


def test_sample_guests_come_and_go_by_a_button(app: Flask, owner: Client) -> None:
    page = owner.get(BASE, status=200)
    assert "once there is an outlet and a card" in page.text
    add_outlet(page.click("Add the outlet"))
    form = owner.get(BASE, status=200).form(button="Show me with sample guests")
    page = form.submit(status=303)
    assert "6 sample guests are shown" in page.text
    assert form.submit(status=303).status == 200
    assert "Анна (пример)" in owner.get("/poldnik/office/members", status=200).text
    assert not done()["card"]
    gone = page.form(button="Remove all sample guests").submit(status=303)
    assert "All sample guests are gone" in gone.text
    assert "пример" not in owner.get("/poldnik/office/members", status=200).text
    assert gone.form(button="Show me with sample guests")


def test_samples_that_come_too_late_are_refused_in_words(
    app: Flask, owner: Client
) -> None:
    form = owner.get(BASE, status=200).form(action="/start/close")
    page = owner.post("/poldnik/office/start/samples", form.values, status=422)
    assert "Make a card first" in page.text
