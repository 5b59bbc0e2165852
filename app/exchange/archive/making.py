"""The maker of archives: one at a time, from the beginning after a kill."""

import hashlib
from datetime import timedelta
from pathlib import Path

import structlog
from sqlalchemy import select

from app.businesses import queries as businesses
from app.core import clock, db, files, tenancy
from app.core.config import Config
from app.core.ids import BusinessId
from app.core.locales import mark
from app.exchange.archive import folder, orders, writing
from app.exchange.archive.models import Archive
from app.exchange.archive.orders import KEPT, Order
from app.ledger import seal

NO_DISK = mark("The server's disk is full. Make room, then try again.")
BROKEN = mark("Something went wrong on the server. Try again, or tell its operator.")
TELL_EVERY = timedelta(seconds=1)
SEALED_AT_ONCE = 1_000
_log = structlog.get_logger("archive")


class TakenBack(Exception):
    """The order was removed while its archive was being written."""


def send(config: Config) -> int:
    """Write the next archive that is ordered; 0 when there is none, or another maker.

    Files whose time is over, or that were taken away, go first.
    """
    with files.alone(folder.root(config)) as is_alone:
        if not is_alone:
            return 0
        _sweep(config)
        with tenancy.across():
            order = orders.next_order()
        if order is None:
            return 0
        with tenancy.scope(BusinessId(order.business_id)):
            _make(order, config)
        return 1


def _sweep(config: Config) -> None:
    with tenancy.across():
        with db.writing():
            orders.expire()
        ready = db.session().execute(
            select(Archive.business_id, Archive.id).where(Archive.state == "ready")
        )
        keep = {folder.file(config, *row) for row in ready}
    folder.sweep(config, keep)


def _make(order: Order, config: Config) -> None:
    path = folder.file(config, order.business_id, order.id)
    try:
        if not folder.has_room(config):
            raise OSError(NO_DISK)
        head = _sealed(order.business_id)
        with files.whole(path) as out, db.snapshot():
            business = businesses.by_id(BusinessId(order.business_id))
            total = writing.count(business.id)
            _tell(order, 0, total)
            teller = _Teller(order, total)
            writing.write(out, business, head=head, progress=teller)
    except TakenBack:
        return
    except OSError as error:
        _log.warning("archive_failed", archive_id=order.id, problem=str(error)[:300])
        _fail(order, NO_DISK)
        return
    except BaseException:
        # Told on, but out of the way: nobody else's archive waits behind a broken one.
        _fail(order, BROKEN)
        raise
    _finish(order, path.stat().st_size, _digest(path), total)


def _sealed(business_id: int) -> bytes | None:
    """The end of the chain, with everything that was posted before now in it."""
    while True:
        with db.writing():
            if seal.seal(business_id, SEALED_AT_ONCE) < SEALED_AT_ONCE:
                return seal.head(business_id)


class _Teller:
    """Writes down how far an archive is, once a second; raises TakenBack."""

    def __init__(self, order: Order, total: int) -> None:
        self._order, self._total = order, total
        self._told_at = clock.seconds()

    def __call__(self, done: int) -> None:
        """Hear how many rows are written."""
        if clock.seconds() - self._told_at >= TELL_EVERY.total_seconds():
            self._told_at = clock.seconds()
            _tell(self._order, done, self._total)


def _tell(order: Order, done: int, total: int) -> None:
    with db.writing():
        row = orders.locked(order.id)
        if row.state == "removed":
            raise TakenBack
        row.state, row.rows_done, row.rows_total = "making", done, total
        db.session().flush()


def _finish(order: Order, size: int, digest: str, total: int) -> None:
    with db.writing():
        row = orders.locked(order.id)
        if row.state == "removed":
            return
        row.state, row.size_bytes, row.digest = "ready", size, digest
        row.rows_done = row.rows_total = total
        row.finished_at = clock.now()
        row.keep_until = clock.now() + KEPT
        db.session().flush()


def _fail(order: Order, reason: str) -> None:
    with db.writing():
        row = orders.locked(order.id)
        if row.state != "removed":
            row.state, row.error = "failed", reason
            db.session().flush()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
