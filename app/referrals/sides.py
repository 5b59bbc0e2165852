"""The two humans of a referral as they are known now, and what speaks against it.

A membership may lead to another one by now (R23): one human is all memberships that
lead to one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from app.core import db
from app.core.ids import MemberId
from app.people.contact_models import ContactChange, PersonContact
from app.people.models import Member, Person, Staff

SIGNALS = ("device", "chain", "burst")
"""What is noticed at joining, and stays a reason to look."""


@dataclass(frozen=True)
class Side:
    """One human in the business in scope: memberships and those who sign in to them."""

    member_id: MemberId
    member_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    since: datetime


def side(member_id: int) -> Side:
    """Who a membership belongs to now."""
    present = select(func.coalesce(Member.joined_into_id, Member.id)).where(
        Member.id == member_id
    )
    found = db.session().execute(
        select(
            Member.id, Member.person_id, Member.joined_at, Member.joined_into_id
        ).where(
            or_(
                Member.id == present.scalar_subquery(),
                Member.joined_into_id == present.scalar_subquery(),
            )
        )
    )
    rows = found.all()
    return Side(
        member_id=MemberId(next(row[0] for row in rows if row[3] is None)),
        member_ids=tuple(row[0] for row in rows),
        person_ids=tuple(row[1] for row in rows),
        since=min(row[2] for row in rows),
    )


def doubts(bringer: Side, friend: Side, signals: Sequence[str]) -> list[str]:
    """Why somebody has to look before anything is given (R17, E25)."""
    found = [signal for signal in signals if signal in SIGNALS]
    if bringer.member_id == friend.member_id:
        return [*found, "person"]
    if _addresses(bringer) & _addresses(friend):
        found.append("contact")
    if _is_of_team(bringer) or _is_of_team(friend):
        found.append("team")
    return found


def _addresses(side: Side) -> set[str]:
    """Contacts that are or were a human's, so that one mailbox is known by all names."""
    session = db.session()
    found: list[str | None] = []
    for mine in session.execute(
        select(Person.phone, Person.email).where(Person.id.in_(side.person_ids))
    ):
        found.extend(mine)
    found.extend(
        session.scalars(
            select(PersonContact.address).where(
                PersonContact.person_id.in_(side.person_ids)
            )
        )
    )
    for mine in session.execute(
        select(ContactChange.old_address, ContactChange.new_address).where(
            ContactChange.member_id.in_(side.member_ids)
        )
    ):
        found.extend(mine)
    return set(_same_mailbox(found))


def _same_mailbox(addresses: Iterable[str | None]) -> Iterable[str]:
    """``anna+2@…`` arrives where ``anna@…`` does."""
    for address in addresses:
        if address:
            name, at, host = address.casefold().partition("@")
            yield f"{name.split('+')[0] if at else name}{at}{host}"


def _is_of_team(side: Side) -> bool:
    """Whether they work here, by person or by the contact of their invitation."""
    found = db.session().execute(
        select(Staff.id)
        .where(
            Staff.ended_at.is_(None),
            or_(
                Staff.person_id.in_(side.person_ids),
                func.nullif(Staff.contact, "").in_(_addresses(side)),
            ),
        )
        .limit(1)
    )
    return found.first() is not None
