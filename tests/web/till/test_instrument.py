"""A card that is used by its own code: what it is, and the one right thing to do."""

import pytest

from app.core import db, tenancy
from app.core.ids import StaffId
from app.instruments.actions import Sold
from app.ledger import queries as ledger
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.club import ClubRules
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import VisitRules
from app.trust import cases, reviews
from tests.conftest import Clock
from tests.instruments.shelf import Shelf
from tests.page import Page
from tests.web.till.conftest import Till
from tests.world import World, issue_card


@pytest.fixture
def shelf(world: World) -> Shelf:
    """What the coffee shop sells."""
    return Shelf(world.coffee)


def scan(till: Till, sold: Sold) -> Page:
    page = till.scan(sold.number)
    assert page.path.endswith("/till/instrument")
    return page


def balance(till: Till, sold: Sold) -> int:
    with tenancy.scope(till.shop.business_id):
        return ledger.balance(sold.card_id).available


def test_one_tap_is_one_visit(till: Till, shelf: Shelf) -> None:
    page = scan(till, shelf.sell(shelf.offer(VisitRules())))
    assert "8" in page.text
    done = page.form(action="/instrument/uses").submit(status=303)
    assert done.h1 == "Проходите"
    assert "7" in done.text


def test_e20_the_second_scan_is_the_same_visit_and_says_so(
    till: Till, shelf: Shelf, clock: Clock
) -> None:
    sold = shelf.sell(shelf.offer(VisitRules()))
    scan(till, sold).form(action="/instrument/uses").submit(status=303)
    clock.advance(minutes=10)
    again = scan(till, sold).form(action="/instrument/uses").submit(status=303)
    assert again.h1 == "Тот же визит"
    assert balance(till, sold) == 7


def test_e21_a_used_ticket_says_when_and_where(
    till: Till, shelf: Shelf, clock: Clock
) -> None:
    programme_id = shelf.offer(TicketRules())
    sold = shelf.sell(programme_id, event_id=shelf.event(programme_id))
    page = scan(till, sold)
    assert (
        "Выберите вход" in page.form(action="/uses").submit(gate="9", status=422).text
    )
    form = scan(till, sold).form(action="/instrument/uses")
    assert form.submit(gate="3", status=303).h1 == "Проходите"
    clock.advance(minutes=3)
    page = scan(till, sold)
    refused = page.form(action="/instrument/uses").submit(gate="1", status=422)
    assert "12:00:00, вход 3" in refused.text


def test_a_frozen_or_ended_card_is_told_at_once(
    till: Till, shelf: Shelf, clock: Clock
) -> None:
    now = clock.now
    clock.advance(days=-400)
    sold = shelf.sell(shelf.offer(CertificateRules()), amount_minor=1_000_00)
    clock.set(now)
    page = scan(till, sold)
    assert "Сейчас не действует" in page.text
    refused = page.form(action="/cheques").submit(amount="100", status=422)
    assert "Срок этой карты закончился" in refused.text
    assert balance(till, sold) == 1_000_00


def test_e22_a_certificate_pays_in_part(till: Till, shelf: Shelf) -> None:
    programme_id = shelf.offer(CertificateRules(is_earning=True))
    sold = shelf.sell(programme_id, amount_minor=3_000_00)
    pay = scan(till, sold).form(action="/cheques")
    done = pay.submit(amount="2150", card=till.shop.member.number, status=303)
    assert "+107" in done.text
    assert balance(till, sold) == 850_00
    pay = scan(till, sold).form(action="/cheques")
    done = pay.submit(amount="1000", card="", status=303)
    assert "150" in done.text
    assert balance(till, sold) == 0
    assert shelf.is_sound()


def test_e35_a_certificate_earns_a_cashier_nothing_on_their_own_card(
    till: Till, shelf: Shelf
) -> None:
    sold = shelf.sell(shelf.offer(CertificateRules()), amount_minor=1_000_00)
    shop = till.shop
    own = issue_card(
        shop.business_id, shop.programme_id, person_id=shop.cashier.person_id
    )
    form = scan(till, sold).form(action="/cheques")
    refused = form.submit(amount="2150", card=own.number, status=422)
    assert "Это ваша собственная карта" in refused.text
    assert balance(till, sold) == 1_000_00


