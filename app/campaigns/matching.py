"""An audience as one statement: the ids of the members who fit it.

Every condition asks about one member by an index, so that a part of the members costs a
part of the time: who is told is written down part by part.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, extract, func, or_, select

from app.businesses import queries as businesses
from app.campaigns import hours, rhythm
from app.campaigns.audience import Audience
from app.cards.models import Card
from app.core import db
from app.incentives.models import CardLevel
from app.insights.models import Arrival
from app.ledger import predicates
from app.people.models import GroupMember, Member, Person
from app.sales.models import Receipt
from app.wallet.models import ApplePass, AppleRegistration, GooglePass

Condition = ColumnElement[bool]


def members(
    audience: Audience, at: datetime, within: tuple[int, ...] = ()
) -> Select[int]:
    """The members who fit an audience at an instant.

    ``within``: only those in any of these groups, whatever else is asked for. Who was
    erased, and who turned out to be another member, is nobody to write to.
    """
    statement = (
        select(Member.id)
        .join(Person, Person.id == Member.person_id)
        .where(Person.erased_at.is_(None), Member.joined_into_id.is_(None))
    )
    if within:
        statement = statement.where(_in_groups(within))
    return statement.where(*_conditions(audience, at))


def _conditions(audience: Audience, at: datetime) -> Iterator[Condition]:
    yield from _who(audience)
    yield from _card(audience, at)
    yield from _purchases(audience, at)
    yield from _hours(audience, at)
    if audience.standing is not None:
        yield rhythm.stands(audience.standing, at)
    yield from (_has(each) for each in audience.has)
    yield from (~_has(each) for each in audience.lacks)


def _who(audience: Audience) -> Iterator[Condition]:
    if audience.group_ids:
        yield _in_groups(audience.group_ids)
    if audience.not_group_ids:
        yield ~_in_groups(audience.not_group_ids)
    if audience.birthday_month is not None:
        yield _born_in(audience.birthday_month)
    if audience.language is not None:
        yield Person.language == audience.language
    if audience.source is not None:
        yield exists().where(
            Arrival.member_id == Member.id,
            Arrival.touch == "first",
            Arrival.code == audience.source,
        )


def _in_groups(group_ids: tuple[int, ...]) -> Condition:
    return exists().where(
        GroupMember.member_id == Member.id, GroupMember.group_id.in_(group_ids)
    )


def _born_in(month: int) -> Condition:
    if db.is_sqlite():
        return func.substr(Person.born_on, 6, 2) == f"{month:02d}"
    return extract("month", Person.born_on) == month


def _card(audience: Audience, at: datetime) -> Iterator[Condition]:
    if audience.programme_id is not None:
        has = [_is_held(), Card.programme_id == audience.programme_id]
        if audience.level is not None:
            has.append(_is_of_level(audience.level, at))
        yield exists().where(*has)
    if audience.points is not None:
        yield exists().where(
            _is_held(), predicates.has_points(Card.id, audience.points)
        )


def _is_held() -> Condition:
    return and_(Card.member_id == Member.id, Card.state == "active")


def _is_of_level(level: str, at: datetime) -> Condition:
    """The level that counts: one given by hand while it lasts; without a row, the first."""
    row = CardLevel.card_id == Card.id
    is_given = CardLevel.given.is_not(None) & (
        CardLevel.given_until.is_(None) | (CardLevel.given_until > at)
    )
    counts = or_(
        and_(is_given, CardLevel.given == level),
        and_(~is_given, CardLevel.level == level),
    )
    found: Condition = exists().where(row, counts)
    return or_(found, ~exists().where(row)) if level == "" else found


def _bought(*conditions: Condition) -> Select[Any]:
    """Receipts of the member's cards, those undone left out."""
    return (
        select(Receipt.id)
        .join(Card, Card.id == Receipt.card_id)
        .where(Card.member_id == Member.id, Receipt.undone_at.is_(None), *conditions)
        .correlate(Member)
    )


def _purchases(audience: Audience, at: datetime) -> Iterator[Condition]:
    place = () if audience.outlet_id is None else (_at(audience.outlet_id),)
    period = (Receipt.occurred_at >= at - timedelta(days=audience.period_days), *place)
    if audience.outlet_id is not None:
        yield _bought(*period).exists()
    if audience.silent_days is not None:
        # Who never bought is not somebody who stays away.
        yield _bought(*place).exists()
        line = at - timedelta(days=audience.silent_days)
        yield ~_bought(Receipt.occurred_at > line, *place).exists()
    if audience.recent_days is not None:
        line = at - timedelta(days=audience.recent_days)
        yield _bought(Receipt.occurred_at > line, *place).exists()
    count = _bought(*period).with_only_columns(func.count()).scalar_subquery()
    if audience.visits_least is not None:
        yield count >= audience.visits_least
    if audience.visits_most is not None:
        yield count <= audience.visits_most
    if audience.spent_minor is not None:
        net = func.sum(Receipt.paid_minor - Receipt.returned_minor)
        spent = _bought(*period).with_only_columns(func.coalesce(net, 0))
        yield spent.scalar_subquery() >= audience.spent_minor


def _at(outlet_id: int) -> Condition:
    return Receipt.outlet_id == outlet_id


def _hours(audience: Audience, at: datetime) -> Iterator[Condition]:
    if audience.comes is None and audience.never is None:
        return
    since = at - timedelta(days=audience.period_days)
    outlets = businesses.outlets()
    period = Receipt.occurred_at >= since
    if audience.comes is not None:
        inside = hours.is_within(audience.comes, outlets, since, at)
        yield _bought(period, inside).exists()
    if audience.never is not None:
        inside = hours.is_within(audience.never, outlets, since, at)
        yield ~_bought(period, inside).exists()


def _has(what: str) -> Condition:
    if what == "email":
        return Person.email.is_not(None)
    if what == "phone":
        return Person.phone.is_not(None)
    on_iphone = exists().where(
        _is_held(),
        ApplePass.card_id == Card.id,
        AppleRegistration.pass_id == ApplePass.id,
    )
    on_android = exists().where(
        _is_held(), GooglePass.card_id == Card.id, GooglePass.is_held
    )
    return or_(on_iphone, on_android)
