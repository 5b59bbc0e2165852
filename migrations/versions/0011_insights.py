"""Figures by outlet and by source, sources with codes, and how members arrived."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from app.core.types import Day, Instant, Int

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# As they were when this revision was written.
KINDS = (
    "'social', 'messenger', 'link', 'mail', 'ad', 'partner', 'staff', 'poster', "
    "'table', 'till', 'window', 'receipt', 'flyer', 'post', 'card', 'other'"
)
KNOWN = {"", "poster", "till", "table", "window", "receipt", "flyer", "link"} | {
    "plastic",
    "import",
}
WINDOW = timedelta(days=30)
BATCH = 1000

receipts = sa.table(
    "receipts",
    sa.column("id", Int),
    sa.column("business_id", Int),
    sa.column("outlet_id", Int),
    sa.column("card_id", Int),
    sa.column("occurred_at", Instant),
    sa.column("paid_minor", Int),
    sa.column("points_spent", Int),
    sa.column("earned_points", Int),
    sa.column("undone_at", Instant),
)
refunds = sa.table(
    "refunds",
    sa.column("receipt_id", Int),
    sa.column("money_minor", Int),
    sa.column("points_returned", Int),
    sa.column("points_clawed", Int),
)
outlets = sa.table("outlets", sa.column("id", Int), sa.column("zone", sa.Text))
businesses = sa.table("businesses", sa.column("id", Int), sa.column("zone", sa.Text))
cards = sa.table("cards", sa.column("id", Int), sa.column("member_id", Int))
members = sa.table(
    "members",
    sa.column("id", Int),
    sa.column("business_id", Int),
    sa.column("joined_at", Instant),
    sa.column("source", sa.Text),
)


def upgrade() -> None:
    outlet_days = _outlet_days()
    source_days = _source_days()
    _sources()
    _arrivals()
    connection = op.get_bind()
    firsts: dict[int, datetime] = {}
    _fill(outlet_days, _counted_sales(connection, firsts))
    _fill(source_days, _counted_joins(connection, firsts))
    op.drop_table("daily_figures")


def _outlet_days() -> sa.Table:
    return op.create_table(
        "outlet_days",
        sa.Column("id", Int, nullable=False),
        sa.Column("outlet_id", Int, nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("receipts", Int, nullable=False),
        sa.Column("sales_minor", Int, nullable=False),
        sa.Column("refunds", Int, nullable=False),
        sa.Column("refunded_minor", Int, nullable=False),
        sa.Column("points_earned", Int, nullable=False),
        sa.Column("points_clawed", Int, nullable=False),
        sa.Column("points_spent", Int, nullable=False),
        sa.Column("points_returned", Int, nullable=False),
        sa.Column("computed_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_outlet_days_business_id"),
        ),
        sa.ForeignKeyConstraint(
            ["outlet_id"], ["outlets.id"], name=op.f("fk_outlet_days_outlet_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet_days")),
        sa.UniqueConstraint(
            "business_id",
            "day",
            "outlet_id",
            name=op.f("uq_outlet_days_business_id_day_outlet_id"),
        ),
        sqlite_strict=True,
    )


def _source_days() -> sa.Table:
    return op.create_table(
        "source_days",
        sa.Column("id", Int, nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("views", Int, nullable=False),
        sa.Column("joins", Int, nullable=False),
        sa.Column("first_purchases", Int, nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_source_days_business_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_days")),
        sa.UniqueConstraint(
            "business_id",
            "day",
            "code",
            name=op.f("uq_source_days_business_id_day_code"),
        ),
        sqlite_strict=True,
    )


def _sources() -> None:
    op.create_table(
        "sources",
        sa.Column("id", Int, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("cost_minor", Int, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_sources_kind")),
        sa.CheckConstraint("cost_minor >= 0", name=op.f("ck_sources_cost_minor")),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_sources_business_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint(
            "business_id", "code", name=op.f("uq_sources_business_id_code")
        ),
        sqlite_strict=True,
    )


def _arrivals() -> None:
    op.create_table(
        "arrivals",
        sa.Column("id", Int, nullable=False),
        sa.Column("member_id", Int, nullable=False),
        sa.Column("touch", sa.Text(), nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("medium", sa.Text(), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "touch IN ('first', 'last')", name=op.f("ck_arrivals_touch")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_arrivals_business_id"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_arrivals_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrivals")),
        sa.UniqueConstraint(
            "business_id",
            "member_id",
            "touch",
            name=op.f("uq_arrivals_business_id_member_id_touch"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_arrivals_business_id_code", "arrivals", ["business_id", "code"])


def _counted_sales(
    connection: sa.Connection, firsts: dict[int, datetime]
) -> Iterator[dict[str, Any]]:
    """The days of every outlet in its own zone; ``firsts`` gets each first purchase.

    Counted here and not in SQL: only Python knows every zone's days on both databases.
    """
    back = (
        sa.select(
            refunds.c.receipt_id,
            sa.func.count().label("refunds"),
            sa.func.sum(refunds.c.money_minor).label("refunded_minor"),
            sa.func.sum(refunds.c.points_clawed).label("points_clawed"),
            sa.func.sum(refunds.c.points_returned).label("points_returned"),
        )
        .group_by(refunds.c.receipt_id)
        .subquery()
    )
    given_back = [
        sa.func.coalesce(back.c[name], 0).label(name)
        for name in ("refunds", "refunded_minor", "points_clawed", "points_returned")
    ]
    rows = connection.execute(
        sa.select(
            receipts.c.business_id,
            receipts.c.outlet_id,
            outlets.c.zone,
            receipts.c.occurred_at,
            cards.c.member_id,
            receipts.c.paid_minor.label("sales_minor"),
            receipts.c.earned_points.label("points_earned"),
            receipts.c.points_spent,
            *given_back,
        )
        .join(outlets, outlets.c.id == receipts.c.outlet_id)
        .join(cards, cards.c.id == receipts.c.card_id)
        .outerjoin(back, back.c.receipt_id == receipts.c.id)
        .where(receipts.c.undone_at.is_(None))
    )
    names = ["sales_minor", "points_earned", "points_spent"]
    names += [column.name for column in given_back]
    days: dict[tuple[int, int, date], Counter[str]] = defaultdict(Counter)
    for row in rows.mappings():
        day = row["occurred_at"].astimezone(ZoneInfo(row["zone"])).date()
        found = days[row["business_id"], row["outlet_id"], day]
        found["receipts"] += 1
        for name in names:
            found[name] += int(row[name])
        if row["sales_minor"] > row["refunded_minor"]:
            known = firsts.get(row["member_id"], row["occurred_at"])
            firsts[row["member_id"]] = min(known, row["occurred_at"])
    instant = _now(connection)
    for (business_id, outlet_id, day), counts in days.items():
        yield {
            "business_id": business_id,
            "outlet_id": outlet_id,
            "day": day,
            "receipts": counts["receipts"],
            **{name: counts[name] for name in names},
            "computed_at": instant,
        }


def _counted_joins(
    connection: sa.Connection, firsts: dict[int, datetime]
) -> Iterator[dict[str, Any]]:
    rows = connection.execute(
        sa.select(
            members.c.id,
            members.c.business_id,
            businesses.c.zone,
            members.c.joined_at,
            members.c.source,
        ).join(businesses, businesses.c.id == members.c.business_id)
    )
    days: dict[tuple[int, date, str], list[int]] = defaultdict(lambda: [0, 0])
    for member_id, business_id, zone, joined_at, source in rows:
        day = joined_at.astimezone(ZoneInfo(zone)).date()
        code = source if source in KNOWN else "other"
        counts = days[business_id, day, code]
        counts[0] += 1
        first = firsts.get(member_id)
        counts[1] += first is not None and first < joined_at + WINDOW
    for (business_id, day, code), (joins, first_purchases) in days.items():
        yield {
            "business_id": business_id,
            "day": day,
            "code": code,
            "views": 0,
            "joins": joins,
            "first_purchases": first_purchases,
        }


def _now(connection: sa.Connection) -> datetime:
    """The latest instant in the books: good enough for "counted at"."""
    latest = connection.execute(sa.select(sa.func.max(receipts.c.occurred_at)))
    return latest.scalar_one()


def _fill(table: sa.Table, rows: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            op.bulk_insert(table, batch)
            batch = []
    if batch:
        op.bulk_insert(table, batch)


def downgrade() -> None:
    for table in ("arrivals", "source_days", "sources", "outlet_days"):
        op.drop_table(table)
    op.create_table(
        "daily_figures",
        sa.Column("id", Int, nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("receipts", Int, nullable=False),
        sa.Column("sales_minor", Int, nullable=False),
        sa.Column("refunds", Int, nullable=False),
        sa.Column("refunded_minor", Int, nullable=False),
        sa.Column("points_earned", Int, nullable=False),
        sa.Column("points_spent", Int, nullable=False),
        sa.Column("joins", Int, nullable=False),
        sa.Column("computed_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_daily_figures_business_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_daily_figures")),
        sa.UniqueConstraint(
            "business_id", "day", name=op.f("uq_daily_figures_business_id_day")
        ),
        sqlite_strict=True,
    )
