"""Reviews of purchases, questions to guests, and tasks that come of them."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Flag, Instant, Int, Json

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_STATES = "'draft', 'waiting', 'shown', 'hidden', 'withdrawn'"


def upgrade() -> None:
    op.create_table(
        "review_rules",
        sa.Column("id", Int, nullable=False),
        sa.Column("is_premoderated", Flag, nullable=False, server_default=sa.false()),
        sa.Column("is_asking", Flag, nullable=False, server_default=sa.true()),
        sa.Column("themes", Json(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        *_links("review_rules", business_id="businesses"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_rules")),
        sa.UniqueConstraint("business_id", name=op.f("uq_review_rules_business_id")),
        sqlite_strict=True,
    )
    _reviews()
    _belongings()
    _questions()
    _tasks()


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", Int, nullable=False),
        sa.Column("receipt_id", Int, nullable=False),
        sa.Column("member_id", Int, nullable=True),
        sa.Column("outlet_id", Int, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("stars", Int, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held_for", sa.Text(), nullable=False),
        sa.Column("is_void", Flag, nullable=False),
        sa.Column("reports", Int, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_words", sa.Text(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", Int, nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_at", Instant(), nullable=True),
        sa.Column("replied_by", Int, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("published_at", Instant(), nullable=True),
        sa.Column("changed_at", Instant(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        *_checks(
            "reviews",
            state=f"state IN ({_STATES})",
            held_for="held_for IN ('', 'rule', 'link', 'reports')",
            stars="stars BETWEEN 1 AND 5",
            published_at="state = 'draft' OR "
            "(stars IS NOT NULL AND published_at IS NOT NULL)",
            reply="(reply = '') = (replied_at IS NULL)",
            reports="reports >= 0",
        ),
        *_links(
            "reviews",
            business_id="businesses",
            receipt_id="receipts",
            member_id="members",
            outlet_id="outlets",
            decided_by="staff",
            replied_by="staff",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint(
            "business_id", "receipt_id", name=op.f("uq_reviews_business_id_receipt_id")
        ),
        sqlite_strict=True,
    )
    for columns in (
        ("business_id", "published_at"),
        ("business_id", "member_id"),
        ("business_id", "state", "published_at"),
    ):
        name = "_".join(columns[:2])
        op.create_index(f"ix_reviews_{name}", "reviews", list(columns))


def _belongings() -> None:
    op.create_table(
        "review_marks",
        sa.Column("id", Int, nullable=False),
        sa.Column("review_id", Int, nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        *_links("review_marks", business_id="businesses", review_id="reviews"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_marks")),
        sa.UniqueConstraint(
            "business_id",
            "review_id",
            "theme",
            name=op.f("uq_review_marks_business_id_review_id_theme"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_review_marks_business_id_theme", "review_marks", ["business_id", "theme"]
    )
    op.create_table(
        "review_photos",
        sa.Column("id", Int, nullable=False),
        sa.Column("review_id", Int, nullable=False),
        sa.Column("photo_id", Int, nullable=False),
        sa.Column("business_id", Int, nullable=False),
        *_links("review_photos", business_id="businesses", review_id="reviews"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_photos")),
        sa.UniqueConstraint(
            "business_id",
            "review_id",
            "photo_id",
            name=op.f("uq_review_photos_business_id_review_id_photo_id"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "review_reports",
        sa.Column("id", Int, nullable=False),
        sa.Column("review_id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        *_links(
            "review_reports",
            business_id="businesses",
            review_id="reviews",
            person_id="persons",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_reports")),
        sa.UniqueConstraint(
            "business_id",
            "review_id",
            "person_id",
            name=op.f("uq_review_reports_business_id_review_id_person_id"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_review_reports_person_id", "review_reports", ["person_id"])


def _questions() -> None:
    op.create_table(
        "review_questions",
        sa.Column("id", Int, nullable=False),
        sa.Column("member_id", Int, nullable=False),
        sa.Column("receipt_id", Int, nullable=False),
        sa.Column("planned_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        *_links(
            "review_questions",
            business_id="businesses",
            member_id="members",
            receipt_id="receipts",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_questions")),
        sa.UniqueConstraint(
            "business_id",
            "member_id",
            name=op.f("uq_review_questions_business_id_member_id"),
        ),
        sqlite_strict=True,
    )


def _tasks() -> None:
    op.create_table(
        "review_tasks",
        sa.Column("id", Int, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", Int, nullable=True),
        sa.Column("taken_at", Instant(), nullable=True),
        sa.Column("taken_by", Int, nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        *_checks(
            "review_tasks",
            state="state IN ('new', 'working', 'done')",
            done_at="(state = 'done') = (done_at IS NOT NULL)",
        ),
        *_links(
            "review_tasks",
            business_id="businesses",
            created_by="staff",
            taken_by="staff",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_tasks")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_review_tasks_business_id_state",
        "review_tasks",
        ["business_id", "state", "id"],
    )
    op.create_table(
        "review_task_links",
        sa.Column("id", Int, nullable=False),
        sa.Column("task_id", Int, nullable=False),
        sa.Column("review_id", Int, nullable=False),
        sa.Column("business_id", Int, nullable=False),
        *_links(
            "review_task_links",
            business_id="businesses",
            task_id="review_tasks",
            review_id="reviews",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_task_links")),
        sa.UniqueConstraint(
            "business_id",
            "task_id",
            "review_id",
            name=op.f("uq_review_task_links_business_id_task_id_review_id"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_review_task_links_business_id_review_id",
        "review_task_links",
        ["business_id", "review_id"],
    )


def _checks(table: str, **rules: str) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))
        for name, rule in rules.items()
    ]


def _links(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
        for column, other in columns.items()
    ]


def downgrade() -> None:
    for table in (
        "review_task_links",
        "review_tasks",
        "review_questions",
        "review_reports",
        "review_photos",
        "review_marks",
        "reviews",
        "review_rules",
    ):
        op.drop_table(table)
