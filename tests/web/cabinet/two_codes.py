"""Two codes that were sent at once, and a browser on a site that sends them."""

import pytest
from sqlalchemy import select

from app.core import db
from app.people import queries
from app.people.models import SignInCode
from tests.conftest import ADDRESS, MakeApp
from tests.page import Client
from tests.world import Holder


@pytest.fixture
def phone(make_app: MakeApp, guest: Holder) -> Client:
    """The guest's browser on a site that can send an SMS."""
    app = make_app(sms_url="http://127.0.0.1:9/{phone}/{text}")
    client = Client(app, address=ADDRESS)
    client.sign_in(guest.person_id)
    return client


def both(browser: Client) -> dict[str, str]:
    """The digits of the last two codes, in the order of the form's fields."""
    newest = select(SignInCode.id).order_by(SignInCode.id.desc()).limit(2)
    other, own = db.session().scalars(newest).all()
    key = browser.app.config["SECRET_KEY"]
    found = {
        name: queries.code_to_send(code_id, key).digits
        for name, code_id in (("own", own), ("other", other))
    }
    db.session().rollback()
    return found
