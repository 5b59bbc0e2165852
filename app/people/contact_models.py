"""Contacts beside the main ones, and contacts that were changed by a business."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Instant, Int
from app.people.models import CHANNELS


class PersonContact(Base):
    """A further verified contact of a person, who signs in with it as well.

    The main phone and e-mail stand on the person's own row.
    """

    __tablename__ = "person_contacts"
    __table_args__ = (
        UniqueConstraint("channel", "address"),
        CheckConstraint(f"channel IN {CHANNELS!r}", name="channel"),
        Index("ix_person_contacts_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    person_id: Mapped[int] = mapped_column(Int, ForeignKey("persons.id"))
    channel: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    verified_at: Mapped[datetime] = mapped_column(Instant)


class ContactChange(BusinessOwned, Base):
    """A contact that staff replaced, because the old one is lost.

    Until ``holds_until`` the member's cards spend no more than a lasting code may.
    Whoever has the old contact can stop the change by a link that is derived from this
    row's id and nonce. ``before_person_id`` is another person than the member's where
    the old one has cards of other businesses too, which stay as they are.
    """

    __tablename__ = "contact_changes"
    __table_args__ = (
        CheckConstraint(f"channel IN {CHANNELS!r}", name="channel"),
        Index(
            "ix_contact_changes_business_id_member_id", "business_id", "member_id", "id"
        ),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    member_id: Mapped[int] = mapped_column(Int, ForeignKey("members.id"))
    before_person_id: Mapped[int] = mapped_column(Int, ForeignKey("persons.id"))
    channel: Mapped[str] = mapped_column(Text)
    old_address: Mapped[str] = mapped_column(Text)
    new_address: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    nonce: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    holds_until: Mapped[datetime] = mapped_column(Instant)
    stopped_at: Mapped[datetime | None] = mapped_column(Instant)
