"""The refund's result."""

from tests.web.till.conftest import Till
from tests.world import sell


def test_it_says_what_to_give_back(till: Till) -> None:
    booked = sell(till.shop, till.shop.member, amount_minor=100_000)
    url = till.url(f"receipts/{booked.receipt_id}/refund")
    page = till.client.get(url).form(action="/refund").submit(status=303)
    assert "Отдайте гостю" in page.text
    assert page.one("section", data_result="good") is not None
    assert page.click("Следующий гость").h1 == "Отсканируйте карту"


def test_a_refund_of_another_receipt_is_not_there(till: Till) -> None:
    first = sell(till.shop, till.shop.member, amount_minor=100_000)
    second = sell(till.shop, till.shop.member, amount_minor=100_000)
    url = till.url(f"receipts/{first.receipt_id}/refund")
    page = till.client.get(url).form(action="/refund").submit(status=303)
    refund_id = page.path.rpartition("/")[2]
    till.client.get(
        till.url(f"receipts/{second.receipt_id}/refunds/{refund_id}"), status=404
    )
