"""People and what binds them to a business: membership, consents, staff roles."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Day, Flag, Instant, Int

CHANNELS = ("email", "phone")
PURPOSES = ("processing", "mailings", "partners")
ROLES = ("owner", "administrator", "moderator", "cashier")


class Person(Base):
    """One human across all businesses; anonymous until a contact is verified."""

    __tablename__ = "persons"
    __table_args__ = (UniqueConstraint("phone"), UniqueConstraint("email"))

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    name: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text, default="ru")
    phone: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    born_on: Mapped[date | None] = mapped_column(Day)
    created_at: Mapped[datetime] = mapped_column(Instant)
    erased_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def is_protected(self) -> bool:
        """Whether a verified contact can bring the card back (row 109)."""
        return self.phone is not None or self.email is not None


class Member(BusinessOwned, Base):
    """A person's membership in one business (R23: one per business and person).

    One that was joined into another keeps its row and leads there with
    ``joined_into_id``: both sign-ins then open the same cards. ``pass_news`` is what
    their passes show as the newest message.
    """

    __tablename__ = "members"
    __table_args__ = (
        UniqueConstraint("business_id", "person_id"),
        Index("ix_members_person_id", "person_id"),
        Index("ix_members_business_id_joined_at", "business_id", "joined_at"),
        UniqueConstraint("business_id", "external_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    person_id: Mapped[int] = mapped_column(Int, ForeignKey("persons.id"))
    joined_at: Mapped[datetime] = mapped_column(Instant)
    source: Mapped[str] = mapped_column(Text, default="")
    external_id: Mapped[str | None] = mapped_column(Text)
    joined_into_id: Mapped[int | None] = mapped_column(Int)
    unread_messages: Mapped[int] = mapped_column(Int, default=0, server_default="0")
    unread_notices: Mapped[int] = mapped_column(Int, default=0, server_default="0")
    pass_news: Mapped[str] = mapped_column(Text, default="", server_default="")


class Group(BusinessOwned, Base):
    """A group of members: an audience with cards, offers or staff of its own.

    ``join_code`` is the secret of a link by which people enter it themselves. A closed
    group takes nobody in; who is in it keeps what they have.
    """

    __tablename__ = "groups"
    __table_args__ = (
        UniqueConstraint("business_id", "name"),
        Index(
            "ix_groups_business_id_join_code", "business_id", "join_code", unique=True
        ),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    join_code: Mapped[str | None] = mapped_column(Text)


class GroupMember(BusinessOwned, Base):
    """That a member belongs to a group; a member may belong to several."""

    __tablename__ = "group_members"
    __table_args__ = (
        UniqueConstraint("business_id", "group_id", "member_id"),
        Index("ix_group_members_business_id_member_id", "business_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    group_id: Mapped[int] = mapped_column(Int, ForeignKey("groups.id"))
    member_id: Mapped[int] = mapped_column(Int, ForeignKey("members.id"))
    added_at: Mapped[datetime] = mapped_column(Instant)


class Staff(BusinessOwned, Base):
    """A person's role in a business.

    ``name`` and ``contact`` are what the business itself wrote when it invited them:
    what a person told others about themselves is not its to see. ``role_since`` says
    when the present role was given; without it they have it since they came.
    """

    __tablename__ = "staff"
    __table_args__ = (
        UniqueConstraint("business_id", "person_id"),
        Index("ix_staff_person_id", "person_id"),
        CheckConstraint(f"role IN {ROLES!r}", name="role"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    person_id: Mapped[int] = mapped_column(Int, ForeignKey("persons.id"))
    role: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    role_since: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class StaffGroup(BusinessOwned, Base):
    """A group whose members somebody may see; who has one sees no other guests."""

    __tablename__ = "staff_groups"
    __table_args__ = (UniqueConstraint("business_id", "staff_id", "group_id"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    staff_id: Mapped[int] = mapped_column(Int, ForeignKey("staff.id"))
    group_id: Mapped[int] = mapped_column(Int, ForeignKey("groups.id"))


class StaffOutlet(BusinessOwned, Base):
    """An outlet where somebody may stand at the till; who has one sells nowhere else."""

    __tablename__ = "staff_outlets"
    __table_args__ = (UniqueConstraint("business_id", "staff_id", "outlet_id"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    staff_id: Mapped[int] = mapped_column(Int, ForeignKey("staff.id"))
    outlet_id: Mapped[int] = mapped_column(Int, ForeignKey("outlets.id"))


class SignInCode(Base):
    """A six-digit code that was asked for; the digits themselves are derived.

    The code is a keyed digest of this row's id and nonce, so that neither the database
    nor the outbox ever holds it. ``session_nonce`` binds it to the asking browser; ``sender``
    is the name that the message begins with, the business's or the site's.
    """

    __tablename__ = "sign_in_codes"
    __table_args__ = (
        CheckConstraint(f"channel IN {CHANNELS!r}", name="channel"),
        CheckConstraint("tries >= 0", name="tries"),
        Index("ix_sign_in_codes_channel_address", "channel", "address", "created_at"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    channel: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    nonce: Mapped[str] = mapped_column(Text)
    session_nonce: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    sender: Mapped[str] = mapped_column(Text)
    tries: Mapped[int] = mapped_column(Int, default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class LoginSession(Base):
    """A signed-in browser: "my devices". The cookie's token is kept as a digest."""

    __tablename__ = "login_sessions"
    __table_args__ = (
        UniqueConstraint("digest"),
        Index("ix_login_sessions_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    person_id: Mapped[int] = mapped_column(Int, ForeignKey("persons.id"))
    digest: Mapped[bytes]
    device: Mapped[str] = mapped_column(Text)
    is_staff_sign_in: Mapped[bool] = mapped_column(Flag, default=False)
    second_factor_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class Consent(BusinessOwned, Base):
    """One consent for one purpose: which text, in which version, when (152-FZ)."""

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint(f"purpose IN {PURPOSES!r}", name="purpose"),
        Index("ix_consents_business_id_person_id", "business_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    person_id: Mapped[int] = mapped_column(Int, ForeignKey("persons.id"))
    purpose: Mapped[str] = mapped_column(Text)
    text_version: Mapped[int] = mapped_column(Int)
    text_digest: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
