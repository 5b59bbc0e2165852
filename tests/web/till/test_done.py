"""The result, and the minute in which it can be undone."""

from collections.abc import Callable

from tests.conftest import Clock
from tests.page import Client, Page
from tests.web.till.conftest import Till
from tests.world import World, create_outlet


def book(till: Till, amount: str = "1000") -> Page:
    """Book a cheque; the result page."""
    return till.scan().form(id_="sale").submit(amount=amount, status=303)


def test_the_result_says_what_to_take(till: Till) -> None:
    page = book(till)
    result = page.one("section", data_result="good")
    assert result is not None
    assert "Возьмите с гостя" in page.text
    assert "+50" in page.text


def test_undo_within_a_minute(till: Till, clock: Clock) -> None:
    page = book(till)
    assert page.form(action="/undo").element.get("data-undo") == "60"
    clock.advance(seconds=59)
    undone = page.form(action="/undo").submit(status=303)
    assert undone.h1 == "Чек отменён"
    assert till.balance().available == 0


def test_undoing_twice_is_a_replay(till: Till) -> None:
    form = book(till).form(action="/undo")
    form.submit(status=303)
    assert form.submit(status=303).h1 == "Чек отменён"


def test_undo_too_late_is_refused(till: Till, clock: Clock) -> None:
    form = book(till).form(action="/undo")
    clock.advance(seconds=61)
    page = form.submit(status=422)
    assert "60 секунд" in page.text
    assert till.balance().available == 50


def test_the_balance_is_put_away_with_the_minute(till: Till, clock: Clock) -> None:
    page = book(till)
    assert "На карте" in page.text
    clock.advance(minutes=2)
    later = till.client.get(page.path, status=200)
    assert "На карте" not in later.text
    assert not [form for form in later.forms() if form.action.endswith("/undo")]


def test_an_undone_spending_comes_back(till: Till, give: Callable[[int], None]) -> None:
    give(100)
    page = till.quoted("1000").form(id_="sale").submit(button="Списать 100")
    assert till.balance().available == 45
    page.form(action="/undo").submit(status=303)
    assert till.balance().available == 100


def test_another_business_sees_nothing(
    till: Till, client: Client, world: World
) -> None:
    page = book(till)
    receipt_id = page.path.split("/")[-2]
    other = client.another()
    other.sign_in(world.books.owner.person_id)
    other.get(page.path, status=403)
    other.get(f"/margin/till/receipts/{receipt_id}/done", status=404)
    form = Till(other, world.books).scan().form(id_="sale")
    data = {"csrf_token": form.values["csrf_token"], "idempotency_key": "k"}
    other.post(f"/margin/till/receipts/{receipt_id}/undo", data=data, status=404)
    assert till.balance().available == 50


def test_another_outlet_sees_nothing(till: Till) -> None:
    page = book(till)
    second = create_outlet(till.shop.business_id, code="2")
    form = till.client.get(till.url("outlet")).form(action="/outlet")
    form.submit(outlet=str(second), status=303)
    till.client.get(page.path, status=404)
