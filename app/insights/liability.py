"""What the business owes in points, and the part of its sales that waits for them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import cast, func, select

from app.cards.models import Card
from app.core import clock, db
from app.core.ids import ProgrammeId
from app.core.types import Int
from app.insights.deferral import BASIS, Deferral, Given, deferral, spent_share
from app.insights.periods import Span
from app.ledger import cohorts as ledger
from app.ledger.cohorts import Cohort
from app.programmes import queries as programmes
from app.sales.models import Receipt, ReceiptLine

KINDS = ("points", "cashback")
"""Kinds of cards whose value is given with purchases, not sold."""
PAST = timedelta(days=730)


@dataclass(frozen=True, kw_only=True)
class Liability:
    """One programme's promise in a span; amounts in its unit, money in minor units.

    Attributes:
        outstanding: what stands on its cards today.
        sales_minor: money paid on its cards in the span, less what came back.
        cohort: what was given in the span, and what became of it.
        own_share: K5 of what was given in two years before and is over; None: nothing.
        share: the share expected to be spent that was used, in basis points.
    """

    programme_id: ProgrammeId
    name: str
    unit: str
    value_minor: int
    outstanding: int
    sales_minor: int
    cohort: Cohort
    own_share: int | None
    share: int
    deferral: Deferral


def liabilities(span: Span, zone: str, share: int | None) -> list[Liability]:
    """Every programme that gives points or cashback with purchases.

    Args:
        span: local days of ``zone``; in them value was credited and goods were sold.
        zone: the business's time zone.
        share: share expected to be spent, in basis points; None: each programme's own
            experience, and all of it where there is none yet, which is the prudent end.
    """
    now = clock.now()
    first = clock.day_start(span.first, zone)
    last = clock.day_end(span.last, zone)
    given = {each.programme_id: each for each in ledger.cohorts(first, last, now=now)}
    past = {
        each.programme_id: spent_share(each.kept, each.spent)
        for each in ledger.cohorts(first - PAST, first, now=now, is_over=True)
    }
    standing, sold = ledger.outstanding(), _sales(first, last)
    found = []
    for programme in programmes.programmes():
        if programme.kind not in KINDS:
            continue
        cohort = given.get(programme.id) or Cohort(programme.id, 0, 0, 0, 0, 0)
        own = past.get(programme.id)
        used = share if share is not None else BASIS if own is None else own
        value = programmes.current(programme.id, now).rules.point_value_minor
        promise = Given(
            sales_minor=sold.get(programme.id, 0),
            points=cohort.kept,
            spent=cohort.spent,
            value_minor=value,
        )
        found.append(
            Liability(
                programme_id=programme.id,
                name=programme.name,
                unit="minor" if programme.kind == "cashback" else "point",
                value_minor=value,
                outstanding=standing.get(programme.id, 0),
                sales_minor=promise.sales_minor,
                cohort=cohort,
                own_share=own,
                share=used,
                deferral=deferral(promise, expected_then=used, expected_now=used),
            )
        )
    return found


def _sales(first: Any, last: Any) -> dict[int, int]:
    """Money paid on each programme's cards and not given back."""
    kept = func.sum(ReceiptLine.paid_minor - ReceiptLine.returned_minor)
    rows = db.session().execute(
        select(Card.programme_id, cast(kept, Int))
        .select_from(Receipt)
        .join(Card, Card.id == Receipt.card_id)
        .join(ReceiptLine, ReceiptLine.receipt_id == Receipt.id)
        .where(
            Receipt.occurred_at >= first,
            Receipt.occurred_at < last,
            Receipt.undone_at.is_(None),
        )
        .group_by(Card.programme_id)
    )
    return {programme_id: int(amount) for programme_id, amount in rows}
