"""Two tills that worked through a morning without network, and what they left to decide."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from app.cards import queries as cards
from app.core import clock, db
from app.core.ids import OutletId, StaffId
from app.demo.places import Place
from app.demo.year import Guest
from app.people import queries as staff
from app.sales.offline import devices, promises, queue, snapshot
from app.sales.offline.wire import Letter

_NAMES = {"ru": ("Бар, слева", "Зал"), "en": ("Counter", "Back room")}
_HALF = 32
_NOBODY = "9000000005"


@dataclass
class _Till:
    """A browser that keeps deals."""

    id: int
    staff_id: StaffId
    key: ec.EllipticCurvePrivateKey
    taken: dict[str, Any] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: count(1))

    def send(self, deal: dict[str, Any], at: datetime) -> None:
        """Sign a deal and let it arrive now."""
        told = {
            "v": 1,
            "sequence": next(self.numbers),
            "at": int(at.timestamp() * 1000),
            "snapshot": self.taken["ticket"],
        }
        body = json.dumps(told | deal)
        der = self.key.sign(body.encode(), ec.ECDSA(hashes.SHA256()))
        halves = (half.to_bytes(_HALF) for half in decode_dss_signature(der))
        with db.writing():
            queue.receive(
                device_id=self.id,
                staff_id=self.staff_id,
                letter=Letter(body, _encoded(b"".join(halves))),
                sent_at=clock.now(),
            )


def work(
    place: Place, outlets: Sequence[OutletId], guests: Sequence[Guest], until: datetime
) -> None:
    """Prepare two tills, sell without network, send everything; one is lost since."""
    cashier = next(each.id for each in staff.staff() if each.role == "cashier")
    morning = until - timedelta(hours=3)
    with clock.at(morning):
        bar, hall = (
            _prepare(name, outlets[0], cashier, place.language)
            for name in _NAMES[place.language]
        )
    numbers = [cards.card(guest.card_id).number for guest in guests[:40]]
    with clock.at(until - timedelta(minutes=20)):
        for minute, number in enumerate(numbers[:6]):
            at = morning + timedelta(minutes=7 * minute + 5)
            bar.send(_sale(number, 38_000 + 4_500 * minute), at)
        _spend_too_much(bar, numbers, place, morning + timedelta(minutes=55))
        hall.send(_sale(_NOBODY, 27_000), morning + timedelta(minutes=31))
        hall.send({"kind": "refund", "of_number": "A-2041"}, morning)
        with db.writing():
            devices.revoke(device_id=hall.id)
        hall.send(_sale(numbers[7], 51_000), morning + timedelta(minutes=80))


def _prepare(name: str, outlet_id: OutletId, staff_id: StaffId, language: str) -> _Till:
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    with db.writing():
        device_id = devices.register(
            outlet_id=outlet_id,
            staff_id=staff_id,
            name=name,
            public_key=_encoded(point),
        )
    taken = snapshot.take(
        device_id=device_id, staff_id=staff_id, outlet_id=outlet_id, language=language
    )
    return _Till(device_id, staff_id, key, taken)


def _spend_too_much(
    till: _Till, numbers: Sequence[str], place: Place, at: datetime
) -> None:
    """A cheque with more points than the till was allowed to take."""
    promised = {number: _promise(till, number) for number in numbers}
    number, (_, points, voucher) = next(
        (number, promise) for number, promise in promised.items() if promise
    )
    beyond, money_minor = points + 40, 12_000
    total_minor = beyond * place.rules.point_value_minor + money_minor
    promise = {"points": beyond, "limit": points, "voucher": voucher}
    told = {"kind": "spend", "paid_minor": money_minor}
    till.send(_sale(number, total_minor) | promise | told, at)


def _promise(till: _Till, number: str) -> Any:
    return till.taken["limits"].get(promises.fingerprint(till.taken["salt"], number))


def _sale(number: str, total_minor: int) -> dict[str, Any]:
    return {
        "kind": "earn",
        "card": number,
        "lines": [{"amount_minor": total_minor}],
        "paid_minor": total_minor,
    }


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
