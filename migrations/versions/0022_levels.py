"""Levels of cards and their history; rewards for actions; birthdays."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Day, Flag, Instant, Int

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("persons", sa.Column("born_on", Day()))
    _create_card_levels()
    _create_level_changes()
    _create_action_gains()


def downgrade() -> None:
    op.drop_table("action_gains")
    op.drop_table("level_changes")
    op.drop_table("card_levels")
    op.drop_column("persons", "born_on")


def _create_card_levels() -> None:
    op.create_table(
        "card_levels",
        sa.Column("id", Int, nullable=False),
        sa.Column("card_id", Int, nullable=False),
        sa.Column("rule_version_id", Int, nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("review_at", Instant(), nullable=True),
        sa.Column("given", sa.Text(), nullable=True),
        sa.Column("given_until", Instant(), nullable=True),
        sa.Column("given_reason", sa.Text(), nullable=False),
        sa.Column("given_by", Int, nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_card_levels_card_id_cards")
        ),
        sa.ForeignKeyConstraint(
            ["rule_version_id"],
            ["rule_versions.id"],
            name=op.f("fk_card_levels_rule_version_id_rule_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["given_by"], ["staff.id"], name=op.f("fk_card_levels_given_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_card_levels_business_id_businesses"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_levels")),
        sa.UniqueConstraint(
            "business_id", "card_id", name=op.f("uq_card_levels_business_id_card_id")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_card_levels_business_id_review_at",
        "card_levels",
        ["business_id", "review_at"],
    )


def _create_level_changes() -> None:
    op.create_table(
        "level_changes",
        sa.Column("id", Int, nullable=False),
        sa.Column("card_id", Int, nullable=False),
        sa.Column("level_from", sa.Text(), nullable=False),
        sa.Column("level_to", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("receipt_id", Int, nullable=True),
        sa.Column("happened_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "cause IN ('purchase', 'return', 'time', 'joined', 'rules', 'hand', 'hand_over')",
            name=op.f("ck_level_changes_cause"),
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_level_changes_card_id_cards")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"],
            ["receipts.id"],
            name=op.f("fk_level_changes_receipt_id_receipts"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_level_changes_business_id_businesses"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_changes")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_level_changes_business_id_card_id",
        "level_changes",
        ["business_id", "card_id", "id"],
    )


def _create_action_gains() -> None:
    op.create_table(
        "action_gains",
        sa.Column("id", Int, nullable=False),
        sa.Column("card_id", Int, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("occurrence", sa.Text(), nullable=False),
        sa.Column("rule_version_id", Int, nullable=False),
        sa.Column("receipt_id", Int, nullable=True),
        sa.Column("posting_id", Int, nullable=True),
        sa.Column("points", Int, nullable=False),
        sa.Column("turn", Int, nullable=False),
        sa.Column("is_given", Flag(), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint("points > 0", name=op.f("ck_action_gains_points")),
        sa.CheckConstraint("turn > 0", name=op.f("ck_action_gains_turn")),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_action_gains_card_id_cards")
        ),
        sa.ForeignKeyConstraint(
            ["rule_version_id"],
            ["rule_versions.id"],
            name=op.f("fk_action_gains_rule_version_id_rule_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"],
            ["receipts.id"],
            name=op.f("fk_action_gains_receipt_id_receipts"),
        ),
        sa.ForeignKeyConstraint(
            ["posting_id"],
            ["postings.id"],
            name=op.f("fk_action_gains_posting_id_postings"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_action_gains_business_id_businesses"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_gains")),
        sa.UniqueConstraint(
            "business_id",
            "card_id",
            "rule",
            "occurrence",
            name=op.f("uq_action_gains_business_id_card_id_rule_occurrence"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_action_gains_business_id_receipt_id",
        "action_gains",
        ["business_id", "receipt_id"],
    )
    op.create_index(
        "ix_action_gains_business_id_rule", "action_gains", ["business_id", "rule"]
    )
