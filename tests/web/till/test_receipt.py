"""One receipt."""

import pytest

from tests.page import Client
from tests.web.till.conftest import Till
from tests.world import World, sell


def test_it_shows_its_sums_and_the_way_back(till: Till) -> None:
    booked = sell(till.shop, till.shop.member, amount_minor=100_000, number="A-1")
    page = till.client.get(till.url(f"receipts/{booked.receipt_id}"), status=200)
    assert page.h1 == "Чек A-1"
    assert "50" in page.text
    assert page.form(button="Вернуть весь чек")


def test_it_names_no_member(till: Till) -> None:
    booked = sell(till.shop, till.shop.member, amount_minor=100_000)
    page = till.client.get(till.url(f"receipts/{booked.receipt_id}"), status=200)
    assert till.shop.member.number not in page.markup


@pytest.mark.parametrize("receipt_id", ["0", "9" * 30, "-1", "x", "%00"])
def test_ids_that_cannot_be(till: Till, receipt_id: str) -> None:
    till.client.get(till.url(f"receipts/{receipt_id}"), status=404)


def test_another_businesss_is_not_there(
    till: Till, client: Client, world: World
) -> None:
    booked = sell(world.books, world.books.member, amount_minor=100)
    till.client.get(till.url(f"receipts/{booked.receipt_id}"), status=404)
    till.client.get(till.url(f"receipts/{booked.receipt_id}/refund"), status=404)
