"""Orders of archives: placed, followed, taken back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from app.core import audit, clock, db, outbox, tenancy
from app.core.errors import NotFound
from app.exchange.archive.models import Archive
from app.exchange.events import ArchiveOrdered

KEPT = timedelta(days=7)
UNDER_WAY = ("waiting", "making")


class ArchiveNotFound(NotFound):
    """No such order in this business."""

    code = "archive_not_found"
    sentence = "This archive does not exist."


@dataclass(frozen=True)
class Order:
    """An order as screens and the maker know it."""

    id: int
    business_id: int
    state: str
    rows_done: int
    rows_total: int
    size_bytes: int
    digest: str
    error: str
    created_at: datetime
    finished_at: datetime | None
    keep_until: datetime | None

    @property
    def is_under_way(self) -> bool:
        """Whether it changes by itself."""
        return self.state in UNDER_WAY

    @property
    def percent(self) -> int:
        """How far it is."""
        return min(100, 100 * self.rows_done // max(self.rows_total, 1))


_ORDER = select(
    Archive.id,
    Archive.business_id,
    Archive.state,
    Archive.rows_done,
    Archive.rows_total,
    Archive.size_bytes,
    Archive.digest,
    Archive.error,
    Archive.created_at,
    Archive.finished_at,
    Archive.keep_until,
)


def place(*, staff_id: int | None) -> int:
    """Order an archive of the business in scope, unless one is under way; its id."""
    under_way = select(Archive.id).where(Archive.state.in_(UNDER_WAY))
    known = db.session().scalar(under_way.limit(1))
    if known is not None:
        return known
    row = Archive(created_at=clock.now(), created_by=staff_id)
    db.session().add(row)
    db.session().flush()
    outbox.record(ArchiveOrdered(business_id=tenancy.current(), archive_id=row.id))
    audit.note("archive.ordered", subject=f"archive:{row.id}")
    return row.id


def remove(*, archive_id: int) -> None:
    """Take an archive back, or away: its file goes with the maker's next look.

    Raises ArchiveNotFound.
    """
    row = locked(archive_id)
    if row.state != "removed":
        row.state = "removed"
        outbox.record(ArchiveOrdered(business_id=tenancy.current(), archive_id=row.id))
        audit.note("archive.removed", subject=f"archive:{archive_id}")
        db.session().flush()


def again(*, archive_id: int) -> None:
    """Try an archive that failed once more; raises ArchiveNotFound."""
    row = locked(archive_id)
    if row.state == "failed":
        row.state, row.error, row.rows_done = "waiting", "", 0
        outbox.record(ArchiveOrdered(business_id=tenancy.current(), archive_id=row.id))
        db.session().flush()


def order(archive_id: int) -> Order:
    """One order of the business in scope; raises ArchiveNotFound."""
    row: Any = (
        db.session().execute(_ORDER.where(Archive.id == archive_id)).one_or_none()
    )
    if row is None:
        raise ArchiveNotFound
    return Order(*row)


def orders() -> list[Order]:
    """The orders of the business in scope, newest first."""
    rows: Any = db.session().execute(_ORDER.order_by(Archive.id.desc()).limit(50))
    return [Order(*row) for row in rows]


def next_order() -> Order | None:
    """What to write next, across businesses."""
    rows: Any = db.session().execute(
        _ORDER.where(Archive.state.in_(UNDER_WAY)).order_by(Archive.id).limit(1)
    )
    row = rows.one_or_none()
    return None if row is None else Order(*row)


def expire() -> None:
    """Call archives removed whose time is over, across businesses."""
    db.session().execute(
        update(Archive)
        .where(Archive.state == "ready", Archive.keep_until <= clock.now())
        .values(state="removed")
    )


def locked(archive_id: int) -> Archive:
    """The row of an order, to be changed; raises ArchiveNotFound."""
    row = (
        db.session()
        .execute(select(Archive).where(Archive.id == archive_id).with_for_update())
        .scalar_one_or_none()
    )
    if row is None:
        raise ArchiveNotFound
    return row
