"""Reviews of purchases, with their marks, photos and reports; questions and tasks."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Flag, Instant, Int, Json

STATES = ("draft", "waiting", "shown", "hidden", "withdrawn")
HELD_FOR = ("", "rule", "link", "reports")
TASK_STATES = ("new", "working", "done")


class ReviewRules(BusinessOwned, Base):
    """How a business hears its guests; without a row the defaults of the columns hold.

    ``themes`` are the marks that a guest may put on a review, in the business's words;
    empty until it chose its own.
    """

    __tablename__ = "review_rules"
    __table_args__ = (UniqueConstraint("business_id"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    is_premoderated: Mapped[bool] = mapped_column(
        Flag, default=False, server_default=false()
    )
    is_asking: Mapped[bool] = mapped_column(Flag, default=True, server_default=true())
    themes: Mapped[list[str]] = mapped_column(Json)


class Review(BusinessOwned, Base):
    """What a guest says of one purchase; one for each, and no business deletes it.

    ``member_id`` is its author, nobody once they were forgotten; ``name`` what others
    see. A draft has neither stars nor ``published_at`` for certain. ``is_void``: the
    whole purchase came back or was cancelled, so the stars count no more.
    ``held_for`` says why it waits; ``reason`` and ``reason_words`` why it is hidden.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("business_id", "receipt_id"),
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        CheckConstraint(f"held_for IN {HELD_FOR!r}", name="held_for"),
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
        CheckConstraint(
            "state = 'draft' OR (stars IS NOT NULL AND published_at IS NOT NULL)",
            name="published_at",
        ),
        CheckConstraint("(reply = '') = (replied_at IS NULL)", name="reply"),
        CheckConstraint("reports >= 0", name="reports"),
        Index("ix_reviews_business_id_published_at", "business_id", "published_at"),
        Index("ix_reviews_business_id_member_id", "business_id", "member_id"),
        Index("ix_reviews_business_id_state", "business_id", "state", "published_at"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    receipt_id: Mapped[int] = mapped_column(Int, ForeignKey("receipts.id"))
    member_id: Mapped[int | None] = mapped_column(Int, ForeignKey("members.id"))
    outlet_id: Mapped[int] = mapped_column(Int, ForeignKey("outlets.id"))
    name: Mapped[str] = mapped_column(Text)
    stars: Mapped[int | None] = mapped_column(Int)
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    held_for: Mapped[str] = mapped_column(Text, default="")
    is_void: Mapped[bool] = mapped_column(Flag, default=False)
    reports: Mapped[int] = mapped_column(Int, default=0)
    reason: Mapped[str] = mapped_column(Text, default="")
    reason_words: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))
    reply: Mapped[str] = mapped_column(Text, default="")
    replied_at: Mapped[datetime | None] = mapped_column(Instant)
    replied_by: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    changed_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class ReviewMark(BusinessOwned, Base):
    """A theme that a review touches, in the words of the day it was written."""

    __tablename__ = "review_marks"
    __table_args__ = (
        UniqueConstraint("business_id", "review_id", "theme"),
        Index("ix_review_marks_business_id_theme", "business_id", "theme"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    review_id: Mapped[int] = mapped_column(Int, ForeignKey("reviews.id"))
    theme: Mapped[str] = mapped_column(Text)


class ReviewPhoto(BusinessOwned, Base):
    """A photo of a review; the photo itself may go with its sender before the link."""

    __tablename__ = "review_photos"
    __table_args__ = (UniqueConstraint("business_id", "review_id", "photo_id"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    review_id: Mapped[int] = mapped_column(Int, ForeignKey("reviews.id"))
    photo_id: Mapped[int] = mapped_column(Int)


class ReviewReport(BusinessOwned, Base):
    """That a person asked staff to look at a review; once each."""

    __tablename__ = "review_reports"
    __table_args__ = (
        UniqueConstraint("business_id", "review_id", "person_id"),
        Index("ix_review_reports_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    review_id: Mapped[int] = mapped_column(Int, ForeignKey("reviews.id"))
    person_id: Mapped[int] = mapped_column(Int, ForeignKey("persons.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)


class ReviewQuestion(BusinessOwned, Base):
    """The last purchase that a member was asked about: one row each, once a month."""

    __tablename__ = "review_questions"
    __table_args__ = (UniqueConstraint("business_id", "member_id"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    member_id: Mapped[int] = mapped_column(Int, ForeignKey("members.id"))
    receipt_id: Mapped[int] = mapped_column(Int, ForeignKey("receipts.id"))
    planned_at: Mapped[datetime] = mapped_column(Instant)


class ReviewTask(BusinessOwned, Base):
    """Something to do about what several guests said.

    ``told`` is what its guests were told when it was done.
    """

    __tablename__ = "review_tasks"
    __table_args__ = (
        CheckConstraint(f"state IN {TASK_STATES!r}", name="state"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_at"),
        Index("ix_review_tasks_business_id_state", "business_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    theme: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="new")
    told: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))
    taken_at: Mapped[datetime | None] = mapped_column(Instant)
    taken_by: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))
    done_at: Mapped[datetime | None] = mapped_column(Instant)


class ReviewTaskLink(BusinessOwned, Base):
    """That a task answers a review."""

    __tablename__ = "review_task_links"
    __table_args__ = (
        UniqueConstraint("business_id", "task_id", "review_id"),
        Index("ix_review_task_links_business_id_review_id", "business_id", "review_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    task_id: Mapped[int] = mapped_column(Int, ForeignKey("review_tasks.id"))
    review_id: Mapped[int] = mapped_column(Int, ForeignKey("reviews.id"))
