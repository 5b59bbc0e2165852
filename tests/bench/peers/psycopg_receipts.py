"""Booking a receipt by hand: psycopg, no ORM, no HTTP, the same rows.

Reads a job from standard input, writes how many receipts its threads booked.
"""

import json
import secrets
import sys
import threading
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import psycopg

RATE_BASIS_POINTS = 500
LINES = ((45_000, "c-1", "Капучино"), (32_000, "b-7", "Круассан"))


@dataclass(frozen=True, kw_only=True)
class Job:
    """Where to book, on whose cards, for how long."""

    url: str
    business_id: int
    outlet_id: int
    rule_version_id: int
    expense_id: int
    card_ids: list[int]
    threads: int
    seconds: float


@dataclass(frozen=True)
class Booked:
    """What came of it."""

    count: int
    seconds: float
    cpu_seconds: float


def book(connection: psycopg.Connection, job: Job, card_id: int) -> None:
    """One receipt of two lines that earns points: one transaction."""
    now, key = datetime.now(UTC), secrets.token_hex(16)
    total = sum(amount for amount, _, _ in LINES)
    points = total * RATE_BASIS_POINTS // 1_000_000
    ends = now + timedelta(days=365)
    own, version, expense = job.business_id, job.rule_version_id, job.expense_id
    with connection.transaction(), connection.cursor() as cursor:
        run = cursor.execute
        run(
            "UPDATE cards SET version = version + 1 WHERE business_id = %s AND id = %s "
            "RETURNING programme_id, state, carried_minor",
            (own, card_id),
        ).fetchone()
        receipt_id = run(
            "INSERT INTO receipts (business_id, outlet_id, card_id, rule_version_id, "
            "number, source, actor, occurred_at, recorded_at, total_minor, paid_minor, "
            "points_spent, earned_points, clawed_points) VALUES "
            "(%s, %s, %s, %s, %s, 'api', 'api:1', %s, %s, %s, %s, 0, %s, 0) "
            "ON CONFLICT (business_id, outlet_id, number) DO NOTHING RETURNING id",
            (own, job.outlet_id, card_id, version, key, now, now, total, total, points),
        ).fetchone()[0]
        row = "(%s, %s, %s, %s, %s, 'coffee', 1000, %s, 0, %s, false, false, 0, 0)"
        values = [
            value
            for position, (amount, sku, name) in enumerate(LINES, start=1)
            for value in (own, receipt_id, position, sku, name, amount, amount)
        ]
        run(
            "INSERT INTO receipt_lines (business_id, receipt_id, position, sku, name, "
            "category, quantity_milli, amount_minor, points_share, paid_minor, "
            "is_excluded, is_returned, returned_minor, returned_points) VALUES "
            + ", ".join([row] * len(LINES)),
            values,
        )
        accounts = run(
            "SELECT id, kind, balance, next_change_at FROM accounts "
            "WHERE business_id = %s AND card_id = %s AND unit = 'point' "
            "ORDER BY id FOR UPDATE",
            (own, card_id),
        ).fetchall()
        account_id = next(row[0] for row in accounts if row[1] == "points")
        posting_id = run(
            "INSERT INTO postings (business_id, key, kind, card_id, receipt_id, "
            "rule_version_id, actor, reason, net_points, entry_count, occurred_at, "
            "recorded_at) VALUES "
            "(%s, %s, 'earn', %s, %s, %s, 'api:1', 'sale', %s, 2, %s, %s) "
            "ON CONFLICT (business_id, key) DO NOTHING RETURNING id",
            (own, f"{receipt_id}:earn", card_id, receipt_id, version, points, now, now),
        ).fetchone()[0]
        run(
            "INSERT INTO entries (business_id, posting_id, line, account_id, amount) "
            "VALUES (%s, %s, 1, %s, %s), (%s, %s, 2, %s, %s)",
            (own, posting_id, expense, -points, own, posting_id, account_id, points),
        )
        run(
            "INSERT INTO lots (business_id, card_id, posting_id, receipt_id, "
            "rule_version_id, issuer_id, amount, remaining, credited_at, available_at, "
            "expires_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                *(own, card_id, posting_id, receipt_id, version, own),
                *(points, points, now, now, ends),
            ),
        )
        run(
            "UPDATE accounts SET balance = balance + %s, as_of = %s, "
            "next_change_at = least(next_change_at, %s), last_posting_id = %s "
            "WHERE id = %s",
            (points, now, ends, posting_id, account_id),
        )
        run(
            "INSERT INTO outbox (fact, payload, recorded_at, due_at, attempts) "
            "VALUES ('ReceiptBooked', %s, %s, %s, 0)",
            (
                json.dumps(
                    {
                        "business_id": own,
                        "outlet_id": job.outlet_id,
                        "receipt_id": receipt_id,
                        "card_id": card_id,
                        "day": now.date().isoformat(),
                    }
                ),
                now,
                now,
            ),
        )
        answer = {"id": receipt_id, "total_minor": total, "earned_points": points}
        run(
            "INSERT INTO idempotency_keys (business_id, key, fingerprint, status, body, "
            "created_at) VALUES (%s, %s, %s, 201, %s, %s)",
            (own, key, key.encode(), json.dumps(answer), now),
        )


def _work(job: Job, first: int, deadline: float, counts: list[int]) -> None:
    """One client: its share of the cards, one receipt after the other."""
    mine = job.card_ids[first :: job.threads]
    with psycopg.connect(job.url, autocommit=True) as connection:
        while time.perf_counter() < deadline:
            book(connection, job, mine[counts[first] % len(mine)])
            counts[first] += 1


def main() -> None:
    """Do the job on standard input."""
    job = Job(**json.load(sys.stdin))
    started, used = time.perf_counter(), time.process_time()
    counts = [0] * job.threads
    workers = [
        threading.Thread(target=_work, args=(job, n, started + job.seconds, counts))
        for n in range(job.threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - used
    booked = Booked(sum(counts), seconds, cpu_seconds)
    json.dump(asdict(booked), sys.stdout)


if __name__ == "__main__":
    main()
