"""Talking with guests: vacancies, requests, comments, subscriptions to news."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Day, Flag, Instant, Int

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def _keys(table: str, **others: str) -> list[sa.Constraint]:
    """The primary key, the business, and other references by column."""
    foreign = {"business_id": "businesses", **others}
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{target}.id"],
                name=op.f(f"fk_{table}_{column}_{target}"),
            )
            for column, target in foreign.items()
        ),
    ]


def upgrade() -> None:
    op.create_table(
        "talk_rules",
        sa.Column("id", Int, nullable=False),
        sa.Column("is_premoderated", Flag(), server_default=sa.true(), nullable=False),
        sa.Column("call_back_minutes", Int, server_default="120", nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "call_back_minutes > 0", name=op.f("ck_talk_rules_call_back_minutes")
        ),
        *_keys("talk_rules"),
        sa.UniqueConstraint("business_id", name=op.f("uq_talk_rules_business_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "vacancies",
        sa.Column("id", Int, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("outlet_id", Int, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pay", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("is_open", Flag(), nullable=False),
        sa.Column("last_day", Day(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        *_keys("vacancies", outlet_id="outlets"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_vacancies_business_id_is_open",
        "vacancies",
        ["business_id", "is_open", "id"],
    )
    _requests()
    _comments()
    _subscriptions()


def _requests() -> None:
    op.create_table(
        "guest_requests",
        sa.Column("id", Int, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("vacancy_id", Int, nullable=True),
        sa.Column("person_id", Int, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("preferred_time", sa.Text(), nullable=False),
        sa.Column("consent_version", Int, nullable=False),
        sa.Column("consent_digest", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("assigned_to", Int, nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "kind IN ('call_back', 'application')", name=op.f("ck_guest_requests_kind")
        ),
        sa.CheckConstraint(
            "state IN ('new', 'working', 'done')", name=op.f("ck_guest_requests_state")
        ),
        sa.CheckConstraint(
            "preferred_time IN ('any', 'morning', 'day', 'evening')",
            name=op.f("ck_guest_requests_preferred_time"),
        ),
        sa.CheckConstraint(
            "phone <> '' OR email <> ''", name=op.f("ck_guest_requests_contact")
        ),
        sa.CheckConstraint(
            "(state = 'done') = (done_at IS NOT NULL)",
            name=op.f("ck_guest_requests_done_at"),
        ),
        *_keys(
            "guest_requests",
            vacancy_id="vacancies",
            person_id="persons",
            assigned_to="staff",
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_guest_requests_business_id_state",
        "guest_requests",
        ["business_id", "state", "due_at"],
    )
    for column in ("phone", "email", "person_id"):
        op.create_index(f"ix_guest_requests_{column}", "guest_requests", [column])


def _comments() -> None:
    op.create_table(
        "comments",
        sa.Column("id", Int, nullable=False),
        sa.Column("post_id", Int, nullable=False),
        sa.Column("parent_id", Int, nullable=True),
        sa.Column("root_id", Int, nullable=True),
        sa.Column("depth", Int, nullable=False),
        sa.Column("person_id", Int, nullable=True),
        sa.Column("staff_id", Int, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reports", Int, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", Int, nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'shown', 'hidden', 'withdrawn')",
            name=op.f("ck_comments_state"),
        ),
        sa.CheckConstraint("depth BETWEEN 0 AND 2", name=op.f("ck_comments_depth")),
        sa.CheckConstraint("reports >= 0", name=op.f("ck_comments_reports")),
        *_keys(
            "comments",
            post_id="posts",
            parent_id="comments",
            root_id="comments",
            person_id="persons",
            staff_id="staff",
            decided_by="staff",
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_comments_business_id_post_id",
        "comments",
        ["business_id", "post_id", "root_id"],
    )
    op.create_index(
        "ix_comments_business_id_state", "comments", ["business_id", "state"]
    )
    op.create_index("ix_comments_person_id", "comments", ["person_id"])
    op.create_table(
        "comment_reports",
        sa.Column("id", Int, nullable=False),
        sa.Column("comment_id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        *_keys("comment_reports", comment_id="comments", person_id="persons"),
        sa.UniqueConstraint(
            "business_id",
            "comment_id",
            "person_id",
            name=op.f("uq_comment_reports_business_id_comment_id_person_id"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_comment_reports_person_id", "comment_reports", ["person_id"])


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", Int, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("consent_version", Int, nullable=False),
        sa.Column("consent_digest", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("suspended_at", Instant(), nullable=True),
        sa.Column("bounces", Int, nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint("bounces >= 0", name=op.f("ck_subscriptions_bounces")),
        *_keys("subscriptions"),
        sa.UniqueConstraint(
            "business_id", "email", name=op.f("uq_subscriptions_business_id_email")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_subscriptions_email", "subscriptions", ["email"])
    op.create_table(
        "news_letters",
        sa.Column("id", Int, nullable=False),
        sa.Column("post_id", Int, nullable=False),
        sa.Column("subscription_id", Int, nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("attempts", Int, nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        *_keys("news_letters", post_id="posts", subscription_id="subscriptions"),
        sa.UniqueConstraint(
            "business_id",
            "post_id",
            "subscription_id",
            name=op.f("uq_news_letters_business_id_post_id_subscription_id"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_news_letters_due_at",
        "news_letters",
        ["due_at"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_news_letters_subscription_id", "news_letters", ["subscription_id"]
    )


def downgrade() -> None:
    for table in (
        "news_letters",
        "subscriptions",
        "comment_reports",
        "comments",
        "guest_requests",
        "vacancies",
        "talk_rules",
    ):
        op.drop_table(table)
