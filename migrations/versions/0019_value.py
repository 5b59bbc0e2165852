"""Rewards that become real: awards with codes, and gifts."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Instant, Int

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_AUDIENCES = ("joiners", "everyone", "group", "person")
_ORIGINS = ("order", "stamps", "gift")
_STATES = ("open", "redeemed", "cancelled", "withdrawn", "expired")
_KINDS = ("gift", "item", "service", "discount")


def upgrade() -> None:
    _make_gifts()
    _make_awards()
    _make_indexes()


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _make_gifts() -> None:
    op.create_table(
        "gifts",
        sa.Column("id", Int, nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("group_id", Int, nullable=True),
        sa.Column("card_id", Int, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("discount_minor", Int, nullable=True),
        sa.Column("valid_days", Int, nullable=False),
        sa.Column("stock", Int, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            f"audience IN {_AUDIENCES!r}", name=op.f("ck_gifts_audience")
        ),
        sa.CheckConstraint(f"kind IN {_KINDS!r}", name=op.f("ck_gifts_kind")),
        sa.CheckConstraint("valid_days >= 1", name=op.f("ck_gifts_valid_days")),
        sa.CheckConstraint("stock >= 1", name=op.f("ck_gifts_stock")),
        _key("gifts", "group_id", "groups"),
        _key("gifts", "card_id", "cards"),
        _key("gifts", "business_id", "businesses"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gifts")),
        sqlite_strict=True,
    )


def _make_awards() -> None:
    op.create_table(
        "awards",
        sa.Column("id", Int, nullable=False),
        sa.Column("given_to", Int, nullable=False),
        sa.Column("card_id", Int, nullable=False),
        sa.Column("programme_id", Int, nullable=False),
        sa.Column("gift_id", Int, nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reward_key", sa.Text(), nullable=False),
        sa.Column("discount_minor", Int, nullable=True),
        sa.Column("points", Int, nullable=False),
        sa.Column("posting_id", Int, nullable=True),
        sa.Column("rule_version_id", Int, nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("seen_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("outlet_id", Int, nullable=True),
        sa.Column("receipt_id", Int, nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(f"origin IN {_ORIGINS!r}", name=op.f("ck_awards_origin")),
        sa.CheckConstraint(f"state IN {_STATES!r}", name=op.f("ck_awards_state")),
        sa.CheckConstraint(f"kind IN {_KINDS!r}", name=op.f("ck_awards_kind")),
        sa.CheckConstraint("points >= 0", name=op.f("ck_awards_points")),
        sa.CheckConstraint(
            "(origin = 'gift') = (gift_id IS NOT NULL)", name=op.f("ck_awards_gift_id")
        ),
        _key("awards", "card_id", "cards"),
        _key("awards", "programme_id", "programmes"),
        _key("awards", "gift_id", "gifts"),
        _key("awards", "rule_version_id", "rule_versions"),
        _key("awards", "outlet_id", "outlets"),
        _key("awards", "business_id", "businesses"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
        sa.UniqueConstraint(
            "business_id", "code", name=op.f("uq_awards_business_id_code")
        ),
        sqlite_strict=True,
    )


def _make_indexes() -> None:
    op.create_index(
        "ix_gifts_business_id_audience", "gifts", ["business_id", "audience"]
    )
    op.create_index(
        "uq_awards_business_id_gift_id_given_to",
        "awards",
        ["business_id", "gift_id", "given_to"],
        unique=True,
    )
    for other, more in (
        ("card_id", "id"),
        ("programme_id", "reward_key"),
    ):
        op.create_index(
            f"ix_awards_business_id_{other}", "awards", ["business_id", other, more]
        )
    op.create_index(
        "ix_awards_business_id_state", "awards", ["business_id", "state", "expires_at"]
    )


def downgrade() -> None:
    op.drop_table("awards")
    op.drop_table("gifts")
