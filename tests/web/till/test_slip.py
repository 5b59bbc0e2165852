"""The balance on paper."""

from collections.abc import Callable

from tests.web.till.conftest import Till
from tests.world import sell


def test_balance_next_ends_and_five_movements(
    till: Till, give: Callable[[int], None]
) -> None:
    for points in (10, 20, 30, 40, 50, 60):
        give(points)
    till.scan()
    page = till.client.get(till.url("slip"), status=200)
    (slip,) = page.all("article", cls="slip")
    assert slip is not None
    assert "210 баллов" in page.text
    assert "Сгорит" in page.text or "сгор" in page.text.lower()
    amounts = [d.text for d in page.all("dd", cls="num")]
    assert amounts[-5:] == ["+60", "+50", "+40", "+30", "+20"]


def test_a_new_card_says_that_nothing_came_yet(till: Till) -> None:
    till.scan()
    page = till.client.get(till.url("slip"), status=200)
    assert "0 баллов" in page.text


def test_no_contact_stands_on_paper(till: Till, give: Callable[[int], None]) -> None:
    give(10)
    sell(till.shop, till.shop.member, amount_minor=100_00)
    till.scan()
    assert "+7" not in till.client.get(till.url("slip"), status=200).text
