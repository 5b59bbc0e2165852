"""``make bench``: run the benchmarks and print one table.

``ONLY=card,growth`` runs some of them; ``FULL=1`` imports the whole year. The exit
status says whether every promise was kept.
"""

import os
import sys
import time
from collections.abc import Callable, Iterable

from tests.bench import (
    archives,
    broadcast,
    browsers,
    card,
    chats,
    codes,
    devices,
    figures,
    growth,
    imports,
    kinds,
    passes,
    printing,
    pushes,
    quotes,
    receipts_postgresql,
    receipts_sqlite,
    space,
    start,
    weight,
)
from tests.bench.figures import Figure

BENCHMARKS: dict[str, Callable[[], Iterable[Figure]]] = {
    "card": card.run,
    "growth": growth.run,
    "quote": quotes.run,
    "receipts-postgresql": receipts_postgresql.run,
    "receipts-sqlite": receipts_sqlite.run,
    "import": imports.run,
    "passes": passes.run,
    "pushes": pushes.run,
    "browsers": browsers.run,
    "devices": devices.run,
    "printing": printing.run,
    "archive": archives.run,
    "codes": codes.run,
    "broadcast": broadcast.run,
    "chats": chats.run,
    "kinds": kinds.run,
    "space": space.run,
    "weight": weight.run,
    "start": start.run,
}


def main() -> int:
    """Run what was asked for; 0 when every promise was kept."""
    wanted = tuple(filter(None, os.environ.get("ONLY", "").split(",")))
    chosen = [name for name in BENCHMARKS if not wanted or name.startswith(wanted)]
    if not chosen:
        print(f"ONLY knows: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    found: list[Figure] = []
    for name in chosen:
        print(f"{name} …", end=" ", flush=True, file=sys.stderr)
        started = time.perf_counter()
        found += BENCHMARKS[name]()
        print(f"{time.perf_counter() - started:.0f} s", file=sys.stderr)
    figures.show(found)
    return 0 if all(figure.is_met for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
