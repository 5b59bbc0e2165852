"""A till that signs deals as a browser does, and a post office that may lose them."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from sqlalchemy import func, select

from app.core import clock, db, tenancy
from app.core.ids import StaffId
from app.sales.models import Receipt
from app.sales.offline import devices, promises, queries, queue, snapshot
from app.sales.offline.queries import DealView
from app.sales.offline.queue import Outcome
from app.sales.offline.wire import Letter
from tests.world import Shop


def encode(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Pen:
    """A P-256 key that signs as WebCrypto does: two halves, one after the other."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    @property
    def public(self) -> str:
        """The point that a browser exports as ``raw``."""
        return encode(
            self._key.public_key().public_bytes(
                serialization.Encoding.X962,
                serialization.PublicFormat.UncompressedPoint,
            )
        )

    def sign(self, body: str) -> Letter:
        """A letter of these words."""
        der = self._key.sign(body.encode(), ec.ECDSA(hashes.SHA256()))
        halves = (half.to_bytes(32) for half in decode_dss_signature(der))
        return Letter(body, encode(b"".join(halves)))


@dataclass
class Device:
    """A prepared till of a shop. ``ahead`` is how far its clock is off."""

    shop: Shop
    id: int
    pen: Pen
    taken: dict[str, Any] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def refresh(self) -> None:
        """Take new limits along."""
        with tenancy.scope(self.shop.business_id):
            self.taken = snapshot.take(
                device_id=self.id,
                staff_id=self.shop.cashier.staff_id,
                outlet_id=self.shop.outlet_id,
                language="ru",
            )
        db.session().rollback()

    def limit(self, number: str) -> int:
        """What a card may spend here; 0 for one that the till knows nothing of."""
        found = self.taken["limits"].get(
            promises.fingerprint(self.taken["salt"], number)
        )
        return int(found[1]) if found else 0

    def sale(
        self, card: str, total: int, points: int = 0, **more: Any
    ) -> dict[str, Any]:
        """What a cheque says, with the promise that it spends by."""
        deal: dict[str, Any] = {
            "kind": "spend" if points else "earn",
            "card": card,
            "lines": [{"amount_minor": total}],
            "points": points,
            "paid_minor": total - points * 100,
            "snapshot": self.taken.get("ticket", ""),
        }
        found = self.taken["limits"].get(promises.fingerprint(self.taken["salt"], card))
        if points and found:
            deal |= {"limit": found[1], "voucher": found[2]}
        return deal | more

    def write(self, deal: dict[str, Any], at: datetime | None = None) -> Letter:
        """Sign a deal under the next number."""
        told = {
            "v": 1,
            "device": self.id,
            "sequence": next(self.numbers),
            "at": int((at or clock.now()).timestamp() * 1000),
        }
        return self.pen.sign(json.dumps(told | deal))

    def send(self, letter: Letter, sent_at: datetime | None = None) -> Outcome:
        """Deliver it."""
        with tenancy.scope(self.shop.business_id), db.writing():
            return queue.receive(
                device_id=self.id,
                staff_id=self.shop.cashier.staff_id,
                letter=letter,
                sent_at=sent_at or clock.now(),
            )

    def sell(self, card: str, total: int, points: int = 0, **more: Any) -> Outcome:
        """Write a cheque and deliver it."""
        return self.send(self.write(self.sale(card, total, points, **more)))

    def revoke(self) -> None:
        """Take it out of use."""
        with tenancy.scope(self.shop.business_id), db.writing():
            devices.revoke(device_id=self.id)


def prepare(shop: Shop, name: str = "Bar") -> Device:
    """A till of the shop's outlet, ready for a day without network."""
    pen = Pen()
    with tenancy.scope(shop.business_id), db.writing():
        device_id = devices.register(
            outlet_id=shop.outlet_id,
            staff_id=StaffId(shop.cashier.staff_id),
            name=name,
            public_key=pen.public,
        )
    device = Device(shop, device_id, pen)
    device.refresh()
    return device


def listed(shop: Shop) -> list[DealView]:
    """What waits for a manager."""
    with tenancy.scope(shop.business_id):
        return queries.to_look_at()


def receipts(shop: Shop) -> int:
    """How many receipts the shop has."""
    with tenancy.scope(shop.business_id):
        return db.session().execute(select(func.count(Receipt.id))).scalar_one()


def decide(shop: Shop, what: Callable[..., None], deal_id: int) -> None:
    """A manager's decision."""
    with tenancy.scope(shop.business_id), db.writing():
        what(deal_id=deal_id, staff_id=StaffId(shop.owner.staff_id))
