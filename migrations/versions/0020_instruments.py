"""Certificates, passes, tickets and clubs: what was sold with a card, and its uses."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Day, Flag, Instant, Int, Json

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _events()
    _instruments()
    _breaks()
    _uses()


def downgrade() -> None:
    for table in (
        "instrument_uses",
        "instrument_breaks",
        "instruments",
        "ticket_events",
    ):
        op.drop_table(table)


def _events() -> None:
    op.create_table(
        "ticket_events",
        sa.Column("id", Int, primary_key=True),
        _key("ticket_events", "business_id", "businesses"),
        _key("ticket_events", "programme_id", "programmes"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("gates", Json(), nullable=False),
        sa.Column("capacity", Int, nullable=False),
        sa.Column("price_minor", Int, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.CheckConstraint("capacity >= 1", name=op.f("ck_ticket_events_capacity")),
        sa.CheckConstraint(
            "price_minor >= 0", name=op.f("ck_ticket_events_price_minor")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_ticket_events_business_id_starts_at",
        "ticket_events",
        ["business_id", "starts_at"],
    )


def _instruments() -> None:
    op.create_table(
        "instruments",
        sa.Column("id", Int, primary_key=True),
        _key("instruments", "business_id", "businesses"),
        _key("instruments", "card_id", "cards"),
        _key("instruments", "programme_id", "programmes"),
        _key("instruments", "rule_version_id", "rule_versions"),
        _key("instruments", "event_id", "ticket_events", nullable=True),
        _key("instruments", "outlet_id", "outlets", nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("amount", Int, nullable=False),
        sa.Column("price_minor", Int, nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("sold_at", Instant(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("starts_on", Day()),
        sa.Column("through_on", Day()),
        sa.Column("is_gift", Flag(), nullable=False),
        sa.Column("giver", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("transfers", Int, nullable=False),
        sa.Column("ended_at", Instant()),
        sa.Column("refund_minor", Int),
        sa.CheckConstraint(
            "state IN ('active', 'refunded', 'lapsed')",
            name=op.f("ck_instruments_state"),
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_instruments_amount")),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_instruments_price_minor")),
        sa.UniqueConstraint(
            "business_id", "card_id", name=op.f("uq_instruments_business_id_card_id")
        ),
        sqlite_strict=True,
    )
    for columns in (["programme_id"], ["event_id"], ["state", "through_on"]):
        op.create_index(
            f"ix_instruments_business_id_{columns[-1]}",
            "instruments",
            ["business_id", *columns],
        )


def _breaks() -> None:
    op.create_table(
        "instrument_breaks",
        sa.Column("id", Int, primary_key=True),
        _key("instrument_breaks", "business_id", "businesses"),
        _key("instrument_breaks", "instrument_id", "instruments"),
        sa.Column("first_day", Day(), nullable=False),
        sa.Column("last_day", Day(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "last_day >= first_day", name=op.f("ck_instrument_breaks_days")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_instrument_breaks_business_id_instrument_id",
        "instrument_breaks",
        ["business_id", "instrument_id"],
    )


def _uses() -> None:
    op.create_table(
        "instrument_uses",
        sa.Column("id", Int, primary_key=True),
        _key("instrument_uses", "business_id", "businesses"),
        _key("instrument_uses", "instrument_id", "instruments"),
        sa.Column("admission_of_id", Int),
        _key("instrument_uses", "outlet_id", "outlets"),
        sa.Column("posting_id", Int),
        sa.Column("gate", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("used_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('counted', 'cancelled', 'flagged')",
            name=op.f("ck_instrument_uses_state"),
        ),
        sa.UniqueConstraint(
            "business_id",
            "admission_of_id",
            name=op.f("uq_instrument_uses_business_id_admission_of_id"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_instrument_uses_business_id_instrument_id",
        "instrument_uses",
        ["business_id", "instrument_id", "used_at"],
    )
    op.create_index(
        "ix_instrument_uses_business_id_used_at",
        "instrument_uses",
        ["business_id", "used_at"],
    )


def _key(
    table: str, name: str, other: str, *, nullable: bool = False
) -> "sa.Column[int]":
    constraint = op.f(f"fk_{table}_{name}_{other}")
    return sa.Column(
        name, Int, sa.ForeignKey(f"{other}.id", name=constraint), nullable=nullable
    )
