"""The hash chain of a business: any later change of a sealed row shows, and where.

A seal's digest is 32 bytes of chain, SHA-256 over the previous seal's chain and the
hashes of four parts of the posting (the row itself, its entries, the lots it credited,
its allocations), then the first 8 bytes of each part's hash, so that a change can be
named. There is no key: whoever keeps a printed head elsewhere can tell that the whole
chain was written anew.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import LargeBinary, Row, TextClause, bindparam, text

from app.core import clock, db
from app.core.types import Instant

PARTS = ("posting", "entries", "lots", "allocations")
CHAIN_BYTES = 32
MARK_BYTES = 8
LOOKBACK = 10_000
BATCH = 2_000

_COLUMNS = {
    "posting": (
        "postings",
        "id",
        (
            "business_id, key, kind, card_id, receipt_id, rule_version_id, reverses_id, "
            "actor, reason, net_points, entry_count, occurred_at, recorded_at"
        ),
    ),
    "entries": ("entries", "posting_id", "id, business_id, line, account_id, amount"),
    "lots": (
        "lots",
        "posting_id",
        (
            "id, business_id, card_id, receipt_id, rule_version_id, issuer_id, "
            "restores_id, amount, credited_at, available_at, expires_at"
        ),
    ),
    "allocations": (
        "allocations",
        "posting_id",
        "id, business_id, lot_id, amount, returns_id",
    ),
}
_LAST = text(
    "SELECT number, posting_id, digest FROM seals WHERE business_id = :business_id "
    "ORDER BY number DESC LIMIT 1"
).columns(digest=LargeBinary)
# A posting that was committed late has a lower id than its seal's neighbours: look back.
# The plus keeps the planner on the primary key, which gives the order for nothing.
_UNSEALED = text(
    "SELECT postings.id FROM postings "
    "LEFT JOIN seals ON seals.posting_id = postings.id "
    "WHERE +postings.business_id = :business_id AND postings.id > :floor "
    "AND seals.id IS NULL ORDER BY postings.id LIMIT :limit"
)
_INSERT = text(
    "INSERT INTO seals (business_id, number, posting_id, digest, sealed_at) "
    "VALUES (:business_id, :number, :posting_id, :digest, :sealed_at)"
).bindparams(
    bindparam("digest", type_=LargeBinary), bindparam("sealed_at", type_=Instant)
)
_SEALS = text(
    "SELECT number, posting_id, digest FROM seals WHERE business_id = :business_id "
    "AND number > :after ORDER BY number LIMIT :limit"
).columns(digest=LargeBinary)
_ONE_SEALER = text(
    "SELECT id FROM businesses WHERE id = :business_id FOR NO KEY UPDATE"
)


def seal(business_id: int, limit: int) -> int:
    """Seal at most ``limit`` postings; how many were sealed.

    Fewer than ``limit`` means that all are. Runs inside a write transaction, away from
    the sales: a posting is sealed some time after it was made.
    """
    scope = {"business_id": business_id}
    if not db.is_sqlite():
        db.connection().execute(_ONE_SEALER, scope)
    last = db.connection().execute(_LAST, scope).first()
    number, floor, chain = _position(last)
    values = {**scope, "floor": floor, "limit": limit}
    ids = list(db.connection().execute(_UNSEALED, values).scalars())
    rows = []
    for posting_id, hashes in _hashes(business_id, ids):
        number += 1
        chain = _link(chain, hashes)
        rows.append(
            {
                **scope,
                "number": number,
                "posting_id": posting_id,
                "digest": chain + _marks(hashes),
                "sealed_at": clock.now(),
            }
        )
    if rows:
        db.connection().execute(_INSERT, rows)
    return len(rows)


def head(business_id: int) -> bytes | None:
    """The end of the chain (32 bytes); None while nothing is sealed."""
    last = db.connection().execute(_LAST, {"business_id": business_id}).first()
    return None if last is None else bytes(last.digest[:CHAIN_BYTES])


def faults(business_id: int, kept: bytes | None = None) -> Iterator[tuple[str, str]]:
    """Rows that are not what was sealed, as (row, problem).

    ``kept`` is a head that was printed earlier: it must still be in the chain.
    """
    chain, expected, is_kept = bytes(CHAIN_BYTES), 1, kept is None
    for seals in _batches(business_id):
        ids = [row.posting_id for row in seals]
        found = dict(_hashes(business_id, sorted(ids)))
        for row in seals:
            if row.number != expected:
                yield f"seal {expected}", "is missing"
            problem = _problem(row, chain, found.get(row.posting_id))
            if problem:
                yield problem
            # Go on from what is stored, so that each change is named once.
            chain, expected = row.digest[:CHAIN_BYTES], row.number + 1
            is_kept = is_kept or chain == kept
    if not is_kept:
        yield "head", "the kept head is not in the chain: it was written anew or cut"


def _position(last: Row[Any] | None) -> tuple[int, int, bytes]:
    if last is None:
        return 0, 0, bytes(CHAIN_BYTES)
    floor = max(last.posting_id - LOOKBACK, 0)
    return last.number, floor, bytes(last.digest[:CHAIN_BYTES])


def _batches(business_id: int) -> Iterator[Sequence[Row[Any]]]:
    after = 0
    while True:
        values = {"business_id": business_id, "after": after, "limit": BATCH}
        rows = db.connection().execute(_SEALS, values).all()
        if not rows:
            return
        yield rows
        after = rows[-1].number


def _problem(
    row: Row[Any], chain: bytes, hashes: list[bytes] | None
) -> tuple[str, str] | None:
    posting = f"posting {row.posting_id}"
    if hashes is None:
        return posting, f"is gone, though seal {row.number} holds it"
    stored = bytes(row.digest)
    changed = [
        part
        for place, part in enumerate(PARTS)
        if stored[_mark(place)] != hashes[place][:MARK_BYTES]
    ]
    if changed:
        what = ", ".join(
            "its own row" if part == "posting" else part for part in changed
        )
        return posting, f"was changed after seal {row.number}: {what}"
    if stored != _link(chain, hashes) + _marks(hashes):
        return f"seal {row.number}", f"does not follow from the one before ({posting})"
    return None


def _mark(place: int) -> slice:
    start = CHAIN_BYTES + place * MARK_BYTES
    return slice(start, start + MARK_BYTES)


def _link(chain: bytes, hashes: Sequence[bytes]) -> bytes:
    return sha256(chain + b"".join(hashes)).digest()


def _marks(hashes: Sequence[bytes]) -> bytes:
    return b"".join(each[:MARK_BYTES] for each in hashes)


def _hashes(business_id: int, ids: Sequence[int]) -> Iterator[tuple[int, list[bytes]]]:
    """The hash of each part of each posting that exists; ``ids`` are sorted."""
    if not ids:
        return
    wanted = set(ids)
    values = {"business_id": business_id, "low": ids[0], "high": ids[-1]}
    parts: list[dict[int, list[list[Any]]]] = []
    for part in PARTS:
        rows: dict[int, list[list[Any]]] = defaultdict(list)
        for posting_id, *rest in db.connection().execute(_statement(part), values):
            rows[posting_id].append(rest)
        parts.append(rows)
    for posting_id in ids:
        if posting_id in wanted and posting_id in parts[0]:
            yield posting_id, [_hash(rows.get(posting_id, [])) for rows in parts]


def _hash(rows: list[list[Any]]) -> bytes:
    canonical = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode()).digest()


def _statement(part: str) -> TextClause:
    return _reading(part, is_sqlite=db.is_sqlite())


@cache
def _reading(part: str, *, is_sqlite: bool) -> TextClause:
    """A part's rows with instants as microseconds: the same chain on both databases."""
    table, key, columns = _COLUMNS[part]
    chosen = ", ".join(
        name
        if is_sqlite or not name.endswith("_at")
        else f"CAST(extract(epoch FROM {name}) * 1000000 AS bigint)"
        for name in columns.split(", ")
    )
    condition = "posting_id" if key == "posting_id" else "id"
    return text(
        f"SELECT {key}, {chosen} FROM {table} "  # noqa: S608 - our own names
        f"WHERE business_id = :business_id AND {condition} BETWEEN :low AND :high "
        f"ORDER BY {key}, id"
    )
