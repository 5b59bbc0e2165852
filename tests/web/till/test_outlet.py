"""Where the till stands."""

from app.core import tenancy
from app.sales import queries as receipts
from tests.page import Client
from tests.web.till.conftest import Till
from tests.world import World, create_business, create_outlet, create_staff


def test_the_only_outlet_is_taken(till: Till) -> None:
    assert "Outlet 1" in till.client.get(till.url(), status=200).text


def test_two_outlets_are_a_choice(till: Till) -> None:
    second = create_outlet(till.shop.business_id, code="2")
    client = till.client.another()
    client.sign_in(till.shop.cashier.person_id)
    page = client.get(till.url(), status=303).follow()
    assert page.h1 == "Выберите точку"
    home = page.form(action="/outlet").submit(outlet=str(second), status=303)
    assert "Outlet 2" in home.text
    Till(client, till.shop).scan().form(id_="sale").submit(amount="100", status=303)
    with tenancy.scope(till.shop.business_id):
        assert len(receipts.receipts(outlet_id=second)) == 1


def test_no_choice_and_a_strangers_outlet_are_refused(till: Till, world: World) -> None:
    create_outlet(till.shop.business_id, code="2")
    form = till.client.get(till.url("outlet"), status=200).form(action="/outlet")
    for outlet in ("", "0", "x", "9" * 30, str(world.books.outlet_id + 1000)):
        data = form.values | {"outlet": [outlet]}
        page = till.client.post(form.action, data=data, status=422)
        assert "Выберите точку" in page.text


def test_without_outlets_there_is_a_next_step(client: Client) -> None:
    business_id = create_business(slug="empty")
    client.sign_in(create_staff(business_id, "cashier").person_id)
    page = client.get("/empty/till/", follow=True)
    assert "Открытых точек пока нет" in page.text


def test_choosing_puts_the_guest_away(till: Till) -> None:
    till.scan()
    create_outlet(till.shop.business_id, code="2")
    form = till.client.get(till.url("outlet")).form(action="/outlet")
    form.submit(status=303)
    assert till.client.get(till.url("sale"), status=303)
