"""A cheque on the previous guest's card goes to the right one."""

import pytest

from app.core import tenancy
from app.ledger import queries as ledger
from tests.conftest import Clock
from tests.form import Form
from tests.web.till.conftest import Till
from tests.world import Holder, World, issue_card, sell


@pytest.fixture
def right(world: World) -> Holder:
    """The guest whose purchase it was."""
    shop = world.coffee
    return issue_card(shop.business_id, shop.programme_id, phone="+79160000777")


@pytest.fixture
def wrong(world: World) -> int:
    """A receipt on the card of the guest before."""
    shop = world.coffee
    return sell(shop, shop.member, amount_minor=1000_00, number="W-1").receipt_id


def form(till: Till, receipt_id: int) -> Form:
    page = till.client.get(till.url(f"receipts/{receipt_id}"), status=200)
    return page.click("перенести на его карту", status=200).form(id_="move")


def available(world: World, card_id: int) -> int:
    with tenancy.scope(world.coffee.business_id):
        return ledger.balance(card_id).available


def test_both_guests_read_why(
    till: Till, wrong: int, right: Holder, world: World
) -> None:
    page = form(till, wrong).submit(code=right.number, status=303)
    assert "Чек на верной карте" in page.text
    assert available(world, right.card_id) == 50
    assert available(world, world.coffee.member.card_id) == 0
    old = till.client.get(till.url(f"receipts/{wrong}"), status=200)
    assert "перенесён на верную" in old.text
    for holder, words in (
        (world.coffee.member, "был другого гостя"),
        (right, "по ошибке была на другой карте"),
    ):
        guest = till.client.another()
        guest.sign_in(holder.person_id)
        assert words in guest.get("/zerno/card/history", status=200).text


def test_the_same_card_is_refused(till: Till, wrong: int, world: World) -> None:
    page = form(till, wrong).submit(code=world.coffee.member.number, status=422)
    assert "уже на этой карте" in page.text


def test_an_own_card_is_refused(till: Till, wrong: int, world: World) -> None:
    shop = world.coffee
    own = issue_card(
        shop.business_id, shop.programme_id, person_id=shop.cashier.person_id
    )
    page = form(till, wrong).submit(code=own.number, status=422)
    assert "ваша собственная карта" in page.text
    home = till.client.get(till.url(), status=200).form(action="/scan")
    scanned = home.submit(code=own.number, status=422)
    assert "ваша собственная карта" in scanned.text


def test_after_a_day_there_is_no_way(till: Till, wrong: int, clock: Clock) -> None:
    late = form(till, wrong)
    clock.advance(hours=25)
    page = late.submit(code="1234567897", status=422)
    assert page.form(id_="move").values["code"] == ["1234567897"]
    shown = till.client.get(till.url(f"receipts/{wrong}"), status=200)
    assert "перенести" not in shown.text


@pytest.mark.parametrize("code", ["", "x" * 65, "1234567890", "a\x00"])
def test_what_is_no_card_is_refused(till: Till, wrong: int, code: str) -> None:
    assert form(till, wrong).submit(code=code, status=422).all(cls="errors")


def test_a_large_one_waits(till: Till, right: Holder, world: World) -> None:
    shop = world.coffee
    large = sell(shop, shop.member, amount_minor=20_000_00).receipt_id
    page = form(till, large).submit(code=right.number, status=303)
    assert "Ждёт второго человека" in page.text
    assert available(world, right.card_id) == 0
