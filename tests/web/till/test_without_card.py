"""A cheque without a card at the till (E47)."""

import pytest

from app.core import tenancy
from app.sales import claiming
from tests.form import Form
from tests.page import Page
from tests.web.till.conftest import Till
from tests.world import sell


def form(till: Till) -> Form:
    return till.client.get(till.url("without-card"), status=200).form(id_="cheque")


def written(till: Till, amount: str = "1250,50", number: str = "") -> Page:
    """The page with the code."""
    return form(till).submit(amount=amount, number=number, status=303)


def test_e47_the_guest_gets_a_code(till: Till) -> None:
    page = written(till, number="K-9")
    assert page.h1 == "Код чека"
    assert "K-9" in page.text
    assert page.all("img", width="192")
    with tenancy.scope(till.shop.business_id):
        found = claiming.unclaimed(int(page.path.rsplit("/", 1)[-1]))
    assert (found.total_minor, found.number) == (1250_50, "K-9")
    assert found.actor == till.shop.cashier.actor


def test_sending_twice_makes_one(till: Till) -> None:
    sent = form(till)
    first = sent.submit(amount="100", status=303)
    assert sent.submit(amount="100", status=303).path == first.path


@pytest.mark.parametrize("amount", ["", "0", "x", "-5", "1e9", "9" * 30, "1\x00"])
def test_what_is_no_sum_is_refused(till: Till, amount: str) -> None:
    page = form(till).submit(amount=amount, status=422)
    assert page.all(cls="errors") or page.all(data_result="bad")


def test_a_number_that_is_too_long_is_refused(till: Till) -> None:
    page = form(till).submit(amount="100", number="x" * 65, status=422)
    assert page.form(id_="cheque").values["amount"] == ["100"]


def test_control_characters_are_left_out_of_a_number(till: Till) -> None:
    assert "Чек ab" in written(till, number="a\x00\x07b").markup


def test_a_number_is_taken_once(till: Till) -> None:
    sell(till.shop, till.shop.member, amount_minor=100_00, number="N-1")
    page = form(till).submit(amount="100", number="N-1", status=422)
    assert "N-1" in page.text
