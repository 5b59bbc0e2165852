"""Points that go on with a later end, proofs of warnings, triggers of messages."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Day, Flag, Instant, Int

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_KINDS = (
    "earn",
    "spend",
    "clawback",
    "give_back",
    "expire",
    "reversal",
    "adjust",
    "transfer",
    "gift",
    "sell",
    "buy_back",
    "exchange",
    "donate",
    "settle",
    "hold",
    "release",
)
_PROOFS = "'', 'email', 'push', 'pass', 'sms', 'read', 'slip'"


def upgrade() -> None:
    _allow("postings", _KINDS, (*_KINDS, "extend"))
    op.create_table(
        "expiry_notices",
        sa.Column("id", Int, nullable=False),
        sa.Column("card_id", Int, nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("step", Int, nullable=False),
        sa.Column("amount", Int, nullable=False),
        sa.Column("notice_id", Int, nullable=False),
        sa.Column("told_at", Instant(), nullable=False),
        sa.Column("proven_at", Instant(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            f"proof IN ({_PROOFS})", name=op.f("ck_expiry_notices_proof")
        ),
        sa.CheckConstraint(
            "(proof = '') = (proven_at IS NULL)",
            name=op.f("ck_expiry_notices_proven_at"),
        ),
        *_links("expiry_notices", business_id="businesses", card_id="cards"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expiry_notices")),
        sa.UniqueConstraint(
            "business_id",
            "card_id",
            "ends_at",
            "step",
            name=op.f("uq_expiry_notices_business_id_card_id_ends_at_step"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_expiry_notices_business_id_ends_at",
        "expiry_notices",
        ["business_id", "ends_at"],
    )
    _triggers()


def _triggers() -> None:
    op.create_table(
        "trigger_rules",
        sa.Column("id", Int, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("is_on", Flag(), nullable=False),
        sa.Column("days", Int, nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "days IS NULL OR days > 0", name=op.f("ck_trigger_rules_days")
        ),
        *_links("trigger_rules", business_id="businesses"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trigger_rules")),
        sa.UniqueConstraint(
            "business_id", "code", name=op.f("uq_trigger_rules_business_id_code")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "trigger_runs",
        sa.Column("id", Int, nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        *_links("trigger_runs", business_id="businesses"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trigger_runs")),
        sa.UniqueConstraint(
            "business_id", "job", name=op.f("uq_trigger_runs_business_id_job")
        ),
        sqlite_strict=True,
    )


def downgrade() -> None:
    for table in ("trigger_runs", "trigger_rules", "expiry_notices"):
        op.drop_table(table)
    _allow("postings", (*_KINDS, "extend"), _KINDS)


def _links(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
        for column, other in columns.items()
    ]


def _allow(table: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Change the list of a table's kinds; refuse while a row has one that goes."""
    gone = sorted(set(before) - set(after))
    if gone:
        _refuse_rows(table, gone)
    if op.get_bind().dialect.name == "sqlite":
        _rewrite_check(table, f"kind IN {before!r}", f"kind IN {after!r}")
        return
    name = op.f(f"ck_{table}_kind")
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"kind IN {after!r}")


def _refuse_rows(table: str, kinds: list[str]) -> None:
    found = op.get_bind().execute(
        sa.text(f"SELECT count(*) FROM {table} WHERE kind IN :kinds").bindparams(  # noqa: S608 - our own names
            sa.bindparam("kinds", kinds, expanding=True)
        )
    )
    if found.scalar_one():
        raise RuntimeError(f"{table} holds rows of {', '.join(kinds)}")


def _rewrite_check(table: str, before: str, after: str) -> None:
    """The way of SQLite's manual for a check: the rows stay where they are.

    Rebuilding the books would mean to take down what keeps them from being rewritten.
    """
    bind = op.get_bind()
    version = bind.execute(sa.text("PRAGMA schema_version")).scalar_one()
    bind.execute(sa.text("PRAGMA writable_schema = ON"))
    changed = bind.execute(
        sa.text(
            "UPDATE sqlite_schema SET sql = replace(sql, :before, :after) "
            "WHERE type = 'table' AND name = :table AND instr(sql, :before) > 0"
        ),
        {"before": before, "after": after, "table": table},
    )
    if changed.rowcount != 1:
        raise RuntimeError(f"the check of {table} is not what it was")
    bind.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    bind.execute(sa.text("PRAGMA writable_schema = OFF"))
