"""Booking a receipt the plain way: Flask-SQLAlchemy, a session, objects, commit.

The same tables with the same triggers, read from the database; SQLite with
``synchronous=FULL``, and BEGIN IMMEDIATE by SQLAlchemy's own recipe, without which
concurrent sessions fail instead of waiting.
"""

import hashlib
import hmac
import json
import os
import secrets
import time
from typing import Any

import pysqlite3
from flask import Flask, Response, abort, jsonify, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event

RATE_BASIS_POINTS = 500
YEAR = 365 * 24 * 3600 * 1_000_000

app = Flask(__name__)
app.config.update(
    SQLALCHEMY_DATABASE_URI=os.environ["PEER_DATABASE"],
    SQLALCHEMY_ENGINE_OPTIONS={
        "module": pysqlite3,
        "pool_size": 32,
        "connect_args": {"timeout": 60},
    },
)
db = SQLAlchemy(app)


def _prepare() -> None:
    @event.listens_for(db.engine, "connect")
    def _connect(raw: Any, _: object) -> None:
        raw.isolation_level = None
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(db.engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    db.reflect()
    # Its foreign key to its own last entry hides that the database counts the ids.
    _table("postings").c.id.autoincrement = "ignore_fk"


def _table(name: str) -> Any:
    return db.metadata.tables[name]


with app.app_context():
    _prepare()


class Account(db.Model):
    """A card's or the business's account."""

    __table__ = _table("accounts")


class ApiKey(db.Model):
    """A till's key."""

    __table__ = _table("api_keys")


class Card(db.Model):
    """A card."""

    __table__ = _table("cards")


class Outlet(db.Model):
    """An outlet."""

    __table__ = _table("outlets")


class RuleVersion(db.Model):
    """Rules in force."""

    __table__ = _table("rule_versions")


class Key(db.Model):
    """An idempotency key."""

    __table__ = _table("idempotency_keys")


class Receipt(db.Model):
    """A receipt."""

    __table__ = _table("receipts")


class ReceiptLine(db.Model):
    """A line of it."""

    __table__ = _table("receipt_lines")


class Posting(db.Model):
    """A posting."""

    __table__ = _table("postings")


class Entry(db.Model):
    """An entry of it."""

    __table__ = _table("entries")


class Lot(db.Model):
    """A lot."""

    __table__ = _table("lots")


class Outbox(db.Model):
    """A fact."""

    __table__ = _table("outbox")


@app.post("/api/v1/receipts")
def receipts() -> Response | tuple[Response, int]:
    """Book a receipt once per Idempotency-Key."""
    api_key = db.session.scalar(db.select(ApiKey).filter_by(digest=_digest()))
    if api_key is None:
        abort(401)
    body, key = request.get_json(), request.headers["Idempotency-Key"]
    fingerprint = hashlib.sha256(request.get_data()).digest()
    own = api_key.business_id
    known = db.session.scalar(db.select(Key).filter_by(business_id=own, key=key))
    if known is not None:
        if known.fingerprint != fingerprint:
            abort(422)
        return jsonify(json.loads(known.body)), known.status
    outlet = db.session.get(Outlet, api_key.outlet_id)
    number = body["card"].removeprefix("T")
    card = db.session.scalars(
        db.select(Card).filter_by(business_id=own, number=number)
    ).one()
    rules = db.session.scalars(
        db.select(RuleVersion)
        .filter_by(programme_id=card.programme_id)
        .order_by(RuleVersion.number.desc())
    ).first()
    answer = _book(card, outlet, rules, body["lines"], f"api:{api_key.id}")
    db.session.add(
        Key(
            business_id=own,
            key=key,
            fingerprint=fingerprint,
            status=201,
            body=json.dumps(answer),
            created_at=_now(),
        )
    )
    db.session.commit()
    return jsonify(answer), 201


def _book(
    card: Card, outlet: Outlet, rules: RuleVersion, lines: list[Any], actor: str
) -> dict[str, Any]:
    now, own = _now(), card.business_id
    total = sum(line["amount_minor"] for line in lines)
    points = total * RATE_BASIS_POINTS // 1_000_000
    card.version += 1
    receipt = Receipt(
        business_id=own,
        outlet_id=outlet.id,
        card_id=card.id,
        rule_version_id=rules.id,
        number=secrets.token_hex(6),
        source="api",
        actor=actor,
        occurred_at=now,
        recorded_at=now,
        total_minor=total,
        paid_minor=total,
        points_spent=0,
        earned_points=points,
        clawed_points=0,
    )
    db.session.add(receipt)
    db.session.flush()
    for position, line in enumerate(lines, start=1):
        db.session.add(
            ReceiptLine(
                business_id=own,
                receipt_id=receipt.id,
                position=position,
                sku=line["sku"],
                name=line["name"],
                category=line["category"],
                quantity_milli=1000,
                amount_minor=line["amount_minor"],
                points_share=0,
                paid_minor=line["amount_minor"],
                is_excluded=0,
                is_returned=0,
                returned_minor=0,
                returned_points=0,
            )
        )
    account = _credit(card, receipt, points)
    fact = {
        "business_id": own,
        "outlet_id": outlet.id,
        "receipt_id": receipt.id,
        "card_id": card.id,
        "day": time.strftime("%Y-%m-%d"),
    }
    db.session.add(
        Outbox(
            fact="ReceiptBooked",
            payload=json.dumps(fact),
            recorded_at=now,
            due_at=now,
            attempts=0,
        )
    )
    return {
        "id": receipt.id,
        "number": receipt.number,
        "total_minor": total,
        "points_spent": 0,
        "paid_minor": total,
        "earned_points": points,
        "available": account.balance,
        "pending": 0,
        "debt": 0,
    }


def _credit(card: Card, receipt: Receipt, points: int) -> Account:
    own, now = card.business_id, receipt.occurred_at
    account = _account(own, card.id, "points")
    _account(own, card.id, "debt")
    expense = _account(own, None, "expense")
    posting = Posting(
        business_id=own,
        key=f"receipt:{receipt.id}:earn",
        kind="earn",
        card_id=card.id,
        receipt_id=receipt.id,
        rule_version_id=receipt.rule_version_id,
        actor=receipt.actor,
        reason="sale",
        net_points=points,
        entry_count=2,
        occurred_at=now,
        recorded_at=now,
    )
    db.session.add(posting)
    db.session.flush()
    for line, (side, amount) in enumerate(((expense, -points), (account, points)), 1):
        db.session.add(
            Entry(
                business_id=own,
                posting_id=posting.id,
                line=line,
                account_id=side.id,
                amount=amount,
            )
        )
    db.session.add(
        Lot(
            business_id=own,
            card_id=card.id,
            posting_id=posting.id,
            receipt_id=receipt.id,
            rule_version_id=receipt.rule_version_id,
            issuer_id=own,
            amount=points,
            remaining=points,
            credited_at=now,
            available_at=now,
            expires_at=now + YEAR,
        )
    )
    account.balance += points
    account.as_of = now
    account.next_change_at = min(account.next_change_at or now + YEAR, now + YEAR)
    account.last_posting_id = posting.id
    return account


def _account(business_id: int, card_id: int | None, kind: str) -> Account:
    account = db.session.scalars(
        db.select(Account).filter_by(
            business_id=business_id, card_id=card_id, kind=kind, unit="point"
        )
    ).one_or_none()
    if account is None:
        account = Account(
            business_id=business_id,
            card_id=card_id,
            kind=kind,
            unit="point",
            balance=0,
            pending=0,
            as_of=_now(),
            last_posting_id=0,
        )
        db.session.add(account)
        db.session.flush()
    return account


def _digest() -> bytes:
    key = request.headers["Authorization"].removeprefix("Bearer ")
    secret = os.environ["PEER_SECRET"].encode()
    return hmac.new(secret, b"api-key\0" + key.encode(), hashlib.sha256).digest()


def _now() -> int:
    return time.time_ns() // 1000
