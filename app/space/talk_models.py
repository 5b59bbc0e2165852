"""Where a business and its guests talk: vacancies, requests, comments, subscriptions."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    column,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Day, Flag, Instant, Int

REQUEST_KINDS = ("call_back", "application")
REQUEST_STATES = ("new", "working", "done")
TIMES = ("any", "morning", "day", "evening")
COMMENT_STATES = ("waiting", "shown", "hidden", "withdrawn")


class TalkRules(BusinessOwned, Base):
    """How a business talks; without a row the defaults of the columns hold.

    ``call_back_minutes`` of working time pass at most before a guest is called back;
    ``is_premoderated`` keeps comments unseen until somebody has read them. The others
    say how soon a chat (by working time, too), an application, a comment and a review
    are to be answered.
    """

    __tablename__ = "talk_rules"
    __table_args__ = (
        UniqueConstraint("business_id"),
        CheckConstraint("call_back_minutes > 0", name="call_back_minutes"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    is_premoderated: Mapped[bool] = mapped_column(
        Flag, default=True, server_default=true()
    )
    call_back_minutes: Mapped[int] = mapped_column(
        Int, default=120, server_default="120"
    )
    chat_minutes: Mapped[int] = mapped_column(Int, default=60, server_default="60")
    application_days: Mapped[int] = mapped_column(Int, default=5, server_default="5")
    comment_hours: Mapped[int] = mapped_column(Int, default=24, server_default="24")
    review_hours: Mapped[int] = mapped_column(Int, default=48, server_default="48")


class Vacancy(BusinessOwned, Base):
    """A place to work at. ``last_day`` is the last one that applications are taken on."""

    __tablename__ = "vacancies"
    __table_args__ = (
        Index("ix_vacancies_business_id_is_open", "business_id", "is_open", "id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    outlet_id: Mapped[int | None] = mapped_column(Int, ForeignKey("outlets.id"))
    text: Mapped[str] = mapped_column(Text)
    pay: Mapped[str] = mapped_column(Text)
    conditions: Mapped[str] = mapped_column(Text)
    is_open: Mapped[bool] = mapped_column(Flag)
    last_day: Mapped[date | None] = mapped_column(Day)
    created_at: Mapped[datetime] = mapped_column(Instant)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class GuestRequest(BusinessOwned, Base):
    """Somebody left a contact and waits for an answer by ``due_at``.

    A call-back has a phone and a question, an application a vacancy and a phone or an
    e-mail. The row is deleted when its time is over; until then it proves the consent
    it came with (152-FZ).
    """

    __tablename__ = "guest_requests"
    __table_args__ = (
        CheckConstraint(f"kind IN {REQUEST_KINDS!r}", name="kind"),
        CheckConstraint(f"state IN {REQUEST_STATES!r}", name="state"),
        CheckConstraint(f"preferred_time IN {TIMES!r}", name="preferred_time"),
        CheckConstraint("phone <> '' OR email <> ''", name="contact"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_at"),
        Index("ix_guest_requests_business_id_state", "business_id", "state", "due_at"),
        Index("ix_guest_requests_phone", "phone"),
        Index("ix_guest_requests_email", "email"),
        Index("ix_guest_requests_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    vacancy_id: Mapped[int | None] = mapped_column(Int, ForeignKey("vacancies.id"))
    person_id: Mapped[int | None] = mapped_column(Int, ForeignKey("persons.id"))
    name: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    preferred_time: Mapped[str] = mapped_column(Text)
    consent_version: Mapped[int] = mapped_column(Int)
    consent_digest: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(Text, default="new")
    assigned_to: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    note: Mapped[str] = mapped_column(Text, default="")


class Comment(BusinessOwned, Base):
    """What somebody said under a post; nothing is ever deleted.

    Guests write as ``person_id`` under the name they chose, staff as ``staff_id`` in the
    business's name. ``root_id`` is the comment that a thread began with, ``depth`` how
    far below it this one stands. An erased author leaves neither person nor name.
    """

    __tablename__ = "comments"
    __table_args__ = (
        CheckConstraint(f"state IN {COMMENT_STATES!r}", name="state"),
        CheckConstraint("depth BETWEEN 0 AND 2", name="depth"),
        CheckConstraint("reports >= 0", name="reports"),
        Index("ix_comments_business_id_post_id", "business_id", "post_id", "root_id"),
        Index("ix_comments_business_id_state", "business_id", "state"),
        Index("ix_comments_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    post_id: Mapped[int] = mapped_column(Int, ForeignKey("posts.id"))
    parent_id: Mapped[int | None] = mapped_column(Int, ForeignKey("comments.id"))
    root_id: Mapped[int | None] = mapped_column(Int, ForeignKey("comments.id"))
    depth: Mapped[int] = mapped_column(Int)
    person_id: Mapped[int | None] = mapped_column(Int, ForeignKey("persons.id"))
    staff_id: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))
    name: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    reports: Mapped[int] = mapped_column(Int, default=0)
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))


class CommentReport(BusinessOwned, Base):
    """That a person asked staff to look at a comment; once each."""

    __tablename__ = "comment_reports"
    __table_args__ = (
        UniqueConstraint("business_id", "comment_id", "person_id"),
        Index("ix_comment_reports_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    comment_id: Mapped[int] = mapped_column(Int, ForeignKey("comments.id"))
    person_id: Mapped[int] = mapped_column(Int, ForeignKey("persons.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)


class Subscription(BusinessOwned, Base):
    """An address that asked for a business's news, and the consent it gave.

    It counts from ``confirmed_at``, when a link in a letter was answered, to
    ``ended_at``. ``nonce`` makes links; a new one makes all earlier links void.
    ``bounces`` counts letters in a row that came back; the last one left at
    ``bounced_at``.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (
        UniqueConstraint("business_id", "email"),
        CheckConstraint("bounces >= 0", name="bounces"),
        Index("ix_subscriptions_email", "email"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    email: Mapped[str] = mapped_column(Text)
    nonce: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    consent_version: Mapped[int] = mapped_column(Int)
    consent_digest: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    suspended_at: Mapped[datetime | None] = mapped_column(Instant)
    bounces: Mapped[int] = mapped_column(Int, default=0)
    bounced_at: Mapped[datetime | None] = mapped_column(Instant)


class NewsLetter(BusinessOwned, Base):
    """One post on its way to one subscriber; unique, so that nobody is told twice.

    ``due_at`` is empty when it was sent or given up; whoever sends moves it ahead as a
    lease first. ``sent_at`` is empty again when it came back.
    """

    __tablename__ = "news_letters"
    __table_args__ = (
        UniqueConstraint("business_id", "post_id", "subscription_id"),
        Index(
            "ix_news_letters_due_at",
            "due_at",
            sqlite_where=column("due_at").is_not(None),
            postgresql_where=column("due_at").is_not(None),
        ),
        Index("ix_news_letters_subscription_id", "subscription_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    post_id: Mapped[int] = mapped_column(Int, ForeignKey("posts.id"))
    subscription_id: Mapped[int] = mapped_column(Int, ForeignKey("subscriptions.id"))
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Int, default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    problem: Mapped[str] = mapped_column(Text, default="")
