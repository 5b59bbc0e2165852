"""One gift in the office: its counts, and its end."""

import pytest

from app.core import db, tenancy
from app.core.ids import GiftId
from app.rewards import gifts
from app.rewards.gifts import Present
from tests.web.office.conftest import Enter, Office
from tests.world import Shop, World, issue_card


def give(shop: Shop) -> GiftId:
    with tenancy.scope(shop.business_id), db.writing():
        return gifts.make(
            present=Present(name="Dessert", stock=5), audience="joiners", actor="x"
        )


@pytest.fixture
def office(enter: Enter) -> Office:
    return enter("owner")


def test_it_says_what_became_of_it(office: Office, world: World) -> None:
    gift_id = give(world.coffee)
    shop = world.coffee
    issue_card(shop.business_id, shop.programme_id, phone="+79990000001")
    office.client.app.extensions["tessera_worker"].relay()
    page = office.get(f"gifts/{gift_id}", status=200)
    assert page.h1 == "Dessert"
    assert "left" in page.text


def test_an_end_is_an_end(office: Office, world: World) -> None:
    gift_id = give(world.coffee)
    form = office.get(f"gifts/{gift_id}").form(action="/end")
    page = form.submit(status=303)
    assert "Nobody gets it any more" in page.text
    assert not [each for each in page.forms() if each.action.endswith("/end")]
    assert "ended" in office.get("gifts").text
    assert "Ended the gift “Dessert”" in office.get("audit").text


def test_another_business_s_is_not_found(office: Office, world: World) -> None:
    gift_id = give(world.books)
    office.get(f"gifts/{gift_id}", status=404)
