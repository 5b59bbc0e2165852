"""Changes of places of business: what is told of them, their order, open or closed."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select

from app.businesses import hours
from app.businesses.events import BrandChanged
from app.businesses.hours import Hours
from app.businesses.models import Outlet
from app.core import audit, db, outbox, tenancy
from app.core.errors import NotFound
from app.core.ids import OutletId

_ON_CARDS = frozenset(
    {"name", "address", "latitude_microdegrees", "longitude_microdegrees"}
)
"""What passes show of an outlet: only that is worth waking every phone for."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Everything that can be corrected about an outlet.

    Latitude and longitude are microdegrees; ``phone`` is as in `phones.parse`,
    ``map_link`` the owner's own as in `maps.checked_link`.
    """

    name: str
    address: str
    zone: str
    latitude_microdegrees: int | None = None
    longitude_microdegrees: int | None = None
    phone: str = ""
    map_link: str = ""
    hours: Hours | None = None


def add(*, code: str, place: Place) -> OutletId:
    """Open an outlet of the business in scope, behind those that are there."""
    last = db.session().scalar(select(func.max(Outlet.position)))
    row = Outlet(code=code, position=0 if last is None else last + 1, **_columns(place))
    db.session().add(row)
    db.session().flush()
    audit.note("outlet.added", subject=f"outlet:{row.id}", code=code, name=place.name)
    _changed()
    return OutletId(row.id)


def change(*, outlet_id: OutletId, place: Place) -> None:
    """Correct an outlet; raises NotFound.

    Another time zone holds for what comes: points already given keep the instants at
    which they start and end (E05), since those are stored as instants.
    """
    row = _row(outlet_id)
    after = _columns(place)
    before = {name: getattr(row, name) for name in after}
    changes = {
        name: [before[name], value]
        for name, value in after.items()
        if before[name] != value
    }
    if not changes:
        return
    for name, value in after.items():
        setattr(row, name, value)
    db.session().flush()
    audit.note("outlet.changed", subject=f"outlet:{outlet_id}", changes=changes)
    if _ON_CARDS & changes.keys():
        _changed()


def close(*, outlet_id: OutletId) -> None:
    """Take no more sales there; raises NotFound. Twice is as good as once."""
    _set_open(outlet_id, is_open=False)


def reopen(*, outlet_id: OutletId) -> None:
    """Take sales there again; raises NotFound. Twice is as good as once."""
    _set_open(outlet_id, is_open=True)


def move_up(*, outlet_id: OutletId) -> None:
    """Show an outlet before its predecessor; raises NotFound."""
    order = select(Outlet).order_by(Outlet.position, Outlet.name, Outlet.id)
    rows = list(db.session().scalars(order.with_for_update()))
    at = next((n for n, row in enumerate(rows) if row.id == outlet_id), None)
    if at is None:
        raise NotFound
    if at:
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    for position, row in enumerate(rows):
        row.position = position
    db.session().flush()
    audit.note("outlet.moved", subject=f"outlet:{outlet_id}")


def _set_open(outlet_id: OutletId, *, is_open: bool) -> None:
    row = _row(outlet_id)
    if row.is_open == is_open:
        return
    row.is_open = is_open
    db.session().flush()
    act = "outlet.reopened" if is_open else "outlet.closed"
    audit.note(act, subject=f"outlet:{outlet_id}")
    _changed()


def _row(outlet_id: OutletId) -> Outlet:
    row = db.session().scalar(
        select(Outlet).where(Outlet.id == outlet_id).with_for_update()
    )
    if row is None:
        raise NotFound
    return row


def _columns(place: Place) -> dict[str, Any]:
    told = {name: value for name, value in asdict(place).items() if name != "hours"}
    return told | {"hours": hours.stored(place.hours)}


def _changed() -> None:
    outbox.record(BrandChanged(business_id=tenancy.current()))
