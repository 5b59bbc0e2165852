"""A business of 1,000 members leaves with everything and comes back elsewhere."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from app.core import db, tenancy
from app.exchange.archive import folder, making, orders, reading
from app.exchange.archive.reading import Report
from app.ledger import verify
from tests.bench import figures
from tests.bench.figures import Figure
from tests.bench.stage import Stage, buy, shop, stage, weeks_ago
from tests.bench.stage import folder as stage_folder
from tests.world import Shop, issue_card

SMALL, LARGE = 100, 1_000
RECEIPTS = 10
LEAST_PER_SECOND, MOST_GROWTH = 5_000, 1.25


def run() -> Iterator[Figure]:
    """Rows a second out and in, and the memory that a tenfold business takes."""
    with stage_folder() as kept:
        with stage("sqlite") as at:
            own = shop("journey")
            memory = []
            for members in (SMALL, LARGE - SMALL):
                _fill(own, members)
                path, rows, seconds = _written(at, own)
                memory.append(psutil.Process().memory_info().rss)
            shutil.copy(path, kept / "archive.zip")
            owed = verify.owed(own.business_id)
        with stage("sqlite"):
            started = time.perf_counter()
            report = reading.restore(kept / "archive.zip")
            back = time.perf_counter() - started
    _compare(report, owed)
    yield figures.at_least(
        f"archive of {rows:,} rows written",
        rows / seconds,
        LEAST_PER_SECOND,
        unit="rows/s",
    )
    yield figures.at_least(
        "… brought back and verified", rows / back, LEAST_PER_SECOND, unit="rows/s"
    )
    yield figures.growth(
        "… memory of the process after ten times the rows",
        memory[1] / 1e6,
        memory[0] / 1e6,
        unit="MB",
        most=MOST_GROWTH,
    )


def _fill(own: Shop, members: int) -> None:
    for number in range(members):
        holder = issue_card(own.business_id, own.programme_id)
        buy(own, holder, count=RECEIPTS, first_at=weeks_ago(10 + number % 40))


def _written(at: Stage, own: Shop) -> tuple[Path, int, float]:
    with tenancy.scope(own.business_id):
        with db.writing():
            archive_id = orders.place(staff_id=None)
        started = time.perf_counter()
        making.send(at.config)
        seconds = time.perf_counter() - started
        rows = orders.order(archive_id).rows_total
    return folder.file(at.config, own.business_id, archive_id), rows, seconds


def _compare(report: Report, owed: tuple[int, int]) -> None:
    if (report.points, report.debt) != owed:
        raise RuntimeError(f"{owed} points left, {report} came back")
