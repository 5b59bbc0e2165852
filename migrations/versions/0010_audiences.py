"""Cards for audiences: for whom a programme is and where, groups joined by a link."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Flag, Int

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "programmes",
        sa.Column("position", Int, server_default="0", nullable=False),
    )
    op.add_column(
        "programmes",
        sa.Column("is_for_everyone", Flag(), server_default=sa.true(), nullable=False),
    )
    op.add_column(
        "receipts",
        sa.Column("is_earning", Flag(), server_default=sa.true(), nullable=False),
    )
    op.add_column("groups", sa.Column("join_code", sa.Text(), nullable=True))
    op.create_index(
        "ix_groups_business_id_join_code",
        "groups",
        ["business_id", "join_code"],
        unique=True,
    )
    _link("groups", "group_id")
    _link("outlets", "outlet_id")


def _link(others: str, other_id: str) -> None:
    table = f"programme_{others}"
    op.create_table(
        table,
        sa.Column("id", Int, nullable=False),
        sa.Column("programme_id", Int, nullable=False),
        sa.Column(other_id, Int, nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f(f"fk_{table}_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f(f"fk_{table}_programme_id_programmes"),
        ),
        sa.ForeignKeyConstraint(
            [other_id], [f"{others}.id"], name=op.f(f"fk_{table}_{other_id}_{others}")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "business_id",
            "programme_id",
            other_id,
            name=op.f(f"uq_{table}_business_id_programme_id_{other_id}"),
        ),
        sqlite_strict=True,
    )


def downgrade() -> None:
    for table in ("programme_outlets", "programme_groups"):
        op.drop_table(table)
    op.drop_index("ix_groups_business_id_join_code", "groups")
    op.drop_column("groups", "join_code")
    op.drop_column("receipts", "is_earning")
    op.drop_column("programmes", "is_for_everyone")
    op.drop_column("programmes", "position")
