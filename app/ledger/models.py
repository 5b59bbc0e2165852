"""The books: accounts, postings, entries, lots, allocations, seals.

Credit is positive: a card's ``points`` account shows what the business owes its holder.
Triggers of the first migration refuse to edit or delete any of these rows, save for the
cached columns named below.
"""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Instant, Int

ACCOUNT_KINDS = (
    "points",
    "debt",
    "expense",
    "redeemed",
    "breakage",
    "loss",
    "clearing",
    "sold",
    "partner",
    "donation",
    "payable",
)
POSTING_KINDS = (
    "earn",
    "spend",
    "clawback",
    "give_back",
    "expire",
    "reversal",
    "adjust",
    "transfer",
    "gift",
    "sell",
    "buy_back",
    "exchange",
    "donate",
    "settle",
    "hold",
    "release",
    "extend",
)


class Account(BusinessOwned, Base):
    """A place where value stands, in one unit (R18).

    Cards have two: ``points`` (a liability, credit) and ``debt`` (a receivable, kept as
    a negative balance); one of them is always zero. Both are in the unit of the card's
    kind. The business has accounts in every unit that it uses: ``expense`` (given),
    ``sold`` (certificates and passes paid for in money), ``redeemed``, ``breakage``,
    ``loss``, ``clearing`` (zero after every transfer), ``partner`` (what partners owe
    and are owed), ``donation`` and ``payable`` (given to a fund, not yet sent). Their
    balances are sums of entries and are not cached, because a row that every sale
    writes would make all tills wait for one another.

    Cached on a card's accounts: ``balance`` is the sum of entries; ``pending`` the part
    of it in lots not yet available at ``as_of``, the latest instant the account has
    seen, which never goes back; ``next_change_at`` the first instant at which time alone
    changes what is available; ``last_posting_id`` the newest posting applied.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("business_id", "card_id", "kind", "unit"),
        Index(
            "uq_accounts_business_id_kind_unit",
            "business_id",
            "kind",
            "unit",
            unique=True,
            sqlite_where=text("card_id IS NULL"),
            postgresql_where=text("card_id IS NULL"),
        ),
        Index(
            "ix_accounts_next_change_at",
            "next_change_at",
            sqlite_where=text("next_change_at IS NOT NULL"),
            postgresql_where=text("next_change_at IS NOT NULL"),
        ),
        CheckConstraint(f"kind IN {ACCOUNT_KINDS!r}", name="kind"),
        CheckConstraint("kind <> 'points' OR balance >= 0", name="points_balance"),
        CheckConstraint("kind <> 'debt' OR balance <= 0", name="debt_balance"),
        CheckConstraint(
            "pending BETWEEN 0 AND balance OR kind <> 'points'", name="pending"
        ),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    card_id: Mapped[int | None] = mapped_column(Int, ForeignKey("cards.id"))
    kind: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text, default="point")
    balance: Mapped[int] = mapped_column(Int, default=0)
    pending: Mapped[int] = mapped_column(Int, default=0)
    next_change_at: Mapped[datetime | None] = mapped_column(Instant)
    as_of: Mapped[datetime] = mapped_column(Instant)
    last_posting_id: Mapped[int] = mapped_column(Int, default=0)


class Posting(BusinessOwned, Base):
    """One thing that happened to value; its entries sum to zero.

    ``entry_count`` closes the posting: its last entry must exist at commit, and with
    the last entry the database checks the sum. ``key`` makes it happen once (R14).
    ``net_points`` is the change of the card's points, for its history.
    """

    __tablename__ = "postings"
    __table_args__ = (
        UniqueConstraint("business_id", "key"),
        UniqueConstraint("reverses_id"),
        Index("ix_postings_business_id_receipt_id", "business_id", "receipt_id"),
        Index(
            "ix_postings_business_id_card_id",
            "business_id",
            "card_id",
            "occurred_at",
            "id",
        ),
        CheckConstraint(f"kind IN {POSTING_KINDS!r}", name="kind"),
        CheckConstraint("entry_count >= 2", name="entry_count"),
        ForeignKeyConstraint(
            ["id", "entry_count"],
            ["entries.posting_id", "entries.line"],
            name="fk_postings_last_entry",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
    )

    # Said aloud: a column of a foreign key would not count up by itself.
    id: Mapped[int] = mapped_column(Int, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    card_id: Mapped[int] = mapped_column(Int)
    receipt_id: Mapped[int | None] = mapped_column(Int)
    rule_version_id: Mapped[int | None] = mapped_column(Int)
    reverses_id: Mapped[int | None] = mapped_column(Int, ForeignKey("postings.id"))
    actor: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    net_points: Mapped[int] = mapped_column(Int)
    entry_count: Mapped[int] = mapped_column(Int)
    occurred_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)


class Entry(BusinessOwned, Base):
    """One side of a posting: credit positive, debit negative."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("posting_id", "line"),
        Index("ix_entries_business_id_account_id", "business_id", "account_id", "id"),
        CheckConstraint("amount <> 0", name="amount"),
        CheckConstraint("line >= 1", name="line"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    posting_id: Mapped[int] = mapped_column(Int, ForeignKey("postings.id"))
    line: Mapped[int] = mapped_column(Int)
    account_id: Mapped[int] = mapped_column(Int, ForeignKey("accounts.id"))
    amount: Mapped[int] = mapped_column(Int)


class Lot(BusinessOwned, Base):
    """A credit that is used up over time (R1); only ``remaining`` ever changes.

    Usable from ``available_at`` until just before ``expires_at``. ``issuer_id`` is the
    business that owes it. ``restores_id`` names the lot whose expired points came back, or
    that went on with a later end.
    """

    __tablename__ = "lots"
    __table_args__ = (
        Index(
            "ix_lots_live",
            "business_id",
            "card_id",
            "expires_at",
            "credited_at",
            "id",
            sqlite_where=text("remaining > 0"),
            postgresql_where=text("remaining > 0"),
        ),
        Index("ix_lots_posting_id", "posting_id"),
        Index("ix_lots_receipt_id", "receipt_id"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("remaining BETWEEN 0 AND amount", name="remaining"),
        CheckConstraint("expires_at IS NULL OR expires_at > credited_at", name="life"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    card_id: Mapped[int] = mapped_column(Int)
    posting_id: Mapped[int] = mapped_column(Int, ForeignKey("postings.id"))
    receipt_id: Mapped[int | None] = mapped_column(Int)
    rule_version_id: Mapped[int | None] = mapped_column(Int)
    issuer_id: Mapped[int] = mapped_column(Int, ForeignKey("businesses.id"))
    restores_id: Mapped[int | None] = mapped_column(Int, ForeignKey("lots.id"))
    amount: Mapped[int] = mapped_column(Int)
    remaining: Mapped[int] = mapped_column(Int)
    credited_at: Mapped[datetime] = mapped_column(Instant)
    available_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)


class Allocation(BusinessOwned, Base):
    """Which posting used how much of which lot; negative amounts give back (R2, R7).

    A give-back names the use it returns (``returns_id``), so that no use is returned
    twice.
    """

    __tablename__ = "allocations"
    __table_args__ = (
        Index("ix_allocations_lot_id", "lot_id"),
        Index("ix_allocations_posting_id", "posting_id"),
        Index("ix_allocations_returns_id", "returns_id"),
        CheckConstraint("amount <> 0", name="amount"),
        CheckConstraint("(amount < 0) = (returns_id IS NOT NULL)", name="returns_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    posting_id: Mapped[int] = mapped_column(Int, ForeignKey("postings.id"))
    lot_id: Mapped[int] = mapped_column(Int, ForeignKey("lots.id"))
    amount: Mapped[int] = mapped_column(Int)
    returns_id: Mapped[int | None] = mapped_column(Int, ForeignKey("allocations.id"))


class Seal(BusinessOwned, Base):
    """One link of a business's hash chain over its postings."""

    __tablename__ = "seals"
    __table_args__ = (
        UniqueConstraint("business_id", "number"),
        UniqueConstraint("posting_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    number: Mapped[int] = mapped_column(Int)
    posting_id: Mapped[int] = mapped_column(Int, ForeignKey("postings.id"))
    digest: Mapped[bytes]
    sealed_at: Mapped[datetime] = mapped_column(Instant)
