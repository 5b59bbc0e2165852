"""Trust: limits, second persons, reviews, moves, cases, cheques without a card."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Flag, Instant, Int, Json

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trust_limits",
        sa.Column("id", Int, nullable=False),
        sa.Column("chosen", Json(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_trust_limits_business_id_businesses"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trust_limits")),
        sa.UniqueConstraint("business_id", name=op.f("uq_trust_limits_business_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "approvals",
        sa.Column("id", Int, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("card_id", Int, nullable=True),
        sa.Column("payload", Json(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", Int, nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("decided_by", Int, nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> asked_by",
            name=op.f("ck_approvals_second_person"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'approved', 'declined')",
            name=op.f("ck_approvals_state"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["staff.id"], name=op.f("fk_approvals_asked_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_approvals_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_approvals_card_id_cards")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff.id"], name=op.f("fk_approvals_decided_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_approvals_business_id_card_id", "approvals", ["business_id", "card_id"]
    )
    op.create_index(
        "ix_approvals_business_id_state", "approvals", ["business_id", "state", "id"]
    )
    op.create_table(
        "cases",
        sa.Column("id", Int, nullable=False),
        sa.Column("card_id", Int, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("receipts", Json(), nullable=False),
        sa.Column("is_blocking", Flag(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("taken", Json(), nullable=False),
        sa.Column("decided_by", Int, nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("decide_by", Instant(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("appeal_until", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'decided', 'appealed', 'closed')",
            name=op.f("ck_cases_state"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_cases_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_cases_card_id_cards")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff.id"], name=op.f("fk_cases_decided_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_cases_business_id_card_id", "cases", ["business_id", "card_id", "state"]
    )
    op.create_index(
        "ix_cases_business_id_state", "cases", ["business_id", "state", "id"]
    )
    op.create_table(
        "adjustments",
        sa.Column("id", Int, nullable=False),
        sa.Column("card_id", Int, nullable=False),
        sa.Column("amount", Int, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("asked_by", Int, nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("approval_id", Int, nullable=True),
        sa.Column("posting_id", Int, nullable=True),
        sa.Column("undone_id", Int, nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "amount <> 0",
            name=op.f("ck_adjustments_amount"),
        ),
        sa.ForeignKeyConstraint(
            ["approval_id"],
            ["approvals.id"],
            name=op.f("fk_adjustments_approval_id_approvals"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["staff.id"], name=op.f("fk_adjustments_asked_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_adjustments_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_adjustments_card_id_cards")
        ),
        sa.ForeignKeyConstraint(
            ["posting_id"],
            ["postings.id"],
            name=op.f("fk_adjustments_posting_id_postings"),
        ),
        sa.ForeignKeyConstraint(
            ["undone_id"],
            ["postings.id"],
            name=op.f("fk_adjustments_undone_id_postings"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustments")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_adjustments_business_id_asked_by",
        "adjustments",
        ["business_id", "asked_by", "asked_at"],
    )
    op.create_index(
        "ix_adjustments_business_id_card_id",
        "adjustments",
        ["business_id", "card_id", "id"],
    )
    op.create_table(
        "case_steps",
        sa.Column("id", Int, nullable=False),
        sa.Column("case_id", Int, nullable=False),
        sa.Column("card_id", Int, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("happened_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "step IN ('opened', 'answered', 'cleared', 'confirmed', 'appealed', 'upheld', 'overturned')",
            name=op.f("ck_case_steps_step"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_case_steps_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_case_steps_card_id_cards")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_steps_case_id_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_steps")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_case_steps_business_id_case_id",
        "case_steps",
        ["business_id", "case_id", "id"],
    )
    op.create_table(
        "receipt_moves",
        sa.Column("id", Int, nullable=False),
        sa.Column("receipt_id", Int, nullable=False),
        sa.Column("moved_to_id", Int, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("moved_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_receipt_moves_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["moved_to_id"],
            ["receipts.id"],
            name=op.f("fk_receipt_moves_moved_to_id_receipts"),
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"],
            ["receipts.id"],
            name=op.f("fk_receipt_moves_receipt_id_receipts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_moves")),
        sa.UniqueConstraint(
            "business_id",
            "moved_to_id",
            name=op.f("uq_receipt_moves_business_id_moved_to_id"),
        ),
        sa.UniqueConstraint(
            "business_id",
            "receipt_id",
            name=op.f("uq_receipt_moves_business_id_receipt_id"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "reviews_of_points",
        sa.Column("id", Int, nullable=False),
        sa.Column("card_id", Int, nullable=False),
        sa.Column("receipt_id", Int, nullable=False),
        sa.Column("reasons", Json(), nullable=False),
        sa.Column("amount", Int, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("decide_by", Instant(), nullable=False),
        sa.Column("decided_by", Int, nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "amount > 0",
            name=op.f("ck_reviews_of_points_amount"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'released', 'declined')",
            name=op.f("ck_reviews_of_points_state"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_reviews_of_points_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_reviews_of_points_card_id_cards")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["staff.id"],
            name=op.f("fk_reviews_of_points_decided_by_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"],
            ["receipts.id"],
            name=op.f("fk_reviews_of_points_receipt_id_receipts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_of_points")),
        sa.UniqueConstraint(
            "business_id",
            "receipt_id",
            name=op.f("uq_reviews_of_points_business_id_receipt_id"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_reviews_of_points_business_id_card_id",
        "reviews_of_points",
        ["business_id", "card_id"],
    )
    op.create_index(
        "ix_reviews_of_points_business_id_state",
        "reviews_of_points",
        ["business_id", "state", "decide_by"],
    )
    op.create_table(
        "sale_traces",
        sa.Column("id", Int, nullable=False),
        sa.Column("receipt_id", Int, nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "entry IN ('code', 'number', 'phone', 'rotating')",
            name=op.f("ck_sale_traces_entry"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_sale_traces_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"],
            ["receipts.id"],
            name=op.f("fk_sale_traces_receipt_id_receipts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale_traces")),
        sa.UniqueConstraint(
            "business_id",
            "receipt_id",
            name=op.f("uq_sale_traces_business_id_receipt_id"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_sale_traces_business_id_device",
        "sale_traces",
        ["business_id", "device", "id"],
    )
    op.create_table(
        "unclaimed_receipts",
        sa.Column("id", Int, nullable=False),
        sa.Column("outlet_id", Int, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("occurred_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("total_minor", Int, nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("code_digest", sa.LargeBinary(), nullable=False),
        sa.Column("claimed_at", Instant(), nullable=True),
        sa.Column("receipt_id", Int, nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "total_minor > 0",
            name=op.f("ck_unclaimed_receipts_total_minor"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_unclaimed_receipts_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["outlet_id"],
            ["outlets.id"],
            name=op.f("fk_unclaimed_receipts_outlet_id_outlets"),
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"],
            ["receipts.id"],
            name=op.f("fk_unclaimed_receipts_receipt_id_receipts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unclaimed_receipts")),
        sa.UniqueConstraint(
            "business_id",
            "code_digest",
            name=op.f("uq_unclaimed_receipts_business_id_code_digest"),
        ),
        sa.UniqueConstraint(
            "business_id",
            "outlet_id",
            "number",
            name=op.f("uq_unclaimed_receipts_business_id_outlet_id_number"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_unclaimed_receipts_business_id_occurred_at",
        "unclaimed_receipts",
        ["business_id", "occurred_at"],
    )
    op.create_table(
        "unclaimed_lines",
        sa.Column("id", Int, nullable=False),
        sa.Column("unclaimed_id", Int, nullable=False),
        sa.Column("position", Int, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("quantity_milli", Int, nullable=False),
        sa.Column("amount_minor", Int, nullable=False),
        sa.Column("is_excluded", Flag(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "amount_minor >= 0",
            name=op.f("ck_unclaimed_lines_amount_minor"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_unclaimed_lines_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["unclaimed_id"],
            ["unclaimed_receipts.id"],
            name=op.f("fk_unclaimed_lines_unclaimed_id_unclaimed_receipts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unclaimed_lines")),
        sa.UniqueConstraint(
            "business_id",
            "unclaimed_id",
            "position",
            name=op.f("uq_unclaimed_lines_business_id_unclaimed_id_position"),
        ),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("unclaimed_lines")
    op.drop_table("unclaimed_receipts")
    op.drop_table("sale_traces")
    op.drop_table("reviews_of_points")
    op.drop_table("receipt_moves")
    op.drop_table("case_steps")
    op.drop_table("adjustments")
    op.drop_table("cases")
    op.drop_table("approvals")
    op.drop_table("trust_limits")
