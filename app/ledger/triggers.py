"""What the database itself refuses, whoever asks: DDL for SQLite and PostgreSQL.

Postings, entries, allocations and seals are append-only. Of a lot only ``remaining``
changes, of an account only what is cached. A posting's last entry closes it: then all
its lines must be there and sum to zero (R18, L1). A last entry that never comes is
refused at commit by the foreign key ``fk_postings_last_entry``.
"""

_FROZEN = ("postings", "entries", "allocations", "seals")
_KEPT = ("lots", "accounts")
_FIXED = {
    "lots": "id, business_id, card_id, posting_id, receipt_id, rule_version_id, "
    "issuer_id, restores_id, amount, credited_at, available_at, expires_at",
    "accounts": "id, business_id, card_id, kind, unit",
}
# Nothing refers to a seal, so no foreign key holds one that another key replaces.
_SAME = {
    "seals": "id = NEW.id OR posting_id = NEW.posting_id "
    "OR (business_id = NEW.business_id AND number = NEW.number)"
}


def create(dialect: str) -> list[str]:
    """Statements that put the triggers up; ``dialect`` is SQLAlchemy's name."""
    return _sqlite() if dialect == "sqlite" else _postgresql()


def drop(dialect: str) -> list[str]:
    """Statements that take them down; for a migration that rebuilds these tables."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {name}" for name, _ in _sqlite_triggers()]
    statements = [
        f"DROP TRIGGER {name} ON {table}" for name, table, _ in _postgresql_triggers()
    ]
    return [
        *statements,
        "DROP FUNCTION tessera_close_postings()",
        "DROP FUNCTION tessera_append_only()",
    ]


def _sqlite() -> list[str]:
    return [f"CREATE TRIGGER {name} {body}" for name, body in _sqlite_triggers()]


def _sqlite_triggers() -> list[tuple[str, str]]:
    triggers = [
        (f"{table}_stay", f"BEFORE DELETE ON {table} {_abort('DELETE', table)}")
        for table in (*_FROZEN, *_KEPT)
    ]
    triggers += [
        (f"{table}_frozen", f"BEFORE UPDATE ON {table} {_abort('UPDATE', table)}")
        for table in _FROZEN
    ]
    triggers += [
        (
            f"{table}_fixed",
            f"BEFORE UPDATE OF {columns} ON {table} {_abort('UPDATE', table)}",
        )
        for table, columns in _FIXED.items()
    ]
    # INSERT OR REPLACE deletes without asking the triggers above.
    triggers += [
        (f"{table}_new", f"BEFORE INSERT ON {table} {_replaces(table)}")
        for table in (*_FROZEN, *_KEPT)
    ]
    return [
        *triggers,
        ("entries_in_order", _IN_ORDER),
        ("entries_close", _CLOSE_SQLITE),
    ]


def _replaces(table: str) -> str:
    same = _SAME.get(table, "id = NEW.id")
    exists = f"SELECT 1 FROM {table} WHERE {same}"  # noqa: S608 - our own names
    return f"WHEN EXISTS ({exists}) {_abort('REPLACE', table)}"


def _abort(verb: str, table: str) -> str:
    return f"BEGIN SELECT RAISE(ABORT, 'ledger: no {verb} on {table}'); END"


def _postgresql() -> list[str]:
    triggers = [
        f"CREATE TRIGGER {name} {body}" for name, _, body in _postgresql_triggers()
    ]
    return [_APPEND_ONLY, _CLOSE_POSTGRESQL, *triggers]


def _postgresql_triggers() -> list[tuple[str, str, str]]:
    refuse = "EXECUTE FUNCTION tessera_append_only()"
    triggers = [
        (
            f"{table}_frozen",
            table,
            f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}",
        )
        for table in _FROZEN
    ]
    for table, columns in _FIXED.items():
        changes = f"DELETE OR UPDATE OF {columns}"
        body = f"BEFORE {changes} ON {table} FOR EACH ROW {refuse}"
        triggers.append((f"{table}_fixed", table, body))
    triggers += [
        (
            f"{table}_stay",
            table,
            f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
        )
        for table in (*_FROZEN, *_KEPT)
    ]
    close = (
        "AFTER INSERT ON entries REFERENCING NEW TABLE AS added "
        "FOR EACH STATEMENT EXECUTE FUNCTION tessera_close_postings()"
    )
    return [*triggers, ("entries_close", "entries", close)]


_IN_ORDER = """
BEFORE INSERT ON entries
WHEN EXISTS (SELECT 1 FROM entries
             WHERE posting_id = NEW.posting_id AND line >= NEW.line)
BEGIN SELECT RAISE(ABORT, 'ledger: entries come in order'); END
"""

_CLOSE_SQLITE = """
AFTER INSERT ON entries
BEGIN
    SELECT RAISE(ABORT, 'ledger: the posting does not balance')
    FROM postings
    WHERE id = NEW.posting_id
      AND (NEW.line > entry_count
           OR NEW.business_id <> business_id
           OR (NEW.line = entry_count
               AND (SELECT count(*) <> postings.entry_count OR sum(amount) <> 0
                    FROM entries WHERE posting_id = NEW.posting_id)));
END
"""

_APPEND_ONLY = """
CREATE FUNCTION tessera_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger: no % on %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

_CLOSE_POSTGRESQL = """
CREATE FUNCTION tessera_close_postings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1
    FROM (SELECT posting_id, min(business_id) AS low, max(business_id) AS high
          FROM added GROUP BY posting_id) AS touched
    JOIN postings ON postings.id = touched.posting_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS lines, max(line) AS last, sum(amount) AS total
        FROM entries WHERE entries.posting_id = touched.posting_id) AS found
    WHERE found.last > postings.entry_count
       OR touched.low <> postings.business_id
       OR touched.high <> postings.business_id
       OR (found.last = postings.entry_count
           AND (found.lines <> postings.entry_count OR found.total <> 0));
    IF FOUND THEN
        RAISE EXCEPTION 'ledger: the posting does not balance'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""
