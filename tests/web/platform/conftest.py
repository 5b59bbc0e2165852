"""An installation with an operator, and their browser."""

import pytest
from flask import Flask

from tests.conftest import ADDRESS, MakeApp
from tests.page import Client
from tests.world import create_person

CONTACT = "+79160000055"


@pytest.fixture
def desk(app: Flask, make_app: MakeApp) -> Client:
    """The operator at work, reading English."""
    browser = Client(make_app(operators=CONTACT), address=ADDRESS, language="en")
    person_id = create_person(name="Operator", phone=CONTACT, language="en")
    browser.sign_in(person_id, is_staff_sign_in=True)
    return browser
