"""Open chats on one web process: how soon a message is seen, and what waiting costs.

Guests poll and fetch from a process of their own (`chat_guests`), as js/live.js does;
a moderator answers them through the real form. Ten thousand only ask.
"""

import contextlib
import pickle
import re
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

from app.chat import actions as chat
from app.chat import queries
from app.core import db, tenancy
from app.web import live
from tests import world
from tests.bench import figures
from tests.bench.chat_guests import EVERY_SECONDS, Job, Seen
from tests.bench.figures import Figure
from tests.bench.servers import ROOT, Server, granian
from tests.bench.stage import Stage, cookie, shop, stage
from tests.world import Holder, Shop

GUESTS = (100, 1_000)
LISTENERS = 10_000
THREADS = 4
QUIET_SECONDS, TALK_SECONDS, LAST_SECONDS = 10.0, 20.0, 5.0
PER_SECOND = 5
P99_SECONDS, IDLE_CORES = 3.0, 0.5
_HIDDEN = re.compile(r'name="(csrf_token|idempotency_key|seen)"[^>]*value="([^"]*)"')


@dataclass(frozen=True)
class Chat:
    """A guest with a conversation, and the cookie of their browser."""

    holder: Holder
    conversation_id: int
    cookie: str


@dataclass(frozen=True)
class Run:
    """What one crowd cost, and how long each message took to be seen."""

    waits: list[float]
    idle_cores: float
    busy_cores: float
    polls: int
    megabytes: float


def run() -> Iterator[Figure]:
    """One installation, crowds of growing size."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Servers and guests inherit it: each open page is a file at both.
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with stage("sqlite") as at:
        own = shop()
        team = world.create_staff(own.business_id, "moderator")
        sender = cookie(at, team.person_id, is_staff_sign_in=True)
        chats = [_chat(at, own) for _ in range(max(GUESTS))]
        for count in GUESTS:
            yield from _figures(count, _talk(at, own, chats[:count], sender))
        yield from _listening(at)


def _chat(at: Stage, own: Shop) -> Chat:
    holder = world.issue_card(own.business_id, own.programme_id)
    with tenancy.scope(own.business_id), db.writing():
        chat.write(
            member_id=holder.member_id,
            person_id=holder.person_id,
            text="Здравствуйте",
            key="first",
        )
    with tenancy.scope(own.business_id):
        known = queries.of_member(holder.member_id)
    assert known is not None
    return Chat(holder, known.id, cookie(at, holder.person_id))


def _figures(count: int, done: Run) -> Iterator[Figure]:
    waits = sorted(done.waits)
    yield figures.at_most(
        f"{count:,} open chats: seen, p99 of {len(waits)} "
        f"(median {statistics.median(waits):.2f} s)",
        waits[int(len(waits) * 0.99)],
        P99_SECONDS,
        unit="s",
    )
    yield figures.at_most(
        f"… CPU of the server, idle (talking {done.busy_cores:.2f}; "
        f"{done.megabytes:.0f} MB)",
        done.idle_cores,
        IDLE_CORES,
        unit="cores",
    )


def _talk(at: Stage, own: Shop, chats: Sequence[Chat], sender: str) -> Run:
    with granian("wsgi:app", at.environment, threads=THREADS) as server:
        job = Job(
            port=server.port,
            cookies=[each.cookie for each in chats],
            tokens=(),
            page=f"/{own.slug}/card/chat",
        )
        with _guests(job) as crowd:
            idle = _cores(server, QUIET_SECONDS)
            sent: dict[int, float] = {}
            busy: list[float] = []
            watch = threading.Thread(
                target=lambda: busy.append(_cores(server, TALK_SECONDS))
            )
            watch.start()
            _answer(server.port, own, chats, sender, sent)
            watch.join()
            megabytes = server.largest_mb()
            seen = _result(crowd)
    missed = sent.keys() - seen.at.keys()
    if missed or seen.problems:
        raise RuntimeError(
            f"{len(missed)} of {len(sent)} unseen, {seen.lost} questions lost; "
            f"{seen.problems[:5]}"
        )
    waits = [seen.at[number] - instant for number, instant in sent.items()]
    return Run(waits, idle, busy[0], seen.polls, megabytes)


@contextlib.contextmanager
def _guests(job: Job) -> Iterator[subprocess.Popen[bytes]]:
    """The crowd, once all of it has its page open."""
    crowd = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.chat_guests"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert crowd.stdin is not None
    assert crowd.stdout is not None
    try:
        crowd.stdin.write(pickle.dumps(asdict(job)))
        crowd.stdin.flush()
        if crowd.stdout.readline() != b"ready\n":
            raise RuntimeError("the guests did not come in")
        yield crowd
    finally:
        crowd.kill()
        crowd.wait()


def _result(crowd: subprocess.Popen[bytes]) -> Seen:
    assert crowd.stdin is not None
    assert crowd.stdout is not None
    time.sleep(LAST_SECONDS)
    crowd.stdin.close()
    return Seen(**pickle.loads(crowd.stdout.read()))


def _cores(server: Server, seconds: float) -> float:
    """CPU seconds of the server per second of the clock."""
    before, begun = server.cpu_seconds(), time.monotonic()
    time.sleep(seconds)
    return (server.cpu_seconds() - before) / (time.monotonic() - begun)


def _answer(
    port: int, own: Shop, chats: Sequence[Chat], sender: str, sent: dict[int, float]
) -> None:
    """Answer some guests a second, each through the form of their conversation."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    begun = time.monotonic()
    count = int(TALK_SECONDS * PER_SECOND)
    for number in range(count):
        time.sleep(max(begun + number / PER_SECOND - time.monotonic(), 0))
        whom = chats[number * 7919 % len(chats)]
        address = f"/{own.slug}/office/chats/{whom.conversation_id}"
        page = _asked(connection, "GET", address, sender).read().decode()
        fields = dict(_HIDDEN.findall(page[page.index('id="_messages"') :]))
        fields |= {"text": f"said-{number}-", "confirmed": ""}
        answer = _asked(
            connection, "POST", f"{address}/messages", sender, urlencode(fields)
        )
        answer.read()
        if answer.status != 303:
            raise RuntimeError(f"the answer was not sent: {answer.status}")
        sent[number] = time.monotonic()


