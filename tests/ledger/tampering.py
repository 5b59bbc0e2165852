"""Someone who goes past the triggers, as only the owner of the database can."""

from sqlalchemy import text

from app.core import db
from app.ledger import triggers
from tests.ledger.books import Till


def tamper(till: Till, *statements: str) -> None:
    """Change rows with triggers and foreign keys out of the way."""
    if db.is_sqlite():
        _as_sqlite(till, statements)
        return
    with till.writing():
        run = db.connection().execute
        run(text("SET LOCAL session_replication_role = replica"))
        for sql in statements:
            run(text(sql))


def _as_sqlite(till: Till, statements: tuple[str, ...]) -> None:
    raw = db.db.engine.raw_connection()
    cursor = raw.cursor()
    try:
        cursor.execute("PRAGMA query_only=OFF")
        cursor.execute("PRAGMA foreign_keys=OFF")
        for sql in (*triggers.drop("sqlite"), *statements, *triggers.create("sqlite")):
            cursor.execute(sql)
        cursor.execute("PRAGMA foreign_keys=ON")
    finally:
        cursor.close()
        raw.close()
