"""A cheque that was not booked smoothly: what happened, and the two ways on."""

from app.core import db, tenancy
from app.ledger import queries as ledger
from app.sales.offline import queries, queue
from tests.conftest import Clock
from tests.sales.offline.device import Device, Pen, prepare
from tests.web.office.conftest import Office
from tests.world import World, issue_card


def first(till: Device) -> int:
    """The id of the oldest deal that needs a look."""
    with tenancy.scope(till.shop.business_id):
        deal_id = queries.to_look_at()[0].id
    db.session().rollback()
    return deal_id


def points(office: Office) -> int:
    """What the member can spend."""
    with tenancy.scope(office.shop.business_id):
        found = ledger.balance(office.shop.member.card_id).available
    db.session().rollback()
    return found


def test_a_late_cheque_is_booked(office: Office, clock: Clock) -> None:
    till = prepare(office.shop)
    letter = till.write(till.sale(office.shop.member.number, 1000_00))
    clock.advance(days=8)
    till.send(letter)
    page = office.get("devices").click("Waits for you")
    assert "more than 7 days late" in page.text
    done = page.form(action="/book").submit(status=303)
    assert "The cheque is booked." in done.text
    assert points(office) == 50


def test_of_a_spend_that_nobody_promised_the_money_is_booked(office: Office) -> None:
    till = prepare(office.shop)
    till.sell(office.shop.member.number, 300_00, 200)
    page = office.get(f"devices/deals/{first(till)}", status=200)
    assert "no points are taken" in page.text
    form = page.form(action="/book")
    assert "100" in page.text
    form.submit(status=303)
    assert points(office) == 5


def test_it_is_closed_without_booking_and_only_once(office: Office) -> None:
    till = prepare(office.shop)
    till.sell(office.shop.member.number, 300_00, 200)
    deal_id = first(till)
    page = office.get(f"devices/deals/{deal_id}")
    form = page.form(action="/close")
    assert "The cheque is closed." in form.submit(status=303).text
    assert points(office) == 0
    again = office.post(f"devices/deals/{deal_id}/close", idempotency_key="another")
    assert again.status == 422
    assert "dealt with already" in again.text
    after = office.get(f"devices/deals/{deal_id}", status=200)
    assert [form for form in after.forms() if "/deals/" in form.action] == []


def test_a_forged_one_can_only_be_closed(office: Office) -> None:
    till = prepare(office.shop)
    till.send(Pen().sign(till.write(till.sale("1", 100_00)).body))
    page = office.get(f"devices/deals/{first(till)}", status=200)
    assert "signature is not this till's" in page.text
    assert [f for f in page.forms() if f.action.endswith("/book")] == []
    forced = office.post(f"devices/deals/{first(till)}/book", idempotency_key="forced")
    assert forced.status == 422


def test_what_cannot_be_booked_says_why_and_stays(office: Office) -> None:
    till = prepare(office.shop)
    till.sell("0000000000", 100_00)
    page = office.get(f"devices/deals/{first(till)}")
    answer = page.form(action="/book").submit(status=422)
    assert "no such card" in answer.text
    assert "1 cheque needs a look" in office.get("devices").text


def test_a_return_whose_sale_is_missing_says_so(office: Office, clock: Clock) -> None:
    till = prepare(office.shop)
    till.send(till.write({"kind": "refund", "of_number": "N-1"}))
    clock.advance(days=8)
    with tenancy.scope(office.shop.business_id), db.writing():
        assert queue.retry() == 1
    page = office.get(f"devices/deals/{first(till)}", status=200)
    assert "has not come in 7 days" in page.text
    answer = page.form(action="/book").submit(status=422)
    assert "has not arrived" in answer.text


def test_foreign_ids_are_not_found(office: Office, world: World) -> None:
    till = prepare(world.books)
    till.sell("0000000000", 100_00)
    deal_id = first(till)
    for path in (f"devices/deals/{deal_id}", "devices/deals/999"):
        assert office.get(path).status == 404
        for act in ("book", "close"):
            assert office.post(f"{path}/{act}", idempotency_key="k").status == 404


def test_e35_nobody_books_a_cheque_on_their_own_card(
    office: Office, clock: Clock
) -> None:
    shop = office.shop
    own = issue_card(
        shop.business_id, shop.programme_id, person_id=shop.owner.person_id
    )
    till = prepare(shop)
    letter = till.write(till.sale(own.number, 1000_00))
    clock.advance(days=8)
    till.send(letter)
    page = office.get(f"devices/deals/{first(till)}")
    refused = page.form(action="/book").submit(status=422)
    assert "This is your own card" in refused.text
