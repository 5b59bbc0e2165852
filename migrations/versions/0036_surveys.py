"""Once a quarter: how likely members are to recommend the business."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Day, Instant, Int

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_answers",
        sa.Column("id", Int, nullable=False),
        sa.Column("member_id", Int, nullable=True),
        sa.Column("quarter", Day(), nullable=False),
        sa.Column("score", Int, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "score BETWEEN 0 AND 10", name=op.f("ck_survey_answers_score")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_survey_answers_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_survey_answers_member_id_members"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answers")),
        sa.UniqueConstraint(
            "business_id",
            "member_id",
            "quarter",
            name=op.f("uq_survey_answers_business_id_member_id_quarter"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_survey_answers_business_id_quarter",
        "survey_answers",
        ["business_id", "quarter"],
    )


def downgrade() -> None:
    op.drop_table("survey_answers")
