"""What the database refuses by itself, whoever writes to it."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.core import db
from app.ledger import seal, triggers
from tests.ledger.books import Till, day, open_business, rows, through

FROZEN = ("postings", "entries", "allocations", "seals")
POSTING = (
    "INSERT INTO postings (id, business_id, key, kind, card_id, actor, reason, "
    "net_points, entry_count, occurred_at, recorded_at) "
    "SELECT id + 1000, business_id, 'forged', kind, card_id, actor, reason, "
    "net_points, 2, occurred_at, recorded_at FROM postings WHERE id = :id"
)
ENTRY = (
    "INSERT INTO entries (business_id, posting_id, line, account_id, amount) "
    "SELECT business_id, posting_id + 1000, :line, account_id, :amount "
    "FROM entries WHERE posting_id = :id AND line = 1"
)


@pytest.fixture
def posting(till: Till) -> int:
    """A card with a credit, a spend and a seal; the id of the credit's posting."""
    card = till.card()
    posting_id = till.credit(card, 100, day(3, 1), until=through(6, 1)).posting_id
    till.spend(card, 30, day(3, 2))
    with till.writing():
        seal.seal(till.business_id, 10)
    return posting_id


def attempt(till: Till, *statements: tuple[str, dict[str, Any]]) -> None:
    with till.writing():
        for sql, values in statements:
            db.connection().execute(text(sql), values)


@pytest.mark.parametrize("table", [*FROZEN, "lots", "accounts"])
def test_no_row_is_deleted(till: Till, posting: int, table: str) -> None:
    before = rows(f"SELECT count(*) AS n FROM {table}")[0].n
    assert before
    with pytest.raises(IntegrityError, match="ledger: no DELETE"):
        attempt(till, (f"DELETE FROM {table}", {}))
    assert rows(f"SELECT count(*) AS n FROM {table}")[0].n == before


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("postings", "actor = 'somebody'"),
        ("postings", "net_points = 5"),
        ("entries", "amount = amount * 2"),
        ("allocations", "amount = 1"),
        ("seals", "number = number + 10"),
        ("lots", "amount = amount + 1"),
        ("lots", "expires_at = NULL"),
        ("accounts", "kind = 'loss'"),
        ("accounts", "card_id = NULL"),
    ],
)
def test_no_row_is_edited(till: Till, posting: int, table: str, change: str) -> None:
    with pytest.raises(IntegrityError, match="ledger: no UPDATE"):
        attempt(till, (f"UPDATE {table} SET {change}", {}))


@pytest.mark.parametrize("table", FROZEN)
def test_no_table_is_emptied_and_no_row_replaced(
    till: Till, posting: int, database: Any, table: str
) -> None:
    sql = (
        f"TRUNCATE {table} CASCADE"
        if database.kind == "postgresql"
        else f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    )
    with pytest.raises(
        IntegrityError, match=r"ledger: (no (TRUNCATE|REPLACE)|entries come in order)"
    ):
        attempt(till, (sql, {}))


def test_no_seal_gives_way_to_another_of_its_number(
    till: Till, posting: int, database: Any
) -> None:
    if database.kind == "postgresql":
        pytest.skip("PostgreSQL has no INSERT OR REPLACE")
    columns = "business_id, number, posting_id, digest, sealed_at"
    for changed in ("digest", "number", "posting_id"):
        forged = columns.replace(changed, f"{changed} || '0'")
        sql = f"INSERT OR REPLACE INTO seals ({columns}) SELECT {forged} FROM seals"
        with pytest.raises(IntegrityError, match="ledger: no REPLACE"):
            attempt(till, (sql.replace("digest || '0'", "zeroblob(64)"), {}))


@pytest.mark.parametrize("change", ["remaining = -1", "remaining = amount + 1"])
def test_a_lot_never_holds_less_than_nothing_or_more_than_it_had(
    till: Till, posting: int, change: str
) -> None:
    with pytest.raises(IntegrityError, match="ck_lots_remaining"):
        attempt(till, (f"UPDATE lots SET {change}", {}))


@pytest.mark.parametrize(
    "change", ["balance = -1", "pending = balance + 1", "pending = -1"]
)
def test_a_card_never_holds_less_than_nothing(
    till: Till, posting: int, change: str
) -> None:
    where = "WHERE kind = 'points' AND card_id IS NOT NULL"
    with pytest.raises(IntegrityError, match="ck_accounts"):
        attempt(till, (f"UPDATE accounts SET {change} {where}", {}))


@pytest.mark.parametrize(
    "entries",
    [
        [(1, 5), (2, -4)],
        [(1, 5), (3, -5)],
        [(1, 5), (2, -5), (3, 5)],
        [(2, 5)],
    ],
    ids=["sum", "a line beyond the last", "one line too many", "a line missing"],
)
def test_an_unbalanced_posting_is_refused(
    till: Till, posting: int, entries: list[tuple[int, int]]
) -> None:
    lines = [
        (ENTRY, {"id": posting, "line": line, "amount": amount})
        for line, amount in entries
    ]
    with pytest.raises(IntegrityError, match="does not balance"):
        attempt(till, (POSTING, {"id": posting}), *lines)
    assert till.faults() == []


def test_a_balanced_posting_by_the_same_means_is_taken(
    till: Till, posting: int
) -> None:
    lines = [
        (ENTRY, {"id": posting, "line": line, "amount": amount})
        for line, amount in ((1, 5), (2, -5))
    ]
    attempt(till, (POSTING, {"id": posting}), *lines)
    assert rows("SELECT id FROM postings WHERE key = 'forged'")


@pytest.mark.parametrize("lines", [[], [(1, 5)]])
def test_a_posting_without_its_last_entry_is_refused_at_commit(
    till: Till, posting: int, lines: list[tuple[int, int]]
) -> None:
    entries = [
        (ENTRY, {"id": posting, "line": line, "amount": amount})
        for line, amount in lines
    ]
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        attempt(till, (POSTING, {"id": posting}), *entries)
    assert not rows("SELECT id FROM postings WHERE key = 'forged'")


def test_an_entry_of_another_business_is_refused(till: Till, posting: int) -> None:
    other = open_business("other")
    forged = ENTRY.replace("SELECT business_id", f"SELECT {other.business_id}")
    with pytest.raises(IntegrityError, match="does not balance"):
        attempt(
            till,
            (POSTING, {"id": posting}),
            (ENTRY, {"id": posting, "line": 1, "amount": 5}),
            (forged, {"id": posting, "line": 2, "amount": -5}),
        )


def test_triggers_can_be_taken_down_and_put_up_again(
    app: Flask, till: Till, posting: int
) -> None:
    dialect = db.db.engine.dialect.name
    attempt(till, *((sql, {}) for sql in triggers.drop(dialect)))
    try:
        attempt(till, ("UPDATE postings SET actor = 'somebody'", {}))
    finally:
        attempt(till, *((sql, {}) for sql in triggers.create(dialect)))
    with pytest.raises(IntegrityError, match="ledger: no UPDATE"):
        attempt(till, ("UPDATE postings SET actor = 'somebody'", {}))
