"""Where the till stands."""

from app.businesses.models import Outlet
from app.core import db, tenancy
from app.core.ids import OutletId
from app.sales import queries as receipts
from tests.page import Client
from tests.people.groups import create_group, limit
from tests.web.till.conftest import Till
from tests.world import World, create_business, create_outlet, create_staff, sell


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


def limited(till: Till, *outlets: OutletId) -> Till:
    """The same cashier, limited to outlets, in another browser."""
    limit(till.shop.business_id, till.shop.cashier.staff_id, outlets=outlets)
    client = till.client.another()
    client.sign_in(till.shop.cashier.person_id)
    return Till(client, till.shop)


def test_who_is_limited_to_an_outlet_works_there_only(till: Till) -> None:
    second = create_outlet(till.shop.business_id, code="2")
    there = limited(till, second)
    page = there.client.get(there.url(), status=200)
    assert "Outlet 2" in page.text
    choice = there.client.get(there.url("outlet"), status=200)
    form = choice.form(action="/outlet")
    assert "Outlet 1" not in choice.text
    data = form.values | {"outlet": [str(till.shop.outlet_id)]}
    refused = there.client.post(form.action, data=data, status=422)
    assert "Выберите точку" in refused.text
    there.scan().form(id_="sale").submit(amount="100", status=303)
    with tenancy.scope(till.shop.business_id):
        assert len(receipts.receipts(outlet_id=second)) == 1


def test_another_outlet_s_receipts_are_closed_by_their_address(till: Till) -> None:
    booked = sell(till.shop, till.shop.member, amount_minor=100_00)
    there = limited(till, create_outlet(till.shop.business_id, code="2"))
    for path in ("", "/done", "/refund"):
        address = there.url(f"receipts/{booked.receipt_id}{path}")
        assert there.client.get(address).status == 404, path
    rows = there.client.get(there.url("receipts"), status=200)
    assert booked.number not in rows.text


def test_a_limit_moves_an_open_till_at_once(till: Till) -> None:
    second = create_outlet(till.shop.business_id, code="2")
    till.client.get(till.url("outlet")).form(action="/outlet").submit(
        outlet=str(till.shop.outlet_id), status=303
    )
    sale = till.scan().form(id_="sale")
    limit(till.shop.business_id, till.shop.cashier.staff_id, outlets=(second,))
    page = sale.submit(amount="100", follow=False)
    assert page.location.endswith("put-away=1")
    with tenancy.scope(till.shop.business_id):
        assert receipts.receipts() == []


def test_a_limit_to_a_closed_outlet_leaves_no_till(till: Till) -> None:
    shut = create_outlet(till.shop.business_id, code="9")
    there = limited(till, shut)
    with tenancy.scope(till.shop.business_id), db.writing():
        db.session().get_one(Outlet, shut).is_open = False
    page = there.client.get(there.url(), follow=True)
    assert "Открытых точек пока нет" in page.text


def test_a_limit_to_groups_is_none_at_the_till(till: Till) -> None:
    """Whoever stands at the till serves whoever comes; groups limit the office."""
    group_id = create_group(till.shop.business_id, "Nobody")
    limit(till.shop.business_id, till.shop.cashier.staff_id, groups=(group_id,))
    till.scan().form(id_="sale").submit(amount="100", status=303)
