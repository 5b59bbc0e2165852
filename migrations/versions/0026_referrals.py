"""Members' links for friends, and who came by them."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Instant, Int, Json

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "referral_links",
        sa.Column("id", Int, nullable=False),
        sa.Column("member_id", Int, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        *_links("referral_links", business_id="businesses", member_id="members"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_links")),
        sa.UniqueConstraint(
            "business_id",
            "member_id",
            name=op.f("uq_referral_links_business_id_member_id"),
        ),
        sa.UniqueConstraint(
            "business_id", "code", name=op.f("uq_referral_links_business_id_code")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "referrals",
        sa.Column("id", Int, nullable=False),
        sa.Column("referrer_id", Int, nullable=False),
        sa.Column("friend_id", Int, nullable=False),
        sa.Column("joined_at", Instant(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("signals", Json(), nullable=False),
        sa.Column("reasons", Json(), nullable=False),
        sa.Column("receipt_id", Int, nullable=True),
        sa.Column("bought_at", Instant(), nullable=True),
        sa.Column("available_at", Instant(), nullable=True),
        sa.Column("bringer_points", Int, nullable=False),
        sa.Column("friend_points", Int, nullable=False),
        sa.Column("bringer_card_id", Int, nullable=True),
        sa.Column("friend_card_id", Int, nullable=True),
        sa.Column("bringer_posting_id", Int, nullable=True),
        sa.Column("friend_posting_id", Int, nullable=True),
        sa.Column("round", Int, nullable=False),
        sa.Column("decided_by", Int, nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        *_checks(),
        *_links(
            "referrals",
            business_id="businesses",
            referrer_id="members",
            friend_id="members",
            receipt_id="receipts",
            bringer_card_id="cards",
            friend_card_id="cards",
            decided_by="staff",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
        sa.UniqueConstraint(
            "business_id", "friend_id", name=op.f("uq_referrals_business_id_friend_id")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_referrals_business_id_referrer_id",
        "referrals",
        ["business_id", "referrer_id"],
    )
    op.create_index(
        "ix_referrals_business_id_state", "referrals", ["business_id", "state", "id"]
    )


def _checks() -> list[sa.CheckConstraint]:
    rules = {
        "state": "state IN ('waiting', 'given', 'held', 'void', 'declined', 'ended')",
        "friend_id": "referrer_id <> friend_id",
        "bringer_points": "bringer_points >= 0",
        "friend_points": "friend_points >= 0",
        "round": "round >= 0",
    }
    return [
        sa.CheckConstraint(rule, name=op.f(f"ck_referrals_{name}"))
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
    op.drop_table("referrals")
    op.drop_table("referral_links")
