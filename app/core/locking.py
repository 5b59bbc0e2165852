"""Locks on words: two transactions that name the same one run one after the other.

For what no single unique constraint can hold, such as a contact that may stand in
either of two tables. SQLite needs none: its write transactions run in turn anyway.
"""

import hashlib

from sqlalchemy import text

from app.core import db

_LOCK = text("SELECT pg_advisory_xact_lock(:name)")


def lock(word: str) -> None:
    """Hold ``word`` until the end of the transaction. Runs inside ``writing()``."""
    if db.is_sqlite():
        return
    name = hashlib.sha256(word.encode()).digest()[:8]
    db.connection().execute(_LOCK, {"name": int.from_bytes(name, signed=True)})
