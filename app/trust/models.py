"""What keeps value honest: limits, approvals, adjustments, reviews, moves, cases."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Flag, Instant, Int, Json

APPROVAL_STATES = ("waiting", "approved", "declined")
REVIEW_STATES = ("waiting", "released", "declined")
CASE_STATES = ("open", "decided", "appealed", "closed")
ENTRIES = ("code", "number", "phone", "rotating")
STEPS = (
    "opened",
    "answered",
    "cleared",
    "confirmed",
    "appealed",
    "upheld",
    "overturned",
)


class TrustLimits(BusinessOwned, Base):
    """The limits that a business chose; without a row the defaults hold (R16, R17).

    ``chosen`` is the JSON of ``rules.Limits``: new limits come without a migration.
    """

    __tablename__ = "trust_limits"
    __table_args__ = (UniqueConstraint("business_id"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    chosen: Mapped[dict[str, Any]] = mapped_column(Json)


class Approval(BusinessOwned, Base):
    """Something that waits for a second person, whatever it is (R16).

    ``kind`` names who carries it out, ``payload`` is what that one needs to know. One
    that nobody decides is over at ``expires_at``.
    """

    __tablename__ = "approvals"
    __table_args__ = (
        Index("ix_approvals_business_id_state", "business_id", "state", "id"),
        Index("ix_approvals_business_id_card_id", "business_id", "card_id"),
        CheckConstraint(f"state IN {APPROVAL_STATES!r}", name="state"),
        CheckConstraint(
            "decided_by IS NULL OR decided_by <> asked_by", name="second_person"
        ),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    card_id: Mapped[int | None] = mapped_column(Int, ForeignKey("cards.id"))
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(Text, default="waiting")
    asked_by: Mapped[int] = mapped_column(Int, ForeignKey("staff.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    decided_by: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decision: Mapped[str] = mapped_column(Text, default="")


class Adjustment(BusinessOwned, Base):
    """A change of a balance by hand: a signed amount in the card's unit (R16, E34).

    ``posting_id`` is what it posted, once it is no longer waiting; ``undone_id`` the
    posting that took it back. ``note`` is for the team and may name the guest.
    """

    __tablename__ = "adjustments"
    __table_args__ = (
        Index("ix_adjustments_business_id_card_id", "business_id", "card_id", "id"),
        Index(
            "ix_adjustments_business_id_asked_by", "business_id", "asked_by", "asked_at"
        ),
        CheckConstraint("amount <> 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    card_id: Mapped[int] = mapped_column(Int, ForeignKey("cards.id"))
    amount: Mapped[int] = mapped_column(Int)
    reason: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    asked_by: Mapped[int] = mapped_column(Int, ForeignKey("staff.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    approval_id: Mapped[int | None] = mapped_column(Int, ForeignKey("approvals.id"))
    posting_id: Mapped[int | None] = mapped_column(Int, ForeignKey("postings.id"))
    undone_id: Mapped[int | None] = mapped_column(Int, ForeignKey("postings.id"))


class SaleTrace(BusinessOwned, Base):
    """How a card came to a cheque: what was shown, and on which device."""

    __tablename__ = "sale_traces"
    __table_args__ = (
        UniqueConstraint("business_id", "receipt_id"),
        Index("ix_sale_traces_business_id_device", "business_id", "device", "id"),
        CheckConstraint(f"entry IN {ENTRIES!r}", name="entry"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    receipt_id: Mapped[int] = mapped_column(Int, ForeignKey("receipts.id"))
    entry: Mapped[str] = mapped_column(Text)
    device: Mapped[str] = mapped_column(Text)


class Review(BusinessOwned, Base):
    """Earned points that wait until somebody has looked (R17, E35).

    They stand on the card from the first moment. Where nobody decides by ``decide_by``,
    they are the guest's.
    """

    __tablename__ = "reviews_of_points"
    __table_args__ = (
        UniqueConstraint("business_id", "receipt_id"),
        Index("ix_reviews_of_points_business_id_card_id", "business_id", "card_id"),
        Index(
            "ix_reviews_of_points_business_id_state",
            "business_id",
            "state",
            "decide_by",
        ),
        CheckConstraint(f"state IN {REVIEW_STATES!r}", name="state"),
        CheckConstraint("amount > 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    card_id: Mapped[int] = mapped_column(Int, ForeignKey("cards.id"))
    receipt_id: Mapped[int] = mapped_column(Int, ForeignKey("receipts.id"))
    reasons: Mapped[list[str]] = mapped_column(Json)
    amount: Mapped[int] = mapped_column(Int)
    state: Mapped[str] = mapped_column(Text, default="waiting")
    opened_at: Mapped[datetime] = mapped_column(Instant)
    decide_by: Mapped[datetime] = mapped_column(Instant)
    decided_by: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decision: Mapped[str] = mapped_column(Text, default="")


class Move(BusinessOwned, Base):
    """A cheque that was booked on a wrong card and went to the right one."""

    __tablename__ = "receipt_moves"
    __table_args__ = (
        UniqueConstraint("business_id", "receipt_id"),
        UniqueConstraint("business_id", "moved_to_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    receipt_id: Mapped[int] = mapped_column(Int, ForeignKey("receipts.id"))
    moved_to_id: Mapped[int] = mapped_column(Int, ForeignKey("receipts.id"))
    actor: Mapped[str] = mapped_column(Text)
    moved_at: Mapped[datetime] = mapped_column(Instant)


class Case(BusinessOwned, Base):
    """A check of a card that its holder can read and answer (M12).

    ``reason`` is a code that both sides read in words, ``receipts`` the evidence.
    While it is open and ``is_blocking``, nothing can be spent from the card, until
    ``decide_by`` at the latest. ``taken`` lists what its decision took back: receipt,
    posting and amount, so that an appeal can turn each round.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_business_id_card_id", "business_id", "card_id", "state"),
        Index("ix_cases_business_id_state", "business_id", "state", "id"),
        CheckConstraint(f"state IN {CASE_STATES!r}", name="state"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    card_id: Mapped[int] = mapped_column(Int, ForeignKey("cards.id"))
    reason: Mapped[str] = mapped_column(Text)
    receipts: Mapped[list[int]] = mapped_column(Json)
    is_blocking: Mapped[bool] = mapped_column(Flag)
    state: Mapped[str] = mapped_column(Text, default="open")
    taken: Mapped[list[list[int]]] = mapped_column(Json, default=list)
    decided_by: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    decide_by: Mapped[datetime] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    appeal_until: Mapped[datetime | None] = mapped_column(Instant)


class CaseStep(BusinessOwned, Base):
    """One thing that happened in a case; ``text`` is read by both sides."""

    __tablename__ = "case_steps"
    __table_args__ = (
        Index("ix_case_steps_business_id_case_id", "business_id", "case_id", "id"),
        CheckConstraint(f"step IN {STEPS!r}", name="step"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    case_id: Mapped[int] = mapped_column(Int, ForeignKey("cases.id"))
    card_id: Mapped[int] = mapped_column(Int, ForeignKey("cards.id"))
    step: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    happened_at: Mapped[datetime] = mapped_column(Instant)
