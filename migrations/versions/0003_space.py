"""The branded space: pictures, groups of members, posts, the audit trail."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Flag, Instant, Int, Json

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", Int, nullable=False),
        sa.Column("happened_at", Instant(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("details", Json(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_audit_entries_business_id_businesses"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_audit_entries_business_id_id", "audit_entries", ["business_id", "id"]
    )
    op.create_index(
        "ix_audit_entries_business_id_subject",
        "audit_entries",
        ["business_id", "subject", "id"],
    )
    op.create_table(
        "pictures",
        sa.Column("id", Int, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("width", Int, nullable=False),
        sa.Column("height", Int, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_pictures_business_id_businesses"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
        sa.UniqueConstraint(
            "business_id", "digest", name=op.f("uq_pictures_business_id_digest")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "groups",
        sa.Column("id", Int, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_groups_business_id_businesses"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint(
            "business_id", "name", name=op.f("uq_groups_business_id_name")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "group_members",
        sa.Column("id", Int, nullable=False),
        sa.Column("group_id", Int, nullable=False),
        sa.Column("member_id", Int, nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_group_members_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_group_members_group_id_groups")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_group_members_member_id_members"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_members")),
        sa.UniqueConstraint(
            "business_id",
            "group_id",
            "member_id",
            name=op.f("uq_group_members_business_id_group_id_member_id"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_group_members_business_id_member_id",
        "group_members",
        ["business_id", "member_id"],
    )
    _posts()


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("id", Int, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("picture_id", Int, nullable=True),
        sa.Column("crop", sa.Text(), nullable=False),
        sa.Column("picture_alt", sa.Text(), nullable=False),
        sa.Column("outlet_id", Int, nullable=True),
        sa.Column("starts_at", Instant(), nullable=True),
        sa.Column("ends_at", Instant(), nullable=True),
        sa.Column("archives_at", Instant(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("ad_label", sa.Text(), nullable=False),
        sa.Column("ad_advertiser", sa.Text(), nullable=False),
        sa.Column("ad_token", sa.Text(), nullable=False),
        sa.Column("has_comments", Flag(), server_default=sa.true(), nullable=False),
        sa.Column("is_pinned", Flag(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", Int, nullable=True),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_in", sa.Text(), server_default="", nullable=False),
        sa.Column("published_at", Instant(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "kind IN ('news', 'event', 'offer')", name=op.f("ck_posts_kind")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_posts_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["staff.id"], name=op.f("fk_posts_created_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["outlet_id"], ["outlets.id"], name=op.f("fk_posts_outlet_id_outlets")
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["pictures.id"], name=op.f("fk_posts_picture_id_pictures")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_posts_business_id_published_at",
        "posts",
        ["business_id", "published_at", "id"],
    )


def downgrade() -> None:
    for table in ("posts", "group_members", "groups", "pictures", "audit_entries"):
        op.drop_table(table)
