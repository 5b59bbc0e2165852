"""After asking to be called back: shown to the browser that did."""

from sqlalchemy import select

from app.core import db, tenancy
from app.space import requests
from app.space.talk_models import GuestRequest
from tests.page import Client
from tests.world import World


def test_others_are_led_to_the_form(world: World, client: Client) -> None:
    page = client.get("/zerno/call-back/sent", status=303)
    assert page.location == "/zerno/call-back"


def test_it_shows_the_number_until_the_request_is_deleted(
    world: World, client: Client
) -> None:
    form = client.get("/zerno/call-back").form(action="/call-back")
    page = form.submit(phone="+7 495 123-45-67", consent=True)
    assert "+7 495 123-45-67" in page.text
    # What one business was asked is no page of another one.
    client.get("/margin/call-back/sent", status=303)
    with tenancy.scope(world.coffee.business_id), db.writing():
        request_id = db.session().scalars(select(GuestRequest.id)).one()
        requests.erase(request_id=request_id)
    client.get("/zerno/call-back/sent", status=303)
