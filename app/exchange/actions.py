"""Bringing in purchases: each receipt at its own time, under the rules of then.

Receipts are booked in batches; how far a file has come commits with them, so a killed
import goes on where it stood, without loss or doubling.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select

from app.businesses import actions as business_actions
from app.businesses import queries as businesses
from app.businesses.queries import BusinessView
from app.cards import actions as cards
from app.core import audit, clock, db, locales, outbox, tenancy
from app.core.errors import AppError
from app.core.ids import CardId, MemberId, OutletId, ProgrammeId
from app.exchange import columns, files
from app.exchange.columns import ColumnMap
from app.exchange.events import PurchasesImported
from app.exchange.models import PurchaseImport
from app.exchange.staging import Staging
from app.people import actions as people
from app.people.models import Member
from app.sales import actions as sales
from app.sales.actions import Line, Sale

BATCH = 200
ROWS_PER_STEP = 1000
Lines = list[Row[Any]]
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Imported:
    """How an import ended."""

    receipts: int
    booked: int
    refused_rows: int
    was_done_before: bool


class Books:
    """Cards and outlets by the file's own names, made when first seen.

    What a rolled-back batch made is forgotten with ``forget``.
    """

    def __init__(self, business: BusinessView, programme_id: ProgrammeId) -> None:
        self.business = business
        self._programme_id = programme_id
        self._cards: dict[str, CardId] = {}
        self._outlets: dict[str, OutletId] = {}
        self._fresh: list[tuple[dict[str, Any], str]] = []

    def card(self, member: str) -> CardId:
        """The card of a member by their id in the other system."""
        if member not in self._cards:
            self._cards[member] = self._find_card(member)
            self._fresh.append((self._cards, member))
        return self._cards[member]

    def outlet(self, code: str) -> OutletId:
        """The outlet with this code."""
        if code not in self._outlets:
            known = {outlet.code: outlet.id for outlet in businesses.outlets()}
            self._outlets[code] = known.get(code) or business_actions.open_outlet(
                code=code, name=code, address="", zone=self.business.zone
            )
            self._fresh.append((self._outlets, code))
        return self._outlets[code]

    def keep(self) -> None:
        """The batch was committed."""
        self._fresh.clear()

    def forget(self) -> None:
        """The batch was rolled back."""
        for known, name in self._fresh:
            known.pop(name, None)
        self._fresh.clear()

    def _find_card(self, member: str) -> CardId:
        found = db.session().execute(
            select(func.coalesce(Member.joined_into_id, Member.id)).where(
                Member.external_id == member
            )
        )
        known = found.scalar_one_or_none()
        if known is not None:
            member_id = MemberId(known)
        else:
            person_id = people.start_anonymous(language=self.business.language)
            member_id = people.join_business(
                person_id=person_id, source="import", external_id=member
            )
        return cards.issue(member_id=member_id, programme_id=self._programme_id).id


def import_purchases(
    *,
    path: Path,
    business: BusinessView,
    programme_id: ProgrammeId,
    column_map: ColumnMap,
    workdir: Path,
    on_rows: Progress,
    on_receipts: Callable[[int, int], Progress],
) -> Imported:
    """Book every receipt of a file; runs inside the business's scope.

    Refused rows are written to ``<file>.refused.csv`` with line number and reason.
    ``on_rows`` hears how many rows were read; ``on_receipts`` is told how many receipts
    are done and how many there are, and answers with what hears of further ones.
    """
    digest = files.digest(path)
    job_id, done = _begin(path.name, digest)
    if done is None:
        return _ended(job_id, was_done_before=True)
    staging = Staging(workdir / f"{business.id}-{digest[:16]}.db")
    if not staging.is_full():
        staging.fill(_lines(path, column_map, business.zone, on_rows))
    report = on_receipts(done, staging.total())
    books = Books(business, programme_id)
    receipts = staging.receipts(after=done)
    while batch := list(islice(receipts, BATCH)):
        _book_batch(batch, books, staging, job_id)
        report(len(batch))
    refused = _write_refusals(path, staging.refusals())
    _finish(job_id, refused, staging.days(ZoneInfo(business.zone)))
    staging.remove()
    return _ended(job_id, was_done_before=False)


def _lines(
    path: Path, column_map: ColumnMap, zone: str, on_rows: Progress
) -> Iterator[tuple[int, columns.PurchaseLine | columns.BadLine]]:
    place, instant, number = ZoneInfo(zone), clock.now(), 0
    for number, row in files.rows(path):
        if number <= 2:  # noqa: PLR2004 - the first row of either format
            column_map.check(row)
        yield number, columns.read_or_refuse(row, column_map, place, instant)
        if number % ROWS_PER_STEP == 0:
            on_rows(ROWS_PER_STEP)
    on_rows(number % ROWS_PER_STEP)


def _begin(file_name: str, digest: str) -> tuple[int, int | None]:
    """The job of this file and how many receipts it has done; None when finished."""
    with db.writing():
        found = db.session().execute(
            select(PurchaseImport).where(PurchaseImport.digest == digest)
        )
        job = found.scalar_one_or_none()
        if job is None:
            job = PurchaseImport(
                business_id=tenancy.current(),
                file_name=file_name,
                digest=digest,
                started_at=clock.now(),
            )
            db.session().add(job)
            db.session().flush()
        return job.id, (None if job.finished_at else job.receipts_done)


def _book_batch(
    batch: list[tuple[int, Lines]], books: Books, staging: Staging, job_id: int
) -> None:
    """One transaction for all; when one receipt is refused, one for each."""
    try:
        _book(batch, books, job_id)
    except AppError as refusal:
        books.forget()
        if len(batch) > 1:
            for single in batch:
                _book_batch([single], books, staging, job_id)
            return
        with locales.speaking("en"):
            reason = locales.gettext(refusal.sentence, **refusal.params)
        for line in batch[0][1]:
            staging.refuse(line.number, reason)
        _skip(batch[0][0], job_id)


def _book(batch: list[tuple[int, Lines]], books: Books, job_id: int) -> None:
    with db.writing():
        for _, lines in batch:
            first = min(line.at for line in lines)
            with clock.at(first):
                sales.book(_sale(lines, books, job_id))
        _advance(job_id, batch[-1][0], booked=len(batch))
    books.keep()


def _sale(lines: Lines, books: Books, job_id: int) -> Sale:
    return Sale(
        outlet_id=books.outlet(lines[0].outlet),
        card_id=books.card(lines[0].member),
        number=lines[0].receipt,
        lines=tuple(
            Line(
                amount_minor=line.amount_minor,
                sku=line.item,
                quantity_milli=line.quantity_milli,
            )
            for line in lines
        ),
        occurred_at=clock.now(),
        source="import",
        actor=f"import:{job_id}",
    )


def _skip(position: int, job_id: int) -> None:
    with db.writing():
        _advance(job_id, position, booked=0)


def _advance(job_id: int, position: int, *, booked: int) -> None:
    job = _job(job_id)
    job.receipts_done = position
    job.receipts_booked += booked
    db.session().flush()


def _finish(job_id: int, refused: int, days: Iterable[str]) -> None:
    with db.writing():
        job = _job(job_id)
        job.rows_refused, job.finished_at = refused, clock.now()
        db.session().flush()
        audit.note(
            "purchases.imported",
            subject=f"import:{job_id}",
            receipts=job.receipts_booked,
            refused=refused,
        )
        for day in days:
            outbox.record(PurchasesImported(job.business_id, day))


def _ended(job_id: int, *, was_done_before: bool) -> Imported:
    job = _job(job_id)
    return Imported(
        job.receipts_done, job.receipts_booked, job.rows_refused, was_done_before
    )


def _job(job_id: int) -> PurchaseImport:
    found = db.session().execute(
        select(PurchaseImport).where(PurchaseImport.id == job_id)
    )
    return found.scalar_one()


def _write_refusals(path: Path, refusals: Iterable[tuple[int, str]]) -> int:
    """Write the report when there is something to report; how many rows."""
    target = path.with_name(path.name + ".refused.csv")
    count = 0
    with target.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(("line", "reason"))
        for count, row in enumerate(refusals, 1):  # noqa: B007 - the count is the result
            writer.writerow(row)
    if not count:
        target.unlink()
    return count
