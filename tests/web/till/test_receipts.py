"""Today's receipts, and any receipt by its number."""

import pytest

from tests.conftest import Clock
from tests.web.till.conftest import Till
from tests.world import create_outlet, sell


def test_empty_names_the_next_step(till: Till) -> None:
    page = till.client.get(till.url("receipts"), status=200)
    assert "Сегодня чеков ещё нет" in page.text
    assert page.one("a", cls="btn").attrib["href"] == till.url()


def test_today_only(till: Till, clock: Clock) -> None:
    sell(till.shop, till.shop.member, amount_minor=11_100)
    clock.advance(days=1)
    sell(till.shop, till.shop.member, amount_minor=22_200)
    text = till.client.get(till.url("receipts"), status=200).text
    assert "222" in text
    assert "111" not in text


def test_many_are_shown_in_pages(till: Till, clock: Clock) -> None:
    for number in range(45):
        sell(till.shop, till.shop.member, amount_minor=100, number=f"N-{number}")
        clock.advance(seconds=1)
    page = till.client.get(till.url("receipts"), status=200)
    seen = page.all("a", cls="list-link")
    while page.all("p", cls="more"):
        page = till.client.get(page.link("Показать ещё"), htmx=True, status=200)
        assert page.is_fragment
        seen += page.all("a", cls="list-link")
    assert len({a.attrib["href"] for a in seen}) == len(seen) == 45


def test_a_number_leads_to_its_receipt(till: Till) -> None:
    sell(till.shop, till.shop.member, amount_minor=100, number="A-7")
    form = till.client.get(till.url("receipts")).form(action="/receipts")
    assert form.submit(number=" A-7 ", status=302).h1 == "Чек A-7"


@pytest.mark.parametrize("number", ["x", "9" * 65, "\x00a", "<b>", "٣", "%"])
def test_unknown_numbers_are_refused(till: Till, number: str) -> None:
    form = till.client.get(till.url("receipts")).form(action="/receipts")
    page = form.submit(number=number, status=422)
    assert "нет такого чека" in page.text


def test_another_outlets_number_is_unknown(till: Till) -> None:
    sell(till.shop, till.shop.member, amount_minor=100, number="A-7")
    second = create_outlet(till.shop.business_id, code="2")
    form = till.client.get(till.url("outlet")).form(action="/outlet")
    form.submit(outlet=str(second), status=303)
    form = till.client.get(till.url("receipts")).form(action="/receipts")
    form.submit(number="A-7", status=422)


@pytest.mark.parametrize(
    "place",
    ["x", "1", "-", "1-", "-1", "9" * 40 + "-1", "1-" + "9" * 40, "٣-٣", "\x00"],
)
def test_places_that_make_no_sense_are_the_beginning(till: Till, place: str) -> None:
    sell(till.shop, till.shop.member, amount_minor=12_300)
    url = till.url("receipts")
    page = till.client.get(url, query_string={"before": place}, status=200)
    assert page.h1 == "Чеки за сегодня"
