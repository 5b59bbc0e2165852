"""Reactions to facts: figures and sources, brought up to date from the rows."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol

from app.businesses import queries as businesses
from app.core import db, tenancy
from app.core.ids import BusinessId, CardId, OutletId, ReceiptId
from app.core.outbox import state, states
from app.insights import actions, firsts

_DAY = timedelta(days=1)


class DayFact(Protocol):
    """A fact about one local day of one business."""

    business_id: int
    day: str


class SaleFact(DayFact, Protocol):
    """A fact about one receipt."""

    outlet_id: int
    receipt_id: int
    card_id: int


class CardFact(Protocol):
    """A fact about one card."""

    business_id: int
    card_id: int


def _day_of(fact: DayFact) -> tuple[int, str]:
    return fact.business_id, fact.day


@state(lambda fact: (fact.business_id, fact.outlet_id, fact.day))
def refresh_outlet_day(fact: SaleFact) -> None:
    """Recount the outlet's day; repeats and re-ordering change nothing."""
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        actions.refresh_outlet_day(
            outlet_id=OutletId(fact.outlet_id), day=date.fromisoformat(fact.day)
        )


@states(lambda fact: (fact.business_id, fact.receipt_id))
def refresh_first_purchases(facts: Sequence[SaleFact]) -> None:
    """Recount the days on which buyers joined whose first purchases these may be."""
    with tenancy.scope(BusinessId(facts[0].business_id)):
        days = firsts.days_to_recount([ReceiptId(fact.receipt_id) for fact in facts])
        db.session().rollback()
        for day in days:
            with db.writing():
                actions.refresh_joins(day=day)


@state(_day_of)
def refresh_joins(fact: DayFact) -> None:
    """Recount who joined on the fact's day."""
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        actions.refresh_joins(day=date.fromisoformat(fact.day))


@state(_day_of)
def refresh_imported_day(fact: DayFact) -> None:
    """Recount a day of the business in every outlet, and who joined.

    Where an outlet's clock differs, the day touches the ones before and after.
    """
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        day = date.fromisoformat(fact.day)
        zone = businesses.by_id(tenancy.current()).zone
        for outlet in businesses.outlets():
            is_same = outlet.zone == zone
            for each in (day,) if is_same else (day - _DAY, day, day + _DAY):
                actions.refresh_outlet_day(outlet_id=outlet.id, day=each)
        actions.refresh_joins(day=day)


@state(lambda fact: (fact.business_id, fact.card_id))
def forget_arrivals(fact: CardFact) -> None:
    """Leave nothing of how the holder of a card came here."""
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        actions.forget_arrivals(card_id=CardId(fact.card_id))