def test_e35_cheques_that_a_certificate_pays_are_counted_with_the_others(
    till: Till, shelf: Shelf
) -> None:
    programme_id = shelf.offer(CertificateRules(is_earning=True))
    for _ in range(4):
        sold = shelf.sell(programme_id, amount_minor=1_000_00)
        form = scan(till, sold).form(action="/cheques")
        form.submit(amount="1000", card=till.shop.member.number, status=303)
    with tenancy.scope(till.shop.business_id):
        assert reviews.count_waiting() == 1
    assert till.balance().available == 150


def test_a_certificate_that_is_being_checked_pays_nothing(
    till: Till, shelf: Shelf
) -> None:
    sold = shelf.sell(shelf.offer(CertificateRules()), amount_minor=1_000_00)
    form = scan(till, sold).form(action="/cheques")
    with tenancy.scope(till.shop.business_id), db.writing():
        cases.open_case(
            card_id=sold.card_id,
            reason="other",
            text="Whose is it?",
            receipts=(),
            is_blocking=True,
            days=7,
            staff_id=StaffId(till.shop.owner.staff_id),
        )
    form.submit(amount="100", status=422)
    assert balance(till, sold) == 1_000_00


@pytest.mark.parametrize(
    "typed",
    [
        {"amount": ""},
        {"amount": "0"},
        {"amount": "abc"},
        {"amount": "-5"},
        {"amount": "100", "card": "0000000000"},
        {"amount": "100", "card": "9" * 70},
    ],
)
def test_wrong_input_is_kept_and_books_nothing(
    till: Till, shelf: Shelf, typed: dict[str, str]
) -> None:
    sold = shelf.sell(shelf.offer(CertificateRules()), amount_minor=1_000_00)
    page = scan(till, sold).form(action="/cheques").submit(status=422, **typed)
    assert page.form(action="/cheques").values["amount"] == [typed["amount"]]
    assert balance(till, sold) == 1_000_00


def test_paying_twice_with_one_form_books_once(till: Till, shelf: Shelf) -> None:
    sold = shelf.sell(shelf.offer(CertificateRules()), amount_minor=1_000_00)
    form = scan(till, sold).form(action="/cheques")
    form.submit(amount="100", card="", status=303)
    # The card is put away: whoever goes on has to scan it again.
    assert form.submit(amount="100", card="", status=303).path.endswith("put-away=1")
    assert balance(till, sold) == 900_00


def test_the_vip_mark_is_there_the_moment_the_card_is_scanned(
    till: Till, shelf: Shelf
) -> None:
    """Row 23: on the guest's own card too."""
    rules = ClubRules(service="Столик у окна", benefits=("Вода",))
    sold = shelf.sell(shelf.offer(rules), member_id=till.shop.member.member_id)
    for number in (sold.number, till.shop.member.number):
        page = till.scan(number)
        assert "VIP" in page.text
        assert "Столик у окна" in page.text


def test_a_ticket_changes_hands(till: Till, shelf: Shelf) -> None:
    programme_id = shelf.offer(TicketRules())
    sold = shelf.sell(programme_id, event_id=shelf.event(programme_id))
    page = scan(till, sold)
    unknown = page.form(action="/owner").submit(owner="0000000000", status=422)
    form = unknown.form(action="/owner")
    assert form.values["owner"] == ["0000000000"]
    done = form.submit(owner=till.shop.member.number, status=303)
    assert "новый владелец" in done.text
    home = till.client.get(till.url(), status=200)
    refused = home.form(action="/scan").submit(code=sold.number, status=422)
    assert "Такой карты" in refused.text or "нет" in refused.text
    assert shelf.held(sold).member_id == till.shop.member.member_id


def test_without_a_scan_there_is_nothing(till: Till) -> None:
    page = till.client.get(till.url("instrument"), status=303)
    assert page.answer.location.endswith("put-away=1")


def test_a_guest_with_several_cards_is_weighed_without_these(
    till: Till, shelf: Shelf
) -> None:
    holder = issue_card(till.shop.business_id, till.shop.programme_id)
    shelf.sell(shelf.offer(VisitRules()), member_id=holder.member_id)
    assert till.scan(holder.number).path.endswith("/till/sale")
