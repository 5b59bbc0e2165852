"""A quote of twenty lines with everything stacked: CPU time, on both databases."""

import statistics
import time
from collections.abc import Iterator

from app.core import tenancy
from app.sales.queries import quote
from app.sales.rules import Sale
from tests.bench import figures
from tests.bench.figures import Figure
from tests.bench.stage import KINDS, stage
from tests.sales.counter import Counter, open_counter
from tests.sales.stacked import STACKED, cheque

ROUNDS, QUOTES = 5, 50
MOST_MS = 5.0


def run() -> Iterator[Figure]:
    """Both databases."""
    for kind in KINDS:
        with stage(kind):
            counter = open_counter(STACKED)
            counter.give(10_000)
            for _ in range(20):
                counter.book(*cheque())
            yield figures.at_most(
                f"quote, 20 lines, all stacked, {kind}",
                _cpu_ms(counter),
                MOST_MS,
                unit="ms CPU",
            )


def _cpu_ms(counter: Counter) -> float:
    sale: Sale = counter.sale(*cheque(), points=100)
    spent = []
    for _ in range(ROUNDS + 1):
        started = time.process_time()
        for _ in range(QUOTES):
            with tenancy.scope(counter.business_id):
                quote(sale)
        spent.append((time.process_time() - started) / QUOTES * 1000)
    # The first round warms up.
    return statistics.median(spent[1:])
