"""A till is taken out of use, by a page that says what follows."""

from tests.sales.offline.device import prepare
from tests.web.office.conftest import Office


def test_a_till_is_taken_out_of_use(office: Office) -> None:
    till = prepare(office.shop, "Lost one")
    letter = till.write(till.sale(office.shop.member.number, 100_00))
    page = office.get("devices").click("Take out of use: Lost one")
    assert "Lost one" in page.text
    assert "you decide" in page.text
    done = page.form(action="/revoke").submit(status=303)
    assert "out of use" in done.text
    assert till.send(letter).reason == "revoked"
    assert "taken out of use before this came" in office.get("devices").text
    assert office.get(f"devices/{till.id}/revoke").status == 404


def test_the_journal_says_so(office: Office) -> None:
    till = prepare(office.shop, "Lost one")
    office.get(f"devices/{till.id}/revoke").form(action="/revoke").submit(status=303)
    text = office.get("audit", status=200).text
    assert "Took the till “Lost one” out of use" in text
    assert "Prepared the till “Lost one”" in text


def test_no_such_till(office: Office) -> None:
    assert office.get("devices/999/revoke").status == 404
    assert office.post("devices/999/revoke").status == 404
