"""Figures for the office: sales and members by day, and what each source brings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import cast, func, select

from app.businesses import queries as businesses
from app.core import clock, db, tenancy
from app.core.ids import MemberId, OutletId
from app.core.money import divide_half_up
from app.core.types import Int
from app.insights import sources
from app.insights.codes import OTHER, PRINTED
from app.insights.models import Arrival, OutletDay, SourceDay
from app.insights.periods import Span
from app.insights.sources import SourceView
from app.people.models import Member
from app.people.samples import is_counted

MOST_CAMPAIGNS = 50
_WORDS = (
    Arrival.source,
    Arrival.medium,
    Arrival.campaign,
    Arrival.content,
    Arrival.term,
)


@dataclass(frozen=True)
class Figures:
    """What happened in a run of days; money in minor units, net of refunds.

    ``points_given`` and ``points_spent`` are net of what refunds took back.
    """

    receipts: int = 0
    net_sales_minor: int = 0
    points_given: int = 0
    points_spent: int = 0
    joins: int = 0

    @property
    def average_minor(self) -> int:
        """The average cheque; 0 without receipts."""
        if self.receipts == 0 or self.net_sales_minor <= 0:
            return 0
        return divide_half_up(self.net_sales_minor, self.receipts)


Days = dict[date, Figures]
_Sold = tuple[int, int, int, int]


def days(span: Span, outlet_id: OutletId | None = None) -> Days:
    """Every day of a span, at all outlets or at one; days without anything are zeros.

    New members belong to no outlet: with one they are zeros.
    """
    sold = _sold(span, outlet_id)
    joined = {} if outlet_id is not None else _joined(span)
    wanted = (span.first + timedelta(days=n) for n in range(span.days))
    return {
        day: Figures(*sold.get(day, (0, 0, 0, 0)), joined.get(day, 0)) for day in wanted
    }


def _sold(span: Span, outlet_id: OutletId | None) -> dict[date, _Sold]:
    statement = (
        select(
            OutletDay.day,
            *(
                cast(func.sum(column), Int)
                for column in (
                    OutletDay.receipts,
                    OutletDay.sales_minor - OutletDay.refunded_minor,
                    OutletDay.points_earned - OutletDay.points_clawed,
                    OutletDay.points_spent - OutletDay.points_returned,
                )
            ),
        )
        .where(OutletDay.day.between(span.first, span.last))
        .group_by(OutletDay.day)
    )
    if outlet_id is not None:
        statement = statement.where(OutletDay.outlet_id == outlet_id)
    rows: Iterable[Any] = db.session().execute(statement)
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def _joined(span: Span) -> dict[date, int]:
    rows: Iterable[Any] = db.session().execute(
        select(SourceDay.day, cast(func.sum(SourceDay.joins), Int))
        .where(SourceDay.day.between(span.first, span.last))
        .group_by(SourceDay.day)
    )
    return {row[0]: row[1] for row in rows}


def total(of: Days, span: Span) -> Figures:
    """The sum of the days of a span that lies within those given."""
    found = [each for day, each in of.items() if span.first <= day <= span.last]
    return Figures(
        sum(each.receipts for each in found),
        sum(each.net_sales_minor for each in found),
        sum(each.points_given for each in found),
        sum(each.points_spent for each in found),
        sum(each.joins for each in found),
    )


def members_until(day: date) -> int:
    """How many members there were at the end of a local day."""
    zone = businesses.by_id(tenancy.current()).zone
    joined = select(func.count(Member.id)).where(
        Member.joined_at < clock.day_end(day, zone)
    )
    return int(db.session().execute(joined).scalar_one())


@dataclass(frozen=True)
class SourceFigures:
    """What a source brought: in a period, and ``joins_ever`` from the beginning."""

    source: SourceView
    views: int
    joins: int
    first_purchases: int
    joins_ever: int

    @property
    def join_basis_points(self) -> int | None:
        """Joined per hundred viewers, in hundredths; None where nobody was counted."""
        return _share(self.joins, self.views)

    @property
    def purchase_basis_points(self) -> int | None:
        """Of those who joined, how many bought; in hundredths of a percent."""
        return _share(self.first_purchases, self.joins)

    @property
    def cost_per_join_minor(self) -> int | None:
        """What one member has cost since the beginning."""
        cost = self.source.cost_minor
        if cost is None or not self.joins_ever:
            return None
        return divide_half_up(cost, self.joins_ever)


def _share(part: int, whole: int) -> int | None:
    """In hundredths of a percent, rounded to tenths: the numbers are small."""
    return divide_half_up(1000 * part, whole) * 10 if whole else None


def by_source(span: Span) -> list[SourceFigures]:
    """Every source with figures, and the business's own links; most members first."""
    rows = _counted(span)
    known = sources.named(rows)
    own = {view.code: view for view in sources.own()}
    views = own | {code: known[code] for code in rows if code in known}
    found = [
        SourceFigures(view, *rows.get(code, (0, 0, 0, 0)))
        for code, view in views.items()
    ]
    return sorted(
        found,
        key=lambda each: (
            each.source.ended_at is not None,
            -each.joins,
            -each.views,
            -each.joins_ever,
        ),
    )


