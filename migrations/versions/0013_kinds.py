"""Every kind of card: the unit that a programme's cards hold, more kinds in the books."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ACCOUNTS = ("points", "debt", "expense", "redeemed", "breakage", "loss", "clearing")
_MORE_ACCOUNTS = ("sold", "partner", "donation", "payable")
_POSTINGS = (
    "earn",
    "spend",
    "clawback",
    "give_back",
    "expire",
    "reversal",
    "adjust",
    "transfer",
    "gift",
)
_MORE_POSTINGS = (
    "sell",
    "buy_back",
    "exchange",
    "donate",
    "settle",
    "hold",
    "release",
)
_UNITS = ("point", "minor", "stamp", "visit", "admission")


def upgrade() -> None:
    op.add_column(
        "programmes",
        sa.Column(
            "unit",
            sa.Text(),
            sa.CheckConstraint(f"unit IN {_UNITS!r}", name=op.f("ck_programmes_unit")),
            nullable=False,
            server_default="point",
        ),
    )
    _allow("accounts", _ACCOUNTS, _ACCOUNTS + _MORE_ACCOUNTS)
    _allow("postings", _POSTINGS, _POSTINGS + _MORE_POSTINGS)


def downgrade() -> None:
    _allow("postings", _POSTINGS + _MORE_POSTINGS, _POSTINGS)
    _allow("accounts", _ACCOUNTS + _MORE_ACCOUNTS, _ACCOUNTS)
    # The check stands in the column, and goes with it.
    op.drop_column("programmes", "unit")


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
