"""Goods come back: the consequence first, then the act."""

from collections.abc import Callable

import pytest

from app.core import db, tenancy
from app.sales import actions as sales
from app.sales import queries as receipts
from app.sales.actions import Booked, Line, Sale
from tests.page import Client, Page
from tests.web.till.conftest import Till
from tests.world import World


def two_items(till: Till, points: int = 0) -> Booked:
    """E08: two items of 1,000."""
    shop = till.shop
    sale = Sale(
        outlet_id=shop.outlet_id,
        card_id=shop.member.card_id,
        number="A-1",
        lines=(
            Line(amount_minor=100_000, name="Чайник"),
            Line(amount_minor=100_000, name="Чашка"),
        ),
        points=points,
        source="till",
        actor=shop.cashier.actor,
        code_is_rotating=True,
    )
    with tenancy.scope(shop.business_id), db.writing():
        return sales.book(sale)


def receipt(till: Till, booked: Booked) -> Page:
    """Its page."""
    return till.client.get(till.url(f"receipts/{booked.receipt_id}"), status=200)


def detail(till: Till, booked: Booked) -> receipts.ReceiptDetail:
    """It as it stands."""
    db.session().rollback()
    with tenancy.scope(till.shop.business_id):
        return receipts.receipt(booked.receipt_id)


def test_e08_one_line_says_what_happens_then_does_it(
    till: Till, give: Callable[[int], None]
) -> None:
    give(300)
    booked = two_items(till, points=300)
    page = (
        receipt(till, booked)
        .form(action="/refund")
        .submit(line="1", button="Вернуть отмеченное")
    )
    words = page.text.replace("\u00a0", " ")
    assert "Чайник" in words
    assert "850 ₽" in words
    assert "+150 баллов" in words
    assert "43 балла" in words.replace("\u2212", "")
    assert detail(till, booked).refunds == ()
    done = page.form(action="/refund").submit(reason="Разбит", status=303)
    assert done.h1 == "Возврат проведён"
    (refund,) = detail(till, booked).refunds
    assert (refund.money_minor, refund.points_returned, refund.points_clawed) == (
        85_000,
        150,
        43,
    )
    assert refund.reason == "Разбит"
    assert till.balance().available == 300 - 300 + 85 + 150 - 43


def test_looking_changes_nothing(till: Till) -> None:
    booked = two_items(till)
    url = till.url(f"receipts/{booked.receipt_id}/refund")
    for _ in range(3):
        till.client.get(url, status=200)
    assert detail(till, booked).refunds == ()
    assert till.balance().available == 100


def test_the_whole_receipt(till: Till) -> None:
    booked = two_items(till)
    page = (
        receipt(till, booked).form(action="/refund").submit(button="Вернуть весь чек")
    )
    page.form(action="/refund").submit(status=303)
    assert till.balance().available == 0
    assert "уже возвращено" in receipt(till, booked).text.lower()


def test_a_double_tap_is_a_replay(till: Till) -> None:
    booked = two_items(till)
    form = receipt(till, booked).form(action="/refund").submit(line="2")
    form = form.form(action="/refund")
    first = form.submit(follow=False, status=303)
    assert form.submit(follow=False, status=303).location == first.location
    assert len(detail(till, booked).refunds) == 1


def test_a_line_that_came_back_is_refused(till: Till) -> None:
    booked = two_items(till)
    url = till.url(f"receipts/{booked.receipt_id}/refund")
    form = till.client.get(f"{url}?line=2", status=200).form(action="/refund")
    form.submit(status=303)
    page = till.client.get(f"{url}?line=2", status=422)
    assert "Возврат не проведён" in page.text


def test_two_refunds_of_one_line_at_once(till: Till) -> None:
    """Two windows, one line: the second is told in words."""
    booked = two_items(till)
    url = till.url(f"receipts/{booked.receipt_id}/refund?line=1")
    first = till.client.get(url, status=200).form(action="/refund")
    second = till.client.get(url, status=200).form(action="/refund")
    first.submit(status=303)
    assert "Возврат не проведён" in second.submit(status=422).text
    assert len(detail(till, booked).refunds) == 1


def test_points_that_are_gone_become_a_debt_in_words(till: Till) -> None:
    booked = two_items(till)
    page = till.quoted("100")
    page.form(id_="sale").submit(button="Списать 100", status=303)
    url = till.url(f"receipts/{booked.receipt_id}/refund")
    page = till.client.get(url, status=200)
    assert "уже потрачена" in page.text
    page.form(action="/refund").submit(status=303)
    assert till.balance().debt == 100


@pytest.mark.parametrize("line", ["0", "3", "-1", "x", "٣", "9" * 40, "1.5", "\x00"])
def test_lines_that_are_not_there(till: Till, line: str) -> None:
    booked = two_items(till)
    url = till.url(f"receipts/{booked.receipt_id}/refund")
    till.client.get(url, query_string={"line": line}, status=422)
    form = till.client.get(url, status=200).form(action="/refund")
    data = form.values | {"line": [line]}
    till.client.post(form.action, data=data, status=422)
    assert detail(till, booked).refunds == ()


def test_a_reason_that_is_too_long_is_kept_and_refused(till: Till) -> None:
    booked = two_items(till)
    url = till.url(f"receipts/{booked.receipt_id}/refund")
    form = till.client.get(url, status=200).form(action="/refund")
    page = form.submit(reason="ж" * 201, status=422)
    assert page.form(action="/refund").values["reason"] == ["ж" * 201]


def test_another_business_cannot(till: Till, client: Client, world: World) -> None:
    booked = two_items(till)
    form = till.client.get(till.url(f"receipts/{booked.receipt_id}/refund")).form(
        action="/refund"
    )
    other = client.another()
    other.sign_in(world.books.owner.person_id)
    own = Till(other, world.books).scan().form(id_="sale").values
    data = form.values | {"csrf_token": own["csrf_token"]}
    other.post(
        f"/margin/till/receipts/{booked.receipt_id}/refund", data=data, status=404
    )
    assert detail(till, booked).refunds == ()


def test_ticking_nothing_does_not_mean_everything(till: Till) -> None:
    booked = two_items(till)
    form = receipt(till, booked).form(action="/refund")
    page = form.submit(button="Вернуть отмеченное", status=422)
    assert "Отметьте" in page.text
    assert page.h1 == "Чек A-1"
