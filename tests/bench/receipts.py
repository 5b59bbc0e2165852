"""What both measurements of booked receipts share: cards, requests, rows counted."""

import json
import secrets
from dataclasses import dataclass

from sqlalchemy import text

from app.businesses import actions as businesses
from app.cards import codes
from app.core import db, tenancy
from tests import world
from tests.bench import load
from tests.bench.stage import Stage
from tests.world import Holder, Shop

PATH = "/api/v1/receipts"
CARDS = 200
LINES = [
    {"amount_minor": 45_000, "sku": "c-1", "name": "Капучино", "category": "coffee"},
    {"amount_minor": 32_000, "sku": "b-7", "name": "Круассан", "category": "coffee"},
]
_TABLES = (
    "receipts",
    "receipt_lines",
    "postings",
    "entries",
    "lots",
    "idempotency_keys",
)


@dataclass(frozen=True)
class Tills:
    """A shop with an API key and many cards."""

    shop: Shop
    key: str
    holders: list[Holder]

    def requests(self, count: int) -> list[bytes]:
        """Receipts to be booked, each with a key of its own, spread over the cards."""
        made = []
        for number in range(count):
            holder = self.holders[number % len(self.holders)]
            payload = codes.static_payload(holder.number)
            body = json.dumps({"card": payload, "lines": LINES}).encode()
            made.append(
                load.post(
                    PATH,
                    body,
                    Authorization=f"Bearer {self.key}",
                    Idempotency_Key=secrets.token_hex(16),
                )
            )
        return made


def tills(at: Stage, own: Shop) -> Tills:
    """Cards with open accounts, and a key for the shop's outlet."""
    with tenancy.scope(own.business_id), db.writing():
        key = businesses.make_api_key(
            outlet_id=own.outlet_id,
            name="Bench",
            secret_key=at.config.secret_key,
            staff_id=None,
        )
    holders = [
        world.issue_card(own.business_id, own.programme_id) for _ in range(CARDS)
    ]
    for holder in holders:
        world.sell(own, holder, amount_minor=45_000)
    return Tills(own, key, holders)


def counts(business_id: int) -> dict[str, int]:
    """Rows of a business, its cards' versions and their points, all added up."""
    db.session().rollback()  # what others have committed since the last look
    found = {
        table: _one(
            f"SELECT count(*) FROM {table} WHERE business_id = :own", business_id
        )
        for table in _TABLES
    }
    found["versions"] = _one(
        "SELECT sum(version) FROM cards WHERE business_id = :own", business_id
    )
    found["points"] = _one(
        "SELECT sum(balance) FROM accounts WHERE business_id = :own", business_id
    )
    return found


def per_receipt(business_id: int, before: dict[str, int]) -> dict[str, float]:
    """What one receipt has added to ``before``."""
    added = {name: n - before[name] for name, n in counts(business_id).items()}
    return {name: n / added["receipts"] for name, n in added.items()}


def _one(sql: str, business_id: int) -> int:
    return int(db.connection().execute(text(sql), {"own": business_id}).scalar_one())
