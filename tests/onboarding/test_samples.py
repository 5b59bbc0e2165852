"""Sample guests come and go: the books verify, and nothing of them is left to see."""

from datetime import timedelta

import pytest
from flask import Flask

from app.businesses import actions as businesses
from app.businesses import queries
from app.cards import directory
from app.core import clock as app_clock
from app.core import db, tenancy
from app.core.ids import BusinessId, CardId, OutletId
from app.insights import actions as insights
from app.insights import queries as figures
from app.insights.periods import Span
from app.insights.queries import Figures
from app.ledger import queries as ledger
from app.ledger import seal, verify
from app.onboarding import samples
from app.onboarding.errors import NoProgrammeYet, SamplesTooLate
from app.onboarding.models import TRADES
from app.programmes import queries as programmes
from app.sales import actions as sales
from app.sales.rules import Line, Sale
from tests.conftest import Clock
from tests.onboarding import wishes
from tests.world import issue_card

NOTHING = Figures(0, 0, 0, 0, 0)


def outlet() -> OutletId:
    """The first outlet of the business in scope."""
    with db.writing():
        return businesses.open_outlet(
            code="1", name="Первая", address="", zone="Europe/Moscow"
        )


def opened(app: Flask, trade: str = "cafe", language: str = "ru") -> BusinessId:
    founded = wishes.found(app, trade=trade, language=language)
    with tenancy.scope(founded.business_id):
        outlet()
    return founded.business_id


def make() -> int:
    with db.writing():
        return samples.make()


def remove() -> int:
    with db.writing():
        return samples.remove()


def totals() -> Figures:
    """A fortnight's figures as the worker counts them."""
    today = app_clock.today("Europe/Moscow")
    span = Span(today - timedelta(days=14), today)
    with db.writing():
        for back in range(15):
            day = today - timedelta(days=back)
            insights.refresh_joins(day=day)
            for each in queries.outlets():
                insights.refresh_outlet_day(outlet_id=each.id, day=day)
    return figures.total(figures.days(span), span)


def verified(business_id: BusinessId) -> list[object]:
    """What the books' own check objects to."""
    return list(verify.verify(business_id))


def buy(card_id: CardId, outlet_id: OutletId, amount_minor: int = 500_00) -> int:
    sale = Sale(
        outlet_id=outlet_id,
        card_id=card_id,
        number=None,
        lines=(Line(amount_minor=amount_minor), Line(amount_minor=100_00)),
        source="till",
        actor="staff:1",
    )
    with db.writing():
        return sales.book(sale).receipt_id


@pytest.mark.parametrize("trade", TRADES)
def test_samples_fill_the_office_and_go_without_a_trace(app: Flask, trade: str) -> None:
    business_id = opened(app, trade, "en" if trade == "shop" else "ru")
    with tenancy.scope(business_id):
        assert samples.can_be_made()
        assert make() == 6
        holders = directory.holders()
        assert len(holders) == directory.count() == samples.count() == 6
        word = "(sample)" if trade == "shop" else "(пример)"
        assert all(word in (holder.name or "") for holder in holders)
        full = totals()
        assert (full.receipts, full.joins) == (15, 6)
        assert full.net_sales_minor > 0
        assert full.points_given > 0
        assert verified(business_id) == []
        card_ids = [holder.card_id for holder in holders if holder.card_id]
        assert remove() == 6
        assert directory.holders() == []
        assert directory.count() == samples.count() == 0
        assert totals() == NOTHING
        assert verified(business_id) == []
        balances = ledger.balances(card_ids)
        assert all(
            balances.get(card_id, ledger.NOTHING).available == 0 for card_id in card_ids
        )
        assert remove() == 0
        assert samples.can_be_made()


def test_points_are_spent_among_the_samples(app: Flask) -> None:
    with tenancy.scope(opened(app)):
        make()
        assert totals().points_spent > 0


def test_they_are_made_once_and_can_come_again(app: Flask) -> None:
    with tenancy.scope(opened(app)):
        assert make() == make() == 6
        assert directory.count() == 6
        remove()
        assert make() == 6
        assert directory.count() == 6


def test_a_real_guest_is_left_alone(app: Flask, clock: Clock) -> None:
    business_id = opened(app)
    with tenancy.scope(business_id):
        make()
        clock.advance(minutes=5)
        programme_id = programmes.default_programme().id
    guest = issue_card(business_id, programme_id)
    with tenancy.scope(business_id):
        first = outlet_of()
        buy(guest.card_id, first)
        before = ledger.balance(guest.card_id)
        remove()
        assert ledger.balance(guest.card_id) == before
        assert [holder.card_id for holder in directory.holders()] == [guest.card_id]
        left = totals()
        assert (left.receipts, left.joins, left.net_sales_minor) == (1, 1, 600_00)
        assert verified(business_id) == []
        assert not samples.can_be_made()
        with pytest.raises(SamplesTooLate):
            make()


def outlet_of() -> OutletId:
    """The outlet that ``opened`` made."""
    return queries.outlets()[0].id


def test_what_was_tried_at_the_till_on_a_sample_goes_too(
    app: Flask, clock: Clock
) -> None:
    """A sale, and one of which goods came back, long after they were made."""
    business_id = opened(app)
    with tenancy.scope(business_id):
        make()
        clock.advance(days=3)
        cards = [holder.card_id for holder in directory.holders() if holder.card_id]
        buy(cards[0], outlet_of())
        receipt_id = buy(cards[1], outlet_of(), 700_00)
        with db.writing():
            sales.refund(
                receipt_id=receipt_id,
                positions=(1,),
                number="R1",
                outlet_id=outlet_of(),
                actor="staff:1",
                reason="changed_mind",
            )
        assert totals().receipts > 15
        clock.advance(days=200)
        with db.writing():
            seal.seal(business_id, limit=1000)
        assert remove() == 6
        assert directory.count() == 0
        clock.advance(days=-200)
        assert totals() == NOTHING
        clock.advance(days=200)
        assert verified(business_id) == []


def test_there_must_be_something_to_show_them_with(app: Flask) -> None:
    founded = wishes.found(app)
    with tenancy.scope(founded.business_id):
        assert not samples.can_be_made()
        with pytest.raises(NoProgrammeYet):
            make()
        outlet()
        assert samples.can_be_made()
