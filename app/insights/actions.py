"""Keeping the day's figures current."""

from datetime import date

from sqlalchemy import Select, func, select

from app.businesses import queries as businesses
from app.cards.models import Card
from app.core import clock, db, tenancy
from app.insights.models import DailyFigure
from app.people.models import Member
from app.people.samples import is_counted
from app.sales.models import Receipt, Refund


def refresh_day(*, day: date) -> None:
    """Recount one local day of the business in scope from its rows.

    Undone receipts and what sample guests did before they were removed do not count;
    refunds count on the day they are made.
    """
    business = businesses.by_id(tenancy.current())
    start, end = clock.day_start(day, business.zone), clock.day_end(day, business.zone)
    session = db.db.session
    sales = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(Receipt.paid_minor), 0),
            func.coalesce(func.sum(Receipt.earned_points), 0),
            func.coalesce(func.sum(Receipt.points_spent), 0),
        ).where(
            Receipt.occurred_at >= start,
            Receipt.occurred_at < end,
            Receipt.undone_at.is_(None),
            Receipt.card_id.not_in(_gone()),
        )
    ).one()
    refunds = session.execute(
        select(func.count(), func.coalesce(func.sum(Refund.money_minor), 0)).where(
            Refund.occurred_at >= start,
            Refund.occurred_at < end,
            Refund.receipt_id.not_in(
                select(Receipt.id).where(Receipt.card_id.in_(_gone()))
            ),
        )
    ).one()
    joins = session.execute(
        select(func.count()).where(
            Member.joined_at >= start, Member.joined_at < end, is_counted()
        )
    ).scalar_one()
    row = session.execute(
        select(DailyFigure).where(DailyFigure.day == day)
    ).scalar_one_or_none()
    if row is None:
        row = DailyFigure(day=day)
        session.add(row)
    row.receipts, row.sales_minor = int(sales[0]), int(sales[1])
    row.points_earned, row.points_spent = int(sales[2]), int(sales[3])
    row.refunds, row.refunded_minor = int(refunds[0]), int(refunds[1])
    row.joins, row.computed_at = int(joins), clock.now()
    session.flush()


def _gone() -> Select[int]:
    """The cards of sample guests who were removed."""
    return (
        select(Card.id).join(Member, Member.id == Card.member_id).where(~is_counted())
    )
