"""Members with their cards, as the office lists and searches them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.cards import codes, numbers
from app.cards.models import Card
from app.core import db
from app.core.ids import CardId, GroupId, MemberId
from app.people.models import GroupMember, Member, Person
from app.people.samples import is_counted
from app.programmes.models import Programme

LEAST_DIGITS = 3
LONGEST_SEARCH = 80


@dataclass(frozen=True)
class Holder:
    """A member as a line of the list; ``number`` and ``unit`` are their first card's."""

    member_id: MemberId
    name: str | None
    phone: str | None
    email: str | None
    joined_at: datetime
    card_id: CardId | None
    number: str | None
    card_count: int
    unit: str | None


def holders(
    *,
    search: str = "",
    group_id: GroupId | None = None,
    before: tuple[datetime, int] | None = None,
    limit: int = 20,
) -> list[Holder]:
    """Members of the business in scope, newest first.

    Args:
        search: a card's number or code, the last digits of a card or a phone, or part
            of a name.
        group_id: only those in this group.
        before: ``joined_at`` and ``member_id`` of the last line shown (keyset paging).
        limit: how many.
    """
    statement = (
        select(
            Member.id,
            Person.name,
            Person.phone,
            Person.email,
            Member.joined_at,
            Card.id,
            Card.number,
            _of_cards(func.count),
            Programme.unit,
        )
        .join(Person, Person.id == Member.person_id)
        .outerjoin(Card, Card.id == _of_cards(func.min))
        .outerjoin(Programme, Programme.id == Card.programme_id)
        .where(is_counted())
        .order_by(Member.joined_at.desc(), Member.id.desc())
        .limit(limit)
    )
    if search.strip():
        statement = statement.where(_matches(search.strip()[:LONGEST_SEARCH]))
    if group_id is not None:
        inside = select(GroupMember.member_id).where(GroupMember.group_id == group_id)
        statement = statement.where(Member.id.in_(inside.scalar_subquery()))
    if before is not None:
        joined_at, member_id = before
        statement = statement.where(
            or_(
                Member.joined_at < joined_at,
                and_(Member.joined_at == joined_at, Member.id < member_id),
            )
        )
    rows: Iterable[Any] = db.session().execute(statement)
    return [Holder(*row) for row in rows]


def count() -> int:
    """How many members the business in scope has."""
    counted = select(func.count(Member.id)).where(is_counted())
    return int(db.session().execute(counted).scalar_one())


def _of_cards(figure: Callable[[Any], Any]) -> Any:
    """A figure over the ids of a member's cards in use: the first, or how many."""
    mine = aliased(Card)
    return (
        select(figure(mine.id))
        .where(
            mine.business_id == Member.business_id,
            mine.member_id == Member.id,
            mine.state == "active",
        )
        .correlate(Member)
        .scalar_subquery()
    )


def _matches(search: str) -> ColumnElement[bool]:
    code = codes.parse(search)
    if code is not None:
        return Member.id.in_(_with_number(code.number))
    other = numbers.known(search)
    if other is not None and other.card_id is not None:
        return Member.id.in_(_of_card(Card.id == other.card_id))
    digits = "".join(letter for letter in search if letter.isdecimal())
    is_number = all(letter.isdecimal() or letter in " -+()" for letter in search)
    if is_number and search.isascii():
        if len(digits) < LEAST_DIGITS:
            return Member.id.is_(None)
        ends = select(Card.member_id).where(
            Card.number.endswith(digits, autoescape=True)
        )
        return or_(Member.id.in_(ends), Person.phone.endswith(digits, autoescape=True))
    # SQLite folds the case of Latin letters only, so the usual spellings are named.
    spellings = {search, search.lower(), search.upper(), search.title()}
    return or_(*(Person.name.contains(s, autoescape=True) for s in sorted(spellings)))


def _with_number(number: str) -> Select[int]:
    return _of_card(Card.number == number)


def _of_card(which: ColumnElement[bool]) -> Select[int]:
    """Whose card this is now, also when it was joined into another."""
    target = aliased(Card)
    return (
        select(target.member_id)
        .join(Card, target.id == func.coalesce(Card.joined_into_id, Card.id))
        .where(which)
    )