def _counted(span: Span) -> dict[str, tuple[int, int, int, int]]:
    is_within = SourceDay.day.between(span.first, span.last)
    counts = (SourceDay.views, SourceDay.joins, SourceDay.first_purchases)
    rows: Iterable[Any] = db.session().execute(
        select(
            SourceDay.code,
            *(func.sum(column).filter(is_within) for column in counts),
            func.sum(SourceDay.joins),
        ).group_by(SourceDay.code)
    )
    return {
        code: (int(views or 0), int(joins or 0), int(bought or 0), int(ever))
        for code, views, joins, bought, ever in rows
        if views or ever
    }


def of_source(code: str, span: Span) -> dict[date, tuple[int, int, int]]:
    """Views, joins and first purchases of one source, day by day, zeros left out."""
    rows: Iterable[Any] = db.session().execute(
        select(
            SourceDay.day,
            SourceDay.views,
            SourceDay.joins,
            SourceDay.first_purchases,
        ).where(SourceDay.code == code, SourceDay.day.between(span.first, span.last))
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def joins(code: str) -> int:
    """How many members a source has brought since the beginning."""
    found = db.session().execute(
        select(func.sum(SourceDay.joins)).where(SourceDay.code == code)
    )
    return int(found.scalar_one() or 0)


@dataclass(frozen=True)
class Campaign:
    """UTM words of the last address before joining, and how many members they brought."""

    source: str
    medium: str
    campaign: str
    content: str
    term: str
    joins: int


def campaign_of(member_id: MemberId) -> str:
    """The UTM words that brought one member here, in one line; empty without any."""
    row: Any = (
        db.session()
        .execute(
            select(*_WORDS).where(
                Arrival.member_id == member_id, Arrival.touch == "last"
            )
        )
        .one_or_none()
    )
    return " / ".join(word for word in row or () if word)


def campaigns(span: Span, code: str | None = None) -> list[Campaign]:
    """Members who joined in a span by the words of their address, most first."""
    zone = businesses.by_id(tenancy.current()).zone
    count = func.count(Arrival.id)
    statement = (
        select(*_WORDS, cast(count, Int))
        .join(Member, Member.id == Arrival.member_id)
        .where(
            Arrival.touch == "last",
            (Arrival.source != "") | (Arrival.campaign != "") | (Arrival.medium != ""),
            Member.joined_at >= clock.day_start(span.first, zone),
            Member.joined_at < clock.day_end(span.last, zone),
            is_counted(),
        )
        .group_by(*_WORDS)
        .order_by(count.desc(), *_WORDS)
        .limit(MOST_CAMPAIGNS)
    )
    if code is not None:
        statement = statement.where(Arrival.code == code)
    rows: Sequence[Any] = db.session().execute(statement).all()
    return [Campaign(*row) for row in rows]


def printable() -> dict[str, SourceView]:
    """What a poster can carry: the built-in places, then the business's own links."""
    found = sources.named(PRINTED)
    return {code: found[code] for code in PRINTED} | {
        view.code: view for view in sources.own(with_ended=False)
    }


def code_or_other(code: str) -> str:
    """The code itself when it is somebody's, else that of all unknown ones."""
    return code if code in sources.named({code}) else OTHER
