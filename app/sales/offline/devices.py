"""Browsers that may keep deals: taken into use and out of it."""

from sqlalchemy import select

from app.businesses import queries as businesses
from app.core import audit, clock, db
from app.core.errors import TooMany
from app.core.ids import OutletId, StaffId
from app.sales.offline import wire
from app.sales.offline.errors import BadDevice, DeviceUnknown
from app.sales.offline.models import TillDevice

LONGEST_NAME = 60
MOST_PER_OUTLET = 50


def register(
    *, outlet_id: OutletId, staff_id: StaffId, name: str, public_key: str
) -> int:
    """Take a device into use at an outlet; its id, the same for the same key.

    ``public_key`` is a P-256 point, base64url. A key that was revoked stays revoked:
    the browser makes a new one. Raises BadDevice, NotFound, TooMany.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadDevice
    wire.public_key(public_key)
    outlet = businesses.outlet(outlet_id)
    session = db.session()
    known = session.scalar(
        select(TillDevice).where(TillDevice.public_key == public_key)
    )
    if known is not None:
        return known.id
    in_use = select(TillDevice.id).where(
        TillDevice.outlet_id == outlet_id, TillDevice.revoked_at.is_(None)
    )
    if len(session.scalars(in_use.limit(MOST_PER_OUTLET)).all()) == MOST_PER_OUTLET:
        raise TooMany(retry_seconds=3600)
    now = clock.now()
    device = TillDevice(
        outlet_id=outlet_id,
        staff_id=staff_id,
        name=name,
        public_key=public_key,
        registered_at=now,
        seen_at=now,
    )
    session.add(device)
    session.flush()
    audit.note(
        "till_device.added",
        subject=f"till_device:{device.id}",
        name=name,
        outlet=outlet.name,
    )
    return device.id


def revoke(*, device_id: int) -> None:
    """Take a device out of use; raises DeviceUnknown. Twice is as good as once."""
    device = locked(device_id)
    if device.revoked_at is not None:
        return
    device.revoked_at = clock.now()
    db.session().flush()
    audit.note(
        "till_device.revoked", subject=f"till_device:{device.id}", name=device.name
    )


def locked(device_id: int) -> TillDevice:
    """The device's row, held until the transaction ends; raises DeviceUnknown.

    Its deals take turns by it, however many windows send them.
    """
    device = db.session().scalar(
        select(TillDevice).where(TillDevice.id == device_id).with_for_update()
    )
    if device is None:
        raise DeviceUnknown
    return device
