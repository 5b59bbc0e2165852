"""Tills without a network as a manager sees them."""

from tests.sales.offline.device import prepare
from tests.web.office.conftest import Enter, Office
from tests.world import World, sell


def test_an_office_without_tills_says_how_to_begin(office: Office) -> None:
    page = office.get("devices", status=200)
    assert "No till is prepared yet" in page.text
    assert page.link("Open the till") == "/zerno/till/"


def test_devices_and_what_has_not_come(office: Office) -> None:
    till = prepare(office.shop, "Bar, left")
    till.sell(office.shop.member.number, 100_00, sequence=3)
    text = office.get("devices", status=200).text
    assert "Bar, left" in text
    assert "1 cheque" in text
    assert "2 numbers have not come" in text


def test_what_was_not_smooth_stands_above_with_its_reason(office: Office) -> None:
    till = prepare(office.shop)
    till.sell("0000000000", 250_00)
    till.sell(office.shop.member.number, 250_00, 20)
    page = office.get("devices", status=200)
    assert "2 cheques need a look" in page.text
    assert "No card has this number" in page.text
    assert "no signed limit" in page.text


def test_e32_a_debt_is_flagged_to_a_manager(office: Office) -> None:
    shop = office.shop
    sell(shop, shop.member, amount_minor=2000_00)
    till = prepare(shop)
    letter = till.write(till.sale(shop.member.number, 80_00, 80))
    sell(shop, shop.member, amount_minor=60_00, points=60)
    till.send(letter)
    assert "the card has a debt now" in office.get("devices", status=200).text


def test_another_business_sees_none_of_it(office: Office, world: World) -> None:
    till = prepare(world.books, "Counter of the books")
    till.sell("0000000000", 250_00)
    text = office.get("devices", status=200).text
    assert "Counter of the books" not in text
    assert "needs a look" not in text
    assert office.get(f"devices/{till.id}/revoke").status == 404


def test_cashiers_and_moderators_may_not(enter: Enter) -> None:
    for role in ("cashier", "moderator"):
        assert enter(role).get("devices").status == 403
