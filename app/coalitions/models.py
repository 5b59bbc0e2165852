"""Contracts between two businesses, their claims on each other, and guests' consents.

A pact, its terms, statements and deposits belong to both sides and to no business
alone: they hold totals and no guest. What a side knows of a single deal stands in a row
of its own (``PactClaim``), written twice with opposite signs, so that neither sees the
other's receipts or cards and the two always sum to zero.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    and_,
    column,
    or_,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Day, Flag, Instant, Int, Json

STATES = ("asked", "agreed", "declined", "ended")
PURPOSES = ("purse", "contacts")
_OPEN_PACT = column("state").in_(("asked", "agreed"))
_OPEN_TERMS = and_(
    column("refused_at").is_(None),
    or_(column("first_agreed_at").is_(None), column("second_agreed_at").is_(None)),
)
_GIVEN = column("withdrawn_at").is_(None)


class Pact(Base):
    """A contract: ``first`` invited, ``second`` accepted.

    Points are taken from ``starts_on`` of its first terms until ``ends_on``, a day
    that a notice sets. Days are those of ``zone``. ``pair`` names the two whoever
    invited, so that they have one contract at a time.
    """

    __tablename__ = "pacts"
    __table_args__ = (
        Index("ix_pacts_first_id", "first_id"),
        Index("ix_pacts_second_id", "second_id"),
        Index(
            "uq_pacts_pair",
            "pair",
            unique=True,
            sqlite_where=_OPEN_PACT,
            postgresql_where=_OPEN_PACT,
        ),
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        CheckConstraint("first_id <> second_id", name="sides"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    first_id: Mapped[int] = mapped_column(Int, ForeignKey("businesses.id"))
    second_id: Mapped[int] = mapped_column(Int, ForeignKey("businesses.id"))
    pair: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    zone: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    noticed_at: Mapped[datetime | None] = mapped_column(Instant)
    noticed_by_id: Mapped[int | None] = mapped_column(Int)
    ends_on: Mapped[date | None] = mapped_column(Day)


class PactTerms(Base):
    """A version of a pact's terms; in force once both agreed and its day has come."""

    __tablename__ = "pact_terms"
    __table_args__ = (
        UniqueConstraint("pact_id", "number"),
        Index(
            "uq_pact_terms_open",
            "pact_id",
            unique=True,
            sqlite_where=_OPEN_TERMS,
            postgresql_where=_OPEN_TERMS,
        ),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    pact_id: Mapped[int] = mapped_column(Int, ForeignKey("pacts.id"))
    number: Mapped[int] = mapped_column(Int)
    terms: Mapped[dict[str, Any]] = mapped_column(Json)
    starts_on: Mapped[date] = mapped_column(Day)
    proposed_by_id: Mapped[int] = mapped_column(Int)
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    first_agreed_at: Mapped[datetime | None] = mapped_column(Instant)
    second_agreed_at: Mapped[datetime | None] = mapped_column(Instant)
    refused_at: Mapped[datetime | None] = mapped_column(Instant)


class PactInvitation(BusinessOwned, Base):
    """A one-time code by which a partner finds the terms; derived, never stored."""

    __tablename__ = "pact_invitations"
    __table_args__ = (
        UniqueConstraint("digest"),
        Index("ix_pact_invitations_business_id", "business_id", "id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    nonce: Mapped[str] = mapped_column(Text)
    digest: Mapped[bytes]
    terms: Mapped[dict[str, Any]] = mapped_column(Json)
    starts_on: Mapped[date] = mapped_column(Day)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class PactClaim(BusinessOwned, Base):
    """One side's row of points spent at a partner, or given back.

    ``deal`` joins the two rows. ``points`` and ``amount`` are those of the owner: what
    it issued and now owes is negative. ``amount`` is in hundredths of a minor unit.
    The issuer's row names its card and posting, the redeemer's its receipt.
    """

    __tablename__ = "pact_claims"
    __table_args__ = (
        UniqueConstraint("business_id", "key"),
        Index("ix_pact_claims_business_id_pact_id", "business_id", "pact_id", "day"),
        Index("ix_pact_claims_business_id_receipt_id", "business_id", "receipt_id"),
        Index("ix_pact_claims_business_id_card_id", "business_id", "card_id", "day"),
        Index("ix_pact_claims_business_id_deal", "business_id", "deal"),
        CheckConstraint("points <> 0", name="points"),
        CheckConstraint("worth_minor > 0", name="worth_minor"),
        CheckConstraint(
            "(card_id IS NULL) = (posting_id IS NULL) "
            "AND (card_id IS NULL) <> (receipt_id IS NULL)",
            name="side",
        ),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    pact_id: Mapped[int] = mapped_column(Int, ForeignKey("pacts.id"))
    terms_id: Mapped[int] = mapped_column(Int, ForeignKey("pact_terms.id"))
    deal: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    ref: Mapped[str] = mapped_column(Text)
    is_return: Mapped[bool] = mapped_column(Flag)
    points: Mapped[int] = mapped_column(Int)
    amount: Mapped[int] = mapped_column(Int)
    worth_minor: Mapped[int] = mapped_column(Int)
    day: Mapped[date] = mapped_column(Day)
    occurred_at: Mapped[datetime] = mapped_column(Instant)
    card_id: Mapped[int | None] = mapped_column(Int, ForeignKey("cards.id"))
    posting_id: Mapped[int | None] = mapped_column(Int)
    receipt_id: Mapped[int | None] = mapped_column(Int, ForeignKey("receipts.id"))


class PactStatement(Base):
    """A month of a pact: totals of both sides, and what became of them.

    ``first_amount`` is what the first side owes, in hundredths of a minor unit;
    ``net_minor`` what it pays the second, negative where it is paid.
    """

    __tablename__ = "pact_statements"
    __table_args__ = (UniqueConstraint("pact_id", "month"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    pact_id: Mapped[int] = mapped_column(Int, ForeignKey("pacts.id"))
    month: Mapped[date] = mapped_column(Day)
    currency: Mapped[str] = mapped_column(Text)
    first_points: Mapped[int] = mapped_column(Int)
    first_amount: Mapped[int] = mapped_column(Int)
    second_points: Mapped[int] = mapped_column(Int)
    second_amount: Mapped[int] = mapped_column(Int)
    net_minor: Mapped[int] = mapped_column(Int)
    made_at: Mapped[datetime] = mapped_column(Instant)
    dispute_until: Mapped[datetime] = mapped_column(Instant)
    first_accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    second_accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    disputed_at: Mapped[datetime | None] = mapped_column(Instant)
    disputed_by_id: Mapped[int | None] = mapped_column(Int)
    dispute: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_by_id: Mapped[int | None] = mapped_column(Int)
    document_number: Mapped[str] = mapped_column(Text, default="")
    document_on: Mapped[date | None] = mapped_column(Day)


class PactDeposit(Base):
    """Money that a side put into the pool; it counts once the other has confirmed it."""

    __tablename__ = "pact_deposits"
    __table_args__ = (
        Index("ix_pact_deposits_pact_id", "pact_id"),
        CheckConstraint("amount_minor > 0", name="amount_minor"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    pact_id: Mapped[int] = mapped_column(Int, ForeignKey("pacts.id"))
    side_id: Mapped[int] = mapped_column(Int)
    amount_minor: Mapped[int] = mapped_column(Int)
    document_number: Mapped[str] = mapped_column(Text)
    paid_on: Mapped[date] = mapped_column(Day)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)


class PartnerConsent(BusinessOwned, Base):
    """A guest lets the business tell one partner, named, one thing (152-FZ).

    ``purse``: the balance, so that points can be spent there. ``contacts``: phone and
    e-mail, for the partner's own messages (row 74).
    """

    __tablename__ = "partner_consents"
    __table_args__ = (
        CheckConstraint(f"purpose IN {PURPOSES!r}", name="purpose"),
        Index("ix_partner_consents_business_id", "business_id", "recipient_id"),
        Index("ix_partner_consents_person_id", "person_id"),
        Index(
            "uq_partner_consents_given",
            "business_id",
            "person_id",
            "recipient_id",
            "purpose",
            unique=True,
            sqlite_where=_GIVEN,
            postgresql_where=_GIVEN,
        ),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    person_id: Mapped[int] = mapped_column(Int, ForeignKey("persons.id"))
    recipient_id: Mapped[int] = mapped_column(Int, ForeignKey("businesses.id"))
    purpose: Mapped[str] = mapped_column(Text)
    text_version: Mapped[int] = mapped_column(Int)
    text_digest: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class ContactShare(BusinessOwned, Base):
    """That a partner was given a guest's contacts, under which consent."""

    __tablename__ = "contact_shares"
    __table_args__ = (
        Index("ix_contact_shares_business_id_person_id", "business_id", "person_id"),
        Index("ix_contact_shares_consent_id", "consent_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    person_id: Mapped[int] = mapped_column(Int, ForeignKey("persons.id"))
    recipient_id: Mapped[int] = mapped_column(Int, ForeignKey("businesses.id"))
    consent_id: Mapped[int] = mapped_column(Int, ForeignKey("partner_consents.id"))
    shared_at: Mapped[datetime] = mapped_column(Instant)
