"""Mailings, the segments kept for them, and the way from a mailing to its notices."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Instant, Int, Json

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_STATES = "'draft', 'scheduled', 'writing', 'written', 'stopped'"


def upgrade() -> None:
    op.create_table(
        "segments",
        sa.Column("id", Int, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("audience", Json(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        *_links("segments", business_id="businesses"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segments")),
        sa.UniqueConstraint(
            "business_id", "name", name=op.f("uq_segments_business_id_name")
        ),
        sqlite_strict=True,
    )
    _mailings()
    op.create_index(
        "ix_notices_business_id_occurrence",
        "notices",
        ["business_id", "occurrence", "member_id"],
        sqlite_where=sa.text("kind = 'mailing'"),
        postgresql_where=sa.text("kind = 'mailing'"),
    )


def _mailings() -> None:
    op.create_table(
        "mailings",
        sa.Column("id", Int, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("audience", Json(), nullable=False),
        sa.Column("within", Json(), nullable=False),
        sa.Column("channels", Json(), nullable=False),
        sa.Column("words", Json(), nullable=False),
        sa.Column("picture_id", Int, nullable=True),
        sa.Column("picture_alt", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("post_id", Int, nullable=True),
        sa.Column("promotion_id", Int, nullable=True),
        sa.Column("offer_days", Int, nullable=False),
        sa.Column("gift_id", Int, nullable=True),
        sa.Column("ad_label", sa.Text(), nullable=False),
        sa.Column("ad_advertiser", sa.Text(), nullable=False),
        sa.Column("ad_token", sa.Text(), nullable=False),
        sa.Column("source_code", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", Int, nullable=True),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_in", sa.Text(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=True),
        sa.Column("started_at", Instant(), nullable=True),
        sa.Column("started_by", Int, nullable=True),
        sa.Column("reached_id", Int, nullable=False),
        sa.Column("upto_id", Int, nullable=False),
        sa.Column("recipients", Int, nullable=False),
        sa.Column("expected", Int, nullable=False),
        sa.Column("written_at", Instant(), nullable=True),
        sa.Column("stopped_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(f"state IN ({_STATES})", name=op.f("ck_mailings_state")),
        sa.CheckConstraint(
            "target IN ('card', 'home', 'post')", name=op.f("ck_mailings_target")
        ),
        sa.CheckConstraint(
            "offer_days BETWEEN 1 AND 366", name=op.f("ck_mailings_offer_days")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["posts.id"],
            name=op.f("fk_mailings_post_id_posts"),
            ondelete="SET NULL",
        ),
        *_links(
            "mailings",
            picture_id="pictures",
            promotion_id="promotions",
            gift_id="gifts",
            created_by="staff",
            started_by="staff",
            business_id="businesses",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_mailings_business_id_state", "mailings", ["business_id", "state", "id"]
    )
    op.create_index("ix_mailings_state", "mailings", ["state", "starts_at"])


def _links(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
        for column, other in columns.items()
    ]


def downgrade() -> None:
    op.drop_index("ix_notices_business_id_occurrence", "notices")
    op.drop_table("mailings")
    op.drop_table("segments")
