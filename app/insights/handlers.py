"""Reactions to facts: the day's figures, brought up to date from the rows."""

from datetime import date
from typing import Protocol

from app.core import db, tenancy
from app.core.ids import BusinessId
from app.core.outbox import state
from app.insights import actions


class DayFact(Protocol):
    """A fact that changes the figures of one local day of one business."""

    business_id: int
    day: str


def day_of(fact: DayFact) -> tuple[int, str]:
    """Facts of the same day ask for the same figures."""
    return fact.business_id, fact.day


@state(day_of)
def refresh_day(fact: DayFact) -> None:
    """Recount the fact's day; repeats and re-ordering change nothing."""
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        actions.refresh_day(day=date.fromisoformat(fact.day))
