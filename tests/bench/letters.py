"""Letters that leave: what one costs us, and how many leave in a second.

CPU time is that of our process alone; the mail server is another one on this machine,
so that letters a second depend on what else it does.
"""

import contextlib
import smtplib
import sys
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import event

from app.core import db
from app.core.config import Config
from app.notifications import sending
from tests.bench import figures
from tests.bench.figures import Figure
from tests.bench.servers import Server, free_port, serving

LETTERS = 2_000
MOST_CPU_MS = 2.5
MOST_STATEMENTS = 1.5


@contextlib.contextmanager
def mailbox() -> Iterator[Server]:
    """A mail server that takes everything."""
    port = free_port()
    command = [sys.executable, "-m", "tests.standins.mailbox", str(port)]
    with serving(command, {}, port) as server:
        yield server


def measured(config: Config, box: Server) -> Iterator[Figure]:
    """What ``LETTERS`` of those that are due cost."""
    sending.send(config)
    before, asked = _taken(box), [0]

    def count(*_: Any) -> None:
        asked[0] += 1

    event.listen(db.db.engine, "before_cursor_execute", count)
    started, cpu = time.perf_counter(), time.process_time()
    while (sent := _taken(box) - before) < LETTERS:
        if not sending.send(config):
            raise RuntimeError(f"{sent} letters left, and then none")
    cpu, seconds = time.process_time() - cpu, time.perf_counter() - started
    event.remove(db.db.engine, "before_cursor_execute", count)
    yield figures.at_most(
        "… statements a letter", asked[0] / sent, MOST_STATEMENTS, unit=""
    )
    yield figures.at_most("… CPU a letter", 1000 * cpu / sent, MOST_CPU_MS, unit="ms")
    pace = f"{sent / seconds:,.0f} /s"
    yield Figure("… letters sent", pace, "", "", "reported", is_met=True)


def _taken(box: Server) -> int:
    """How many letters the server took; raises RuntimeError when somebody got two."""
    with smtplib.SMTP("127.0.0.1", box.port) as asking:
        total, most = asking.docmd("vrfy", "all")[1].split()
    if int(most) > 1:
        raise RuntimeError("somebody was written to twice")
    return int(total)
