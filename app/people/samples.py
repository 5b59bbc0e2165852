"""Sample guests: shown to try a screen out, and gone again in one act.

What the books must keep of them stays under numbers; who was removed counts nowhere.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, UniqueConstraint, exists
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Instant, Int
from app.people.models import Member


class SampleMember(BusinessOwned, Base):
    """That a member is a sample, and whether it has been removed."""

    __tablename__ = "sample_members"
    __table_args__ = (UniqueConstraint("business_id", "member_id"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    member_id: Mapped[int] = mapped_column(Int, ForeignKey("members.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)


def is_counted() -> ColumnElement[bool]:
    """The predicate of members who are there.

    Neither removed samples nor those who turned out to be somebody else.
    """
    return Member.joined_into_id.is_(None) & ~exists().where(
        SampleMember.business_id == Member.business_id,
        SampleMember.member_id == Member.id,
        SampleMember.removed_at.is_not(None),
    )


def is_guest() -> ColumnElement[bool]:
    """The predicate of members who are no samples, present or removed."""
    return ~exists().where(
        SampleMember.business_id == Member.business_id,
        SampleMember.member_id == Member.id,
    )
