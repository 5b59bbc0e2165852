"""Levels of cards with their history, and rewards for actions, each given once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Flag, Instant, Int

CAUSES = ("purchase", "return", "time", "joined", "rules", "hand", "hand_over")


class CardLevel(BusinessOwned, Base):
    """The level of a card as it stands; a sale reads this row only.

    ``level`` is its name in the rules ``rule_version_id``; empty: the first, which
    everybody has. ``review_at`` is when time alone changes it. ``given`` is a level
    given by hand: until ``given_until`` it takes the place of the other.
    """

    __tablename__ = "card_levels"
    __table_args__ = (
        UniqueConstraint("business_id", "card_id"),
        Index("ix_card_levels_business_id_review_at", "business_id", "review_at"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    card_id: Mapped[int] = mapped_column(Int, ForeignKey("cards.id"))
    rule_version_id: Mapped[int] = mapped_column(Int, ForeignKey("rule_versions.id"))
    level: Mapped[str] = mapped_column(Text, default="")
    since: Mapped[datetime] = mapped_column(Instant)
    review_at: Mapped[datetime | None] = mapped_column(Instant)
    given: Mapped[str | None] = mapped_column(Text)
    given_until: Mapped[datetime | None] = mapped_column(Instant)
    given_reason: Mapped[str] = mapped_column(Text, default="")
    given_by: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))


class LevelChange(BusinessOwned, Base):
    """That a card's level changed, and why; never edited."""

    __tablename__ = "level_changes"
    __table_args__ = (
        Index("ix_level_changes_business_id_card_id", "business_id", "card_id", "id"),
        CheckConstraint(f"cause IN {CAUSES!r}", name="cause"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    card_id: Mapped[int] = mapped_column(Int, ForeignKey("cards.id"))
    level_from: Mapped[str] = mapped_column(Text)
    level_to: Mapped[str] = mapped_column(Text)
    cause: Mapped[str] = mapped_column(Text)
    receipt_id: Mapped[int | None] = mapped_column(Int, ForeignKey("receipts.id"))
    happened_at: Mapped[datetime] = mapped_column(Instant)


class ActionGain(BusinessOwned, Base):
    """That a rule rewarded an action, once for each ``occurrence`` of it.

    ``turn`` counts how often that was given: what a return takes back
    (``is_given`` is false then) can be earned anew.
    """

    __tablename__ = "action_gains"
    __table_args__ = (
        UniqueConstraint("business_id", "card_id", "rule", "occurrence"),
        Index("ix_action_gains_business_id_receipt_id", "business_id", "receipt_id"),
        Index("ix_action_gains_business_id_rule", "business_id", "rule"),
        CheckConstraint("points > 0", name="points"),
        CheckConstraint("turn > 0", name="turn"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    card_id: Mapped[int] = mapped_column(Int, ForeignKey("cards.id"))
    rule: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    occurrence: Mapped[str] = mapped_column(Text)
    rule_version_id: Mapped[int] = mapped_column(Int, ForeignKey("rule_versions.id"))
    receipt_id: Mapped[int | None] = mapped_column(Int, ForeignKey("receipts.id"))
    posting_id: Mapped[int | None] = mapped_column(Int, ForeignKey("postings.id"))
    points: Mapped[int] = mapped_column(Int)
    turn: Mapped[int] = mapped_column(Int, default=1)
    is_given: Mapped[bool] = mapped_column(Flag, default=True)
    given_at: Mapped[datetime] = mapped_column(Instant)
