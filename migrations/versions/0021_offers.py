"""Promotions, their codes, personal offers and what was used of them."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Instant, Int, Json

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "promotions",
        sa.Column("id", Int, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("rotation", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("terms", Json(), nullable=False),
        sa.Column("post_id", Int, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", Int, nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "way IN ('word', 'codes', 'password', 'open', 'personal')",
            name=op.f("ck_promotions_way"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'active', 'paused', 'ended')",
            name=op.f("ck_promotions_state"),
        ),
        sa.CheckConstraint(
            "rotation IN ('day', 'event')", name=op.f("ck_promotions_rotation")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_promotions_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["posts.id"],
            name=op.f("fk_promotions_post_id_posts"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotions")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_promotions_business_id_state", "promotions", ["business_id", "state", "id"]
    )
    _links("promotion_outlets", "outlet_id", "outlets")
    _links("promotion_groups", "group_id", "groups")
    _codes()
    _grants()
    _uses()


def downgrade() -> None:
    for table in (
        "offer_uses",
        "offer_grants",
        "offer_codes",
        "code_batches",
        "promotion_groups",
        "promotion_outlets",
        "promotions",
    ):
        op.drop_table(table)


def _links(table: str, column: str, target: str) -> None:
    op.create_table(
        table,
        sa.Column("id", Int, nullable=False),
        sa.Column("promotion_id", Int, nullable=False),
        sa.Column(column, Int, nullable=False),
        sa.Column("business_id", Int, nullable=False),
        *_keys(
            table,
            business_id="businesses",
            promotion_id="promotions",
            **{column: target},
        ),
        sa.UniqueConstraint(
            "business_id",
            "promotion_id",
            column,
            name=op.f(f"uq_{table}_business_id_promotion_id_{column}"),
        ),
        sqlite_strict=True,
    )


def _codes() -> None:
    op.create_table(
        "code_batches",
        sa.Column("id", Int, nullable=False),
        sa.Column("promotion_id", Int, nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("count", Int, nullable=False),
        sa.Column("made", Int, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", Int, nullable=True),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'making', 'paused', 'ready', 'stopped')",
            name=op.f("ck_code_batches_state"),
        ),
        sa.CheckConstraint(
            "made BETWEEN 0 AND count", name=op.f("ck_code_batches_made")
        ),
        *_keys("code_batches", business_id="businesses", promotion_id="promotions"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_code_batches_business_id_promotion_id",
        "code_batches",
        ["business_id", "promotion_id"],
    )
    op.create_index("ix_code_batches_state", "code_batches", ["state", "id"])
    op.create_table(
        "offer_codes",
        sa.Column("id", Int, nullable=False),
        sa.Column("promotion_id", Int, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "state IN ('shared', 'free', 'used', 'returned', 'frozen')",
            name=op.f("ck_offer_codes_state"),
        ),
        *_keys("offer_codes", business_id="businesses", promotion_id="promotions"),
        sa.UniqueConstraint(
            "business_id", "code", name=op.f("uq_offer_codes_business_id_code")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_offer_codes_business_id_promotion_id",
        "offer_codes",
        ["business_id", "promotion_id", "id"],
    )


def _grants() -> None:
    op.create_table(
        "offer_grants",
        sa.Column("id", Int, nullable=False),
        sa.Column("promotion_id", Int, nullable=False),
        sa.Column("member_id", Int, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", Int, nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        *_keys(
            "offer_grants",
            business_id="businesses",
            promotion_id="promotions",
            member_id="members",
        ),
        sa.UniqueConstraint(
            "business_id",
            "promotion_id",
            "member_id",
            name=op.f("uq_offer_grants_business_id_promotion_id_member_id"),
        ),
        sa.UniqueConstraint(
            "business_id", "code", name=op.f("uq_offer_grants_business_id_code")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_offer_grants_business_id_member_id",
        "offer_grants",
        ["business_id", "member_id"],
    )


def _uses() -> None:
    op.create_table(
        "offer_uses",
        sa.Column("id", Int, nullable=False),
        sa.Column("promotion_id", Int, nullable=False),
        sa.Column("code_id", Int, nullable=True),
        sa.Column("grant_id", Int, nullable=True),
        sa.Column("member_id", Int, nullable=False),
        sa.Column("receipt_id", Int, nullable=False),
        sa.Column("discount_minor", Int, nullable=False),
        sa.Column("used_at", Instant(), nullable=False),
        sa.Column("freed_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "discount_minor >= 0", name=op.f("ck_offer_uses_discount_minor")
        ),
        *_keys(
            "offer_uses",
            business_id="businesses",
            promotion_id="promotions",
            code_id="offer_codes",
            grant_id="offer_grants",
            member_id="members",
            receipt_id="receipts",
        ),
        sa.UniqueConstraint(
            "business_id",
            "receipt_id",
            "promotion_id",
            name=op.f("uq_offer_uses_business_id_receipt_id_promotion_id"),
        ),
        sqlite_strict=True,
    )
    for columns in (
        ["business_id", "promotion_id", "member_id"],
        ["business_id", "member_id"],
        ["business_id", "code_id"],
    ):
        name = "ix_offer_uses_" + "_".join(columns[:2])
        op.create_index(name, "offer_uses", columns)


def _keys(table: str, **targets: str) -> list[sa.Constraint]:
    """The primary key, and a foreign key for each column."""
    return [
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
            )
            for column, target in targets.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]
