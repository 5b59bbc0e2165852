"""A fresh code before a protected card is deleted."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.core import db
from app.people import queries
from app.people.models import Person, SignInCode
from tests.conftest import ADDRESS, Clock, MakeApp
from tests.page import Client, Page
from tests.web.cabinet.conftest import HOME
from tests.world import Holder

ERASE, CODE = f"{HOME}/erase", f"{HOME}/erase/code"


@pytest.fixture
def phone(make_app: MakeApp, guest: Holder) -> Client:
    """The guest's browser on a site that can send an SMS."""
    app = make_app(sms_url="http://127.0.0.1:9/{phone}/{text}")
    client = Client(app, address=ADDRESS)
    client.sign_in(guest.person_id)
    return client


@pytest.fixture
def asked(phone: Client) -> Page:
    """The page that asks for the code."""
    return phone.get(ERASE).form(id_="erase").submit(sure=True, status=303)


@pytest.fixture
def digits(phone: Client) -> Callable[[], str]:
    """What was sent last."""

    def read() -> str:
        code_id = db.session().scalar(
            select(SignInCode.id).order_by(SignInCode.id.desc())
        )
        found = queries.code_to_send(code_id, phone.app.config["SECRET_KEY"])
        db.session().rollback()
        return found.digits

    return read


def is_erased(holder: Holder) -> bool:
    db.session().rollback()
    erased = select(Person.erased_at).where(Person.id == holder.person_id)
    return db.session().scalar(erased) is not None


def test_the_code_is_asked_for_first(
    phone: Client, asked: Page, guest: Holder, digits: Callable[[], str]
) -> None:
    assert asked.path == CODE
    assert "Next we send a code" in phone.get(ERASE).text
    assert "79167654321" not in asked.markup
    assert not is_erased(guest)
    done = asked.form(id_="erase-code").submit(code=digits(), follow=False)
    assert (done.status, done.location) == (303, "/zerno/farewell")
    assert is_erased(guest)


@pytest.mark.parametrize("typed", ["", "12", "abcdef", "0" * 50])
def test_what_is_no_code_changes_nothing(
    asked: Page, guest: Holder, typed: str
) -> None:
    page = asked.form(id_="erase-code").submit(code=typed, status=422, follow=False)
    assert page.title.startswith("Error:")
    assert not is_erased(guest)


def test_wrong_digits_are_counted(
    asked: Page, guest: Holder, digits: Callable[[], str]
) -> None:
    right = digits()
    wrong = "000000" if right != "000000" else "111111"
    form = asked.form(id_="erase-code")
    for left in (4, 3, 2, 1):
        page = form.submit(code=wrong, status=422, follow=False)
        assert f"Tries left: {left}" in page.text
    form.submit(code=wrong, status=422, follow=False)
    # Even the right digits are of no use after five wrong ones.
    form.submit(code=right, status=422, follow=False)
    assert not is_erased(guest)


def test_an_old_code_is_of_no_use(
    asked: Page, guest: Holder, digits: Callable[[], str], clock: Clock
) -> None:
    right = digits()
    clock.advance(minutes=11)
    page = asked.form(id_="erase-code").submit(code=right, status=422, follow=False)
    assert "no longer valid" in page.text
    assert not is_erased(guest)


def test_a_code_of_another_browser_is_of_no_use(
    phone: Client, asked: Page, guest: Holder
) -> None:
    other = phone.another()
    other.sign_in(guest.person_id)
    assert other.get(CODE, status=303).location == ERASE


def test_a_demo_shows_the_code(make_app: MakeApp, guest: Holder) -> None:
    client = Client(make_app(demo=True), address=ADDRESS)
    client.sign_in(guest.person_id)
    page = client.get(ERASE).form(id_="erase").submit(sure=True, status=303)
    assert "Nothing is sent in the demo" in page.text
