"""How long a start takes, and how much memory a web process holds."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

from tests.bench import figures, load
from tests.bench.card import PAGES
from tests.bench.figures import Figure
from tests.bench.servers import ROOT, free_port, granian
from tests.bench.stage import buy, cookie, folder, shop, stage, weeks_ago

MOST_START, MOST_IMPORT, MOST_MB = 3.0, 0.8, 120.0
PATIENCE_SECONDS, TRIES = 600, 3
_TIMED_IMPORT = (
    "import time; started = time.perf_counter(); import wsgi; "
    "print(time.perf_counter() - started)"
)


def run() -> Iterator[Figure]:
    """The demo by ``make run``, and a web process after some work."""
    with folder() as data_dir:
        environment = {"TESSERA_DATA_DIR": str(data_dir), "TESSERA_DEMO": "1"}
        _start(environment)
        second = min(_start(environment) for _ in range(TRIES))
        imported = min(_import(environment) for _ in range(TRIES))
    yield figures.at_most("second make run", second, MOST_START, unit="s")
    yield figures.at_most("import of wsgi", imported, MOST_IMPORT, unit="s")
    yield figures.at_most("memory of a web process", _memory(), MOST_MB, unit="MB")


def _start(environment: dict[str, str]) -> float:
    """Seconds from ``make run`` to the line that says where it serves."""
    port = free_port()
    started = time.perf_counter()
    process = subprocess.Popen(
        ["make", "--no-print-directory", "run"],
        cwd=ROOT,
        env=os.environ | environment | {"PORT": str(port)},
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        for line in process.stdout or ():
            if b"Tessera runs" in line:
                seconds = time.perf_counter() - started
                load.fetch(port, load.get("/healthz"))
                return seconds
        raise RuntimeError("make run ended before it served")
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(PATIENCE_SECONDS)


def _import(environment: dict[str, str]) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _TIMED_IMPORT],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        check=True,
        text=True,
    )
    return float(done.stdout)


def _memory() -> float:
    """MB of the largest process after a thousand pages."""
    with stage("sqlite") as at:
        own = shop()
        buy(own, own.member, count=30, first_at=weeks_ago(6))
        signed_in = cookie(at, own.member.person_id)
        pages = [load.get(path, Cookie=signed_in) for path in PAGES.values()]
        with granian("wsgi:app", at.environment) as server:
            load.send(server.port, pages * 500, connections=2, seconds=30).expect(200)
            return server.largest_mb()
