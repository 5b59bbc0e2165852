"""The balance on paper."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from app.core import clock, db, tenancy
from app.ledger import actions as ledger
from app.notifications import expiry
from app.notifications.trigger_models import ExpiryNotice
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


def test_a_sheet_with_dates_in_the_guests_hands_is_a_proven_warning(
    till: Till,
) -> None:
    shop = till.shop
    with tenancy.scope(shop.business_id), db.writing():
        ledger.credit(
            card_id=shop.member.card_id,
            cause=ledger.Cause(
                key="gift:40",
                actor="system",
                reason="welcome",
                occurred_at=clock.now() - timedelta(days=20),
            ),
            amount=40,
            available_at=clock.now(),
            expires_at=clock.day_end(clock.today(shop.zone), shop.zone)
            + timedelta(days=20),
            kind="gift",
        )
    clock.advance(timedelta(days=11))
    with tenancy.scope(shop.business_id):
        assert expiry.tell_due() == 1
    till.scan()
    page = till.client.get(till.url("slip"), status=200)
    done = page.form(id_="handed").submit(status=303)
    assert "даты на бумаге" in done.text
    with tenancy.scope(shop.business_id):
        row = db.session().scalars(select(ExpiryNotice)).one()
        assert (row.step, row.proof, row.proven_at) == (10, "slip", clock.now())


def test_a_new_card_has_no_dates_to_hand_over(till: Till) -> None:
    till.scan()
    page = till.client.get(till.url("slip"), status=200)
    assert not page.all("form", id="handed")


def test_no_contact_stands_on_paper(till: Till, give: Callable[[int], None]) -> None:
    give(10)
    sell(till.shop, till.shop.member, amount_minor=100_00)
    till.scan()
    assert "+7" not in till.client.get(till.url("slip"), status=200).text
