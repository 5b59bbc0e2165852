"""Letters that come back later: when the last one left, and the mailbox they lie in."""

import sqlalchemy as sa
from alembic import op

from app.core import clock
from app.core.types import Instant, Int

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("message_habits", "subscriptions"):
        op.add_column(table, sa.Column("bounced_at", Instant(), nullable=True))
    habits = sa.table(
        "message_habits", sa.column("bounces", Int), sa.column("bounced_at", Instant())
    )
    # What left before is not asked: an address that is refused now works again when a
    # letter has stood from here on.
    op.execute(
        habits.update().where(habits.c.bounces > 0).values(bounced_at=clock.now())
    )
    op.create_table(
        "bounce_boxes",
        sa.Column("id", Int, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("uid_validity", Int, nullable=False),
        sa.Column("last_uid", Int, nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        sa.Column("failures", Int, nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_bounce_boxes_failures")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounce_boxes")),
        sa.UniqueConstraint("source", name=op.f("uq_bounce_boxes_source")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("bounce_boxes")
    for table in ("message_habits", "subscriptions"):
        op.drop_column(table, "bounced_at")
