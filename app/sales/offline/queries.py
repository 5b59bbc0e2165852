"""What screens read of devices and their deals."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.businesses.models import Outlet
from app.cards.models import Card
from app.core import db
from app.people.models import Staff
from app.sales.offline.errors import DealNotFound, DeviceUnknown
from app.sales.offline.models import OfflineDeal, TillDevice

PAGE = 50


@dataclass(frozen=True)
class Device:
    """A till that may keep deals.

    ``came`` counts the numbers of its sequence that have come, so what is missing up to
    ``last_sequence`` is still on its way, or was never finished.
    """

    id: int
    name: str
    outlet_id: int
    outlet: str
    staff: str
    registered_at: datetime
    seen_at: datetime
    revoked_at: datetime | None
    last_sequence: int
    came: int
    to_look_at: int

    @property
    def missing(self) -> int:
        """Numbers of the sequence that have not come."""
        return max(0, self.last_sequence - self.came)


@dataclass(frozen=True)
class DealView:
    """A deal as the office shows it; ``card_number`` also where it is only typed."""

    id: int
    device_id: int
    device: str
    outlet: str
    staff: str
    sequence: int
    kind: str
    state: str
    reason: str
    card_id: int | None
    member_id: int | None
    card_number: str
    number: str
    of_number: str
    of_sequence: int | None
    total_minor: int
    paid_minor: int
    points: int
    own_at: datetime
    occurred_at: datetime
    received_at: datetime
    is_overdrawn: bool
    is_clock_wrong: bool
    receipt_id: int | None
    needs_look: bool
    settled_at: datetime | None


_CAME = (
    select(func.count(func.distinct(OfflineDeal.sequence)))
    .where(
        OfflineDeal.device_id == TillDevice.id,
        OfflineDeal.sequence > 0,
        OfflineDeal.reason.not_in(("bad_signature", "unreadable")),
    )
    .correlate(TillDevice)
    .scalar_subquery()
)
_OPEN = (
    select(func.count(OfflineDeal.id))
    .where(OfflineDeal.device_id == TillDevice.id, OfflineDeal.needs_look)
    .correlate(TillDevice)
    .scalar_subquery()
)
_DEVICE = (
    select(
        TillDevice.id,
        TillDevice.name,
        TillDevice.outlet_id,
        Outlet.name,
        Staff.name,
        TillDevice.registered_at,
        TillDevice.seen_at,
        TillDevice.revoked_at,
        TillDevice.last_sequence,
        _CAME,
        _OPEN,
    )
    .join(Outlet, Outlet.id == TillDevice.outlet_id)
    .join(Staff, Staff.id == TillDevice.staff_id)
)
_DEAL: Any = (
    select(
        OfflineDeal.id,
        OfflineDeal.device_id,
        TillDevice.name,
        Outlet.name,
        Staff.name,
        OfflineDeal.sequence,
        OfflineDeal.kind,
        OfflineDeal.state,
        OfflineDeal.reason,
        OfflineDeal.card_id,
        Card.member_id,
        func.coalesce(Card.number, OfflineDeal.typed),
        OfflineDeal.number,
        OfflineDeal.of_number,
        OfflineDeal.of_sequence,
        OfflineDeal.total_minor,
        OfflineDeal.paid_minor,
        OfflineDeal.points,
        OfflineDeal.own_at,
        OfflineDeal.occurred_at,
        OfflineDeal.received_at,
        OfflineDeal.is_overdrawn,
        OfflineDeal.is_clock_wrong,
        OfflineDeal.receipt_id,
        OfflineDeal.needs_look,
        OfflineDeal.settled_at,
    )
    .join(TillDevice, TillDevice.id == OfflineDeal.device_id)
    .join(Outlet, Outlet.id == TillDevice.outlet_id)
    .join(Staff, Staff.id == OfflineDeal.staff_id)
    .outerjoin(Card, Card.id == OfflineDeal.card_id)
)


def devices() -> list[Device]:
    """Every device, those in use first, the latest first."""
    rows: Any = db.session().execute(
        _DEVICE.order_by(TillDevice.revoked_at.is_not(None), TillDevice.id.desc())
    )
    return [Device(*row) for row in rows]


def device(device_id: int) -> Device:
    """One device; raises DeviceUnknown."""
    row: Any = (
        db.session().execute(_DEVICE.where(TillDevice.id == device_id)).one_or_none()
    )
    if row is None:
        raise DeviceUnknown
    return Device(*row)


def to_look_at(limit: int = PAGE) -> list[DealView]:
    """Deals that wait for a person, the oldest first."""
    rows: Any = db.session().execute(
        _DEAL.where(OfflineDeal.needs_look).order_by(OfflineDeal.id).limit(limit)
    )
    return [DealView(*row) for row in rows]


def open_count() -> int:
    """How many deals wait for a person."""
    found = select(func.count(OfflineDeal.id)).where(OfflineDeal.needs_look)
    return int(db.session().execute(found).scalar_one())


def deal(deal_id: int) -> DealView:
    """One deal; raises DealNotFound."""
    row: Any = (
        db.session().execute(_DEAL.where(OfflineDeal.id == deal_id)).one_or_none()
    )
    if row is None:
        raise DealNotFound
    return DealView(*row)


def states(device_id: int, sequences: list[int]) -> dict[int, tuple[str, str]]:
    """What became of deals by sequence: state and reason. Forged ones are left out."""
    rows: Any = db.session().execute(
        select(OfflineDeal.sequence, OfflineDeal.state, OfflineDeal.reason).where(
            OfflineDeal.device_id == device_id,
            OfflineDeal.sequence.in_(sequences),
            OfflineDeal.reason.not_in(
                ("bad_signature", "unreadable", "sequence_reused")
            ),
        )
    )
    return {row[0]: (row[1], row[2]) for row in rows}
