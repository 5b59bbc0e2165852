"""Keeping figures current: recounted from the rows, whole days at a time."""

from collections import Counter
from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.businesses import queries as businesses
from app.core import clock, db, tenancy
from app.core.ids import CardId, MemberId, OutletId
from app.insights import firsts, sources
from app.insights.codes import DIRECT, OTHER, Touch
from app.insights.models import Arrival, OutletDay, SourceDay
from app.people.models import Member
from app.sales import queries as sales


def refresh_outlet_day(*, outlet_id: OutletId, day: date) -> None:
    """Recount one local day of an outlet; raises NotFound for another business's."""
    outlet = businesses.outlet(outlet_id)
    _make_sure(OutletDay, outlet_id=outlet.id, day=day, computed_at=clock.now())
    # Two workers may count the same day: the second waits here and sees it all.
    row = db.session().scalars(
        select(OutletDay)
        .where(OutletDay.outlet_id == outlet.id, OutletDay.day == day)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    figures = sales.day_figures(outlet.id, day)
    found = row.one()
    found.receipts, found.sales_minor = figures.receipts, figures.paid_minor
    found.refunds, found.refunded_minor = figures.refunds, figures.refunded_minor
    found.points_earned = figures.points_earned
    found.points_clawed = figures.points_clawed
    found.points_spent = figures.points_spent
    found.points_returned = figures.points_returned
    found.computed_at = clock.now()
    db.session().flush()


def refresh_joins(*, day: date) -> None:
    """Recount who joined on one local day of the business, by source.

    Views are counted as they come and stay as they are.
    """
    _make_sure(SourceDay, day=day, code=DIRECT)
    session, connection = db.session(), db.connection()
    # One row of the day is the lock for all of them.
    lock = select(SourceDay.id).where(SourceDay.day == day, SourceDay.code == DIRECT)
    session.execute(lock.with_for_update())
    joined = firsts.joined_on(day)
    known = sources.named(each.source for each in joined)
    joins: Counter[str] = Counter()
    bought: Counter[str] = Counter()
    for each in joined:
        code = each.source if each.source in known else OTHER
        joins[code] += 1
        bought[code] += each.has_bought
    session.execute(
        update(SourceDay)
        .where(SourceDay.day == day, SourceDay.code.not_in(joins.keys()))
        .values(joins=0, first_purchases=0)
    )
    for code, count in sorted(joins.items()):
        counts = {"joins": count, "first_purchases": bought[code]}
        _make_sure(SourceDay, day=day, code=code)
        connection.execute(
            update(SourceDay)
            .where(
                SourceDay.business_id == tenancy.current(),
                SourceDay.day == day,
                SourceDay.code == code,
            )
            .values(counts)
        )


def count_view(*, code: str, day: date) -> None:
    """Count a browser that has not been here for this source on this day."""
    insert = (sqlite if db.is_sqlite() else postgresql).insert(SourceDay)
    db.connection().execute(
        insert.values(
            business_id=tenancy.current(),
            day=day,
            code=code,
            views=1,
            joins=0,
            first_purchases=0,
        ).on_conflict_do_update(
            index_elements=["business_id", "day", "code"],
            set_={"views": SourceDay.views + 1},
        )
    )


def remember_arrival(*, member_id: MemberId, first: Touch, last: Touch) -> None:
    """Keep what brought a new member here; what is known already stays."""
    known = select(Arrival.id).where(Arrival.member_id == member_id).limit(1)
    session = db.session()
    if session.execute(known).first() is not None:
        return
    for name, touch in (("first", first), ("last", last)):
        session.add(
            Arrival(
                business_id=tenancy.current(),
                member_id=member_id,
                touch=name,
                day=touch.day,
                code=touch.code,
                source=touch.source,
                medium=touch.medium,
                campaign=touch.campaign,
                content=touch.content,
                term=touch.term,
            )
        )
    session.flush()


def forget_arrivals(*, card_id: CardId) -> None:
    """Drop the words of the addresses that brought a card's holder here (R24)."""
    member_id = firsts.holder_of(card_id)
    joined = select(Member.id).where(Member.joined_into_id == member_id)
    db.session().execute(
        delete(Arrival)
        .where(
            (Arrival.member_id == member_id)
            | Arrival.member_id.in_(joined.scalar_subquery())
        )
        .execution_options(synchronize_session=False)
    )


def _make_sure(model: type[OutletDay | SourceDay], **values: object) -> None:
    """See that a row of zeros is there; one that exists stays as it is."""
    zeros = {
        column.name: 0
        for column in model.__table__.columns
        if column.default is not None
    }
    insert = (sqlite if db.is_sqlite() else postgresql).insert(model)
    db.connection().execute(
        insert.values(
            **zeros, **values, business_id=tenancy.current()
        ).on_conflict_do_nothing()
    )