def _asked(
    connection: HTTPConnection, method: str, path: str, sender: str, body: str = ""
) -> HTTPResponse:
    headers = {"Cookie": sender, "Sec-Fetch-Site": "same-origin"}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body or None, headers)
    return connection.getresponse()


def _listening(at: Stage) -> Iterator[Figure]:
    """Whoever only waits, a thousand and ten thousand of them."""
    costs, paces = {}, {}
    for count in (1_000, LISTENERS):
        with granian("wsgi:app", at.environment, threads=THREADS) as server:
            job = Job(
                port=server.port,
                cookies=(),
                tokens=[_token(at, number) for number in range(count)],
                page="",
            )
            with _guests(job) as crowd:
                cores = _cores(server, QUIET_SECONDS)
                seen = _result(crowd)
        if seen.problems:
            raise RuntimeError(str(seen.problems[:5]))
        # A crowded machine lets the guests ask less often than their pages would.
        paces[count] = seen.polls / seen.seconds
        costs[count] = cores / paces[count]
    full = LISTENERS / (EVERY_SECONDS * 0.95)
    yield figures.at_most(
        f"{LISTENERS:,} open pages that only ask, {full:,.0f} times a second "
        f"(measured at {paces[LISTENERS]:,.0f}), CPU of the server",
        costs[LISTENERS] * full,
        IDLE_CORES,
        unit="cores",
    )
    yield figures.growth(
        "… for each question, against 1,000 of them",
        costs[LISTENERS] * 1e6,
        costs[1_000] * 1e6,
        unit="µs",
        most=1.2,
    )


def _token(at: Stage, number: int) -> str:
    with at.app.test_request_context("/"):
        return live.bell(f"member:{number}", f"chat:{number}").url
