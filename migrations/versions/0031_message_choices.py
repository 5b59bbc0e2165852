"""How a business writes, what its members want to hear, and what came of it."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Flag, Instant, Int

revision = "0031"
down_revision = "0029"
branch_labels = None
depends_on = None

_CHANNELS = "channel IN ('email', 'push', 'pass', 'sms')"


def upgrade() -> None:
    for column in ("is_advertising", "is_gathered"):
        op.add_column(
            "notices",
            sa.Column(column, Flag(), nullable=False, server_default=sa.false()),
        )
    op.add_column("notices", sa.Column("told_at", Instant(), nullable=True))
    op.add_column("deliveries", sa.Column("opened_at", Instant(), nullable=True))
    op.add_column(
        "members", sa.Column("pass_news", sa.Text(), nullable=False, server_default="")
    )
    op.create_index("ix_deliveries_business_id_id", "deliveries", ["business_id", "id"])
    _rules()
    _choices()
    _habits()
    _circuits()


def _rules() -> None:
    table = "message_rules"
    op.create_table(
        table,
        sa.Column("id", Int, nullable=False),
        _number("quiet_from", 1260),
        _number("quiet_until", 540),
        _number("weekly_cap", 3),
        _flag("expiry_is_service"),
        _flag("has_sms"),
        _number("sms_monthly", 500),
        _number("sms_price_minor", 0),
        sa.Column("business_id", Int, nullable=False),
        *_checks(
            table,
            quiet_from="quiet_from BETWEEN 0 AND 1439",
            quiet_until="quiet_until BETWEEN 0 AND 1439",
            weekly_cap="weekly_cap >= 0",
            sms_monthly="sms_monthly >= 0",
            sms_price_minor="sms_price_minor >= 0",
        ),
        *_links(table, business_id="businesses"),
        *_keys(table, "business_id"),
        sqlite_strict=True,
    )


def _choices() -> None:
    table = "message_choices"
    op.create_table(
        table,
        sa.Column("id", Int, nullable=False),
        sa.Column("member_id", Int, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("is_on", Flag(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        *_checks(table, channel=_CHANNELS),
        *_links(table, business_id="businesses", member_id="members"),
        *_keys(table, "business_id", "member_id", "kind", "channel"),
        sqlite_strict=True,
    )


def _habits() -> None:
    table = "message_habits"
    op.create_table(
        table,
        sa.Column("id", Int, nullable=False),
        sa.Column("member_id", Int, nullable=False),
        sa.Column("zone", sa.Text(), nullable=False, server_default=""),
        sa.Column("calm_from", Int, nullable=True),
        sa.Column("calm_until", Int, nullable=True),
        _flag("is_daily"),
        sa.Column("bounced_email", sa.Text(), nullable=False, server_default=""),
        _number("bounces", 0),
        sa.Column("business_id", Int, nullable=False),
        *_checks(
            table,
            calm_from="calm_from BETWEEN 0 AND 1439",
            calm_until="calm_until BETWEEN 0 AND 1439",
            bounces="bounces >= 0",
        ),
        *_links(table, business_id="businesses", member_id="members"),
        *_keys(table, "business_id", "member_id"),
        sqlite_strict=True,
    )


def _circuits() -> None:
    table = "channel_circuits"
    op.create_table(
        table,
        sa.Column("id", Int, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("failures", Int, nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("failed_at", Instant(), nullable=False),
        sa.Column("open_until", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        *_checks(table, channel=_CHANNELS),
        *_links(table, business_id="businesses"),
        *_keys(table, "business_id", "channel"),
        sqlite_strict=True,
    )


def _number(name: str, default: int) -> sa.Column[int]:
    return sa.Column(name, Int, nullable=False, server_default=str(default))


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, Flag(), nullable=False, server_default=sa.false())


def _checks(table: str, **checks: str) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))
        for name, rule in checks.items()
    ]


def _links(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
        for column, other in columns.items()
    ]


def _keys(table: str, *unique: str) -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(*unique, name=op.f(f"uq_{table}_{'_'.join(unique)}")),
    ]


def downgrade() -> None:
    for table in (
        "channel_circuits",
        "message_habits",
        "message_choices",
        "message_rules",
    ):
        op.drop_table(table)
    op.drop_index("ix_deliveries_business_id_id", "deliveries")
    op.drop_column("members", "pass_news")
    op.drop_column("deliveries", "opened_at")
    for column in ("told_at", "is_gathered", "is_advertising"):
        op.drop_column("notices", column)
