"""Issued cards and the one-time codes already shown at a till."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Flag, Instant, Int

STATES = ("active", "joined", "closed")
RUN_STATES = ("waiting", "making", "ready", "failed", "removing")


class Card(BusinessOwned, Base):
    """One member's card of one programme.

    ``version`` is raised by every change its holder can see; it is the page's ETag and
    later the pass's update tag. ``carried_minor`` is money that has not made a whole
    point yet (E44); below zero after a refund that took back more money than its points
    stood for. A card that was joined into another keeps its number and points to
    the other with ``joined_into_id``.

    A lost card gives its number, its secret and its passes to a row of their own, which
    has ``lost_at`` and leads to the card. ``pass_key`` is what passes are named after,
    where it is not the id. Rotating codes count as such from ``trusted_from`` on.
    """

    __tablename__ = "cards"
    __table_args__ = (
        UniqueConstraint("business_id", "number"),
        Index("ix_cards_business_id_member_id", "business_id", "member_id"),
        CheckConstraint(f"state IN {STATES!r}", name="state"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    member_id: Mapped[int] = mapped_column(Int, ForeignKey("members.id"))
    programme_id: Mapped[int] = mapped_column(Int, ForeignKey("programmes.id"))
    number: Mapped[str] = mapped_column(Text)
    secret: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="active")
    joined_into_id: Mapped[int | None] = mapped_column(Int, ForeignKey("cards.id"))
    version: Mapped[int] = mapped_column(Int, default=1)
    carried_minor: Mapped[int] = mapped_column(Int, default=0)
    issued_at: Mapped[datetime] = mapped_column(Instant)
    pass_key: Mapped[int | None] = mapped_column(Int)
    lost_at: Mapped[datetime | None] = mapped_column(Instant)
    trusted_from: Mapped[datetime | None] = mapped_column(Instant)


class BurntCode(BusinessOwned, Base):
    """A rotating code that was accepted once and never will be again."""

    __tablename__ = "burnt_codes"
    __table_args__ = (UniqueConstraint("business_id", "card_id", "step"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    card_id: Mapped[int] = mapped_column(Int, ForeignKey("cards.id"))
    step: Mapped[int] = mapped_column(Int)
    burnt_at: Mapped[datetime] = mapped_column(Instant)


class CardNumber(BusinessOwned, Base):
    """Another number by which a card is found: plastic brought along, a short EAN-8.

    Without a card it is stock: printed, handed out by nobody yet. The first scan at a
    till brings it to life as a card of ``programme_id``, or as another number of the
    card that ``claimed_by_id`` names: its holder typed it in beforehand.
    """

    __tablename__ = "card_numbers"
    __table_args__ = (
        UniqueConstraint("business_id", "value"),
        Index("ix_card_numbers_business_id_card_id", "business_id", "card_id"),
        Index("ix_card_numbers_business_id_run_id", "business_id", "run_id", "id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    programme_id: Mapped[int] = mapped_column(Int, ForeignKey("programmes.id"))
    card_id: Mapped[int | None] = mapped_column(Int, ForeignKey("cards.id"))
    run_id: Mapped[int | None] = mapped_column(Int, ForeignKey("print_runs.id"))
    added_at: Mapped[datetime] = mapped_column(Instant)
    claimed_by_id: Mapped[int | None] = mapped_column(Int)


class PrintRun(BusinessOwned, Base):
    """An order of printed cards: for members, or a stock of numbers without any.

    ``made`` counts numbers, ``parts_made`` finished files; a worker that dies goes on
    from there.
    """

    __tablename__ = "print_runs"
    __table_args__ = (CheckConstraint(f"state IN {RUN_STATES!r}", name="state"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    programme_id: Mapped[int] = mapped_column(Int, ForeignKey("programmes.id"))
    is_stock: Mapped[bool] = mapped_column(Flag)
    count: Mapped[int] = mapped_column(Int)
    symbology: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="waiting")
    made: Mapped[int] = mapped_column(Int, default=0)
    parts: Mapped[int] = mapped_column(Int)
    parts_made: Mapped[int] = mapped_column(Int, default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int | None] = mapped_column(Int)
