"""An installation with an operator, and their browser."""

import pytest
from flask import Flask

from app.core import db
from app.people import actions as people
from tests.conftest import ADDRESS, MakeApp
from tests.page import Client
from tests.world import create_person

CONTACT = "+79160000055"


@pytest.fixture
def desk(app: Flask, make_app: MakeApp) -> Client:
    """The operator at work, reading English."""
    browser = Client(make_app(operators=CONTACT), address=ADDRESS, language="en")
    create_person(name="Operator", phone=CONTACT, language="en")
    come_again(browser)
    return browser


def come_again(browser: Client) -> None:
    """Sign the operator in, as after a month away."""
    person_id = people.owner_of("phone", CONTACT)
    db.session().rollback()
    assert person_id is not None
    browser.sign_in(person_id, is_staff_sign_in=True)
