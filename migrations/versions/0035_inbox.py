"""Who answers what, how soon guests are answered, and by when they should be."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Instant, Int

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_TERMS = {
    "chat_minutes": "60",
    "application_days": "5",
    "comment_hours": "24",
    "review_hours": "48",
}


def upgrade() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", Int, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", Int, nullable=False),
        sa.Column("staff_id", Int, nullable=False),
        sa.Column("assigned_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        *_links("assignments"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint(
            "business_id",
            "kind",
            "subject_id",
            name=op.f("uq_assignments_business_id_kind_subject_id"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "answers",
        sa.Column("id", Int, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", Int, nullable=False),
        sa.Column("staff_id", Int, nullable=False),
        sa.Column("came_at", Instant(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "answered_at >= came_at", name=op.f("ck_answers_answered_at")
        ),
        *_links("answers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint(
            "business_id",
            "kind",
            "subject_id",
            "came_at",
            name=op.f("uq_answers_business_id_kind_subject_id_came_at"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_answers_business_id_answered_at", "answers", ["business_id", "answered_at"]
    )
    for column, default in _TERMS.items():
        op.add_column(
            "talk_rules", sa.Column(column, Int, nullable=False, server_default=default)
        )


def _links(table: str) -> list[sa.ForeignKeyConstraint]:
    columns = {"business_id": "businesses", "staff_id": "staff"}
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
        for column, other in columns.items()
    ]


def downgrade() -> None:
    for column in reversed(_TERMS):
        op.drop_column("talk_rules", column)
    op.drop_table("answers")
    op.drop_table("assignments")
