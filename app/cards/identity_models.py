"""Who is whose card: joined members, families, PINs, papers that guests signed."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    column,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Flag, Instant, Int, Json

PROOFS = ("contacts", "manager")
PAPERS = ("join", "lost", "pin", "erasure", "export", "contact")


class Merge(BusinessOwned, Base):
    """That a member turned out to be another one, and what moved with that (R23, E36).

    ``moved`` holds ids and amounts only: cards with what each was joined into, groups
    that the other one entered, members and cards that had been joined before.
    """

    __tablename__ = "merges"
    __table_args__ = (
        Index(
            "uq_merges_source_member_id",
            "business_id",
            "source_member_id",
            unique=True,
            sqlite_where=column("undone_at").is_(None),
            postgresql_where=column("undone_at").is_(None),
        ),
        Index(
            "ix_merges_business_id_target_member_id",
            "business_id",
            "target_member_id",
            "id",
        ),
        CheckConstraint(f"proof IN {PROOFS!r}", name="proof"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    source_member_id: Mapped[int] = mapped_column(Int, ForeignKey("members.id"))
    target_member_id: Mapped[int] = mapped_column(Int, ForeignKey("members.id"))
    proof: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    moved: Mapped[dict[str, Any]] = mapped_column(Json)
    merged_at: Mapped[datetime] = mapped_column(Instant)
    undo_until: Mapped[datetime] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_by: Mapped[str] = mapped_column(Text, default="")


class CardPin(BusinessOwned, Base):
    """A PIN that proves a printed card's holder; kept as a keyed digest only."""

    __tablename__ = "card_pins"
    __table_args__ = (UniqueConstraint("business_id", "card_id"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    card_id: Mapped[int] = mapped_column(Int, ForeignKey("cards.id"))
    salt: Mapped[str] = mapped_column(Text)
    digest: Mapped[bytes]
    tries: Mapped[int] = mapped_column(Int, default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Instant)
    set_at: Mapped[datetime] = mapped_column(Instant)
    set_by: Mapped[str] = mapped_column(Text)


class CardSharer(BusinessOwned, Base):
    """A relative whom a holder lets use their card, or is about to.

    Until it is accepted there is nobody in it, only the ``code`` of the invitation,
    which goes with the answer. Both may have been joined into others since: reads
    follow ``joined_into_id`` of the card and of the member. ``day_limit`` is in the
    unit of the card.
    """

    __tablename__ = "card_sharers"
    __table_args__ = (
        UniqueConstraint("business_id", "code"),
        Index("ix_card_sharers_business_id_card_id", "business_id", "card_id", "id"),
        Index("ix_card_sharers_business_id_member_id", "business_id", "member_id"),
        CheckConstraint("day_limit >= 0", name="day_limit"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    card_id: Mapped[int] = mapped_column(Int, ForeignKey("cards.id"))
    member_id: Mapped[int | None] = mapped_column(Int, ForeignKey("members.id"))
    code: Mapped[str | None] = mapped_column(Text)
    may_spend: Mapped[bool] = mapped_column(Flag, default=False, server_default=false())
    day_limit: Mapped[int] = mapped_column(Int, default=0, server_default="0")
    invited_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[str] = mapped_column(Text, default="", server_default="")


class SignedPaper(BusinessOwned, Base):
    """A form on paper that a guest signed, and what was done because of it."""

    __tablename__ = "signed_papers"
    __table_args__ = (
        CheckConstraint(f"kind IN {PAPERS!r}", name="kind"),
        Index(
            "ix_signed_papers_business_id_member_id", "business_id", "member_id", "id"
        ),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    member_id: Mapped[int] = mapped_column(Int, ForeignKey("members.id"))
    kind: Mapped[str] = mapped_column(Text)
    number: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
