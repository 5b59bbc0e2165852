"""A hundred thousand things at random over every kind of card: no book is broken."""

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from app.core import clock
from tests.bench.figures import Figure
from tests.bench.stage import stage
from tests.machine.life import faults, live
from tests.machine.street import build

OPERATIONS = 100_000
LOOK_EVERY = 5_000
SEED = 1
START = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)


def run() -> Iterator[Figure]:
    """Live, and look at every book now and then."""
    wrong, started = 0, time.perf_counter()
    with stage("sqlite"), clock.freeze(START):
        street = build(SEED)
        for done in range(LOOK_EVERY, OPERATIONS + 1, LOOK_EVERY):
            live(street, LOOK_EVERY)
            found = list(faults(street))
            wrong += len(found)
            spent = time.perf_counter() - started
            told = f"{done:,} in {spent:.0f} s, {len(found)} faults {found[:3]}"
            print(told, file=sys.stderr, flush=True)
    seconds = time.perf_counter() - started
    what = f"{OPERATIONS:,} operations over all kinds"
    yield Figure(what, f"{wrong} broken books", "", "", "0", is_met=not wrong)
    yield Figure("… in", f"{seconds:.0f} s", "", "", "reported", is_met=True)
