"""Money paid in advance, month by month: everything adds up."""

import pytest

from app.instruments import actions, advances
from app.programmes.kinds.certificate import CertificateRules
from app.sales import actions as sales
from app.sales.actions import Line, Sale
from tests.conftest import Clock
from tests.instruments.shelf import Shelf
from tests.web.office.conftest import Enter, Office
from tests.world import World


@pytest.fixture
def shelf(world: World, clock: Clock) -> Shelf:
    """Two months of certificates."""
    shelf = Shelf(world.coffee)
    programme_id = shelf.offer(CertificateRules())
    now = clock.now
    clock.advance(days=-30)
    first = shelf.sell(programme_id, amount_minor=3_000_00)
    clock.set(now)
    second = shelf.sell(programme_id, amount_minor=1_000_00)
    shelf.sell(programme_id, amount_minor=1_000_00, is_gift=True)
    booked = shelf.do(
        sales.book,
        Sale(
            outlet_id=world.coffee.outlet_id,
            card_id=first.card_id,
            number=None,
            lines=(Line(amount_minor=700_00), Line(amount_minor=300_00)),
            points=1_000_00,
            source="till",
            actor="staff:1",
        ),
    )
    shelf.do(
        sales.refund,
        receipt_id=booked.receipt_id,
        positions=(2,),
        number=None,
        outlet_id=world.coffee.outlet_id,
        actor="staff:1",
    )
    shelf.do(actions.refund, card_id=second.card_id, actor="staff:1")
    return shelf


def test_months_go_over_into_each_other(shelf: Shelf) -> None:
    now, before = shelf.do(advances.months, "Europe/Moscow", count=2)
    assert (before.sold, before.left) == (3_000_00, 3_000_00)
    assert (now.before, now.sold, now.given) == (3_000_00, 1_000_00, 1_000_00)
    assert (now.used, now.paid_back, now.ended) == (700_00, 1_000_00, 0)
    assert now.left == 3_300_00


def test_the_page_and_the_file(office: Office, shelf: Shelf) -> None:
    page = office.get("instruments/advances", status=200)
    assert "3,300" in page.text
    file = office.get("instruments/advances.csv", status=200)
    assert "3300.00" in file.markup
    office.get("instruments/advances.xlsx", status=200)
    office.get("instruments/advances.pdf", status=404)


def test_it_is_of_the_whole_business(enter: Enter) -> None:
    enter("moderator").get("instruments/advances", status=403)
