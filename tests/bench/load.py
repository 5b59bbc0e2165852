"""The load: keep-alive connections in a process of their own, one request each at once.

Requests are bytes made beforehand; each connection takes the next one as soon as it has
its answer, until they are used up or the time is over.
"""

import itertools
import pickle
import re
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_ETAG = re.compile(rb"\r\netag: *([^\r]+)", re.IGNORECASE)
_NO_BODY = {204, 304}
PATIENCE_SECONDS = 30


@dataclass
class Answers:
    """What came back."""

    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    last: bytes = b""

    @property
    def count(self) -> int:
        """How many answers."""
        return len(self.milliseconds)

    @property
    def per_second(self) -> float:
        """Answers per second of the clock."""
        return self.count / self.seconds

    def percentile(self, share: float) -> float:
        """The latency that ``share`` of the answers kept, in milliseconds."""
        ordered = sorted(self.milliseconds)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]

    def expect(self, status: int) -> "Answers":
        """Themselves; raises RuntimeError unless all have ``status``."""
        if set(self.statuses) != {status}:
            text = self.last.decode(errors="replace")
            raise RuntimeError(f"answers {dict(self.statuses)}, such as:\n{text}")
        return self


@dataclass(frozen=True)
class Job:
    """What to send, over how many connections, for how long."""

    port: int
    requests: Sequence[bytes]
    connections: int
    seconds: float
    is_endless: bool


def send(
    port: int,
    requests: Sequence[bytes],
    *,
    connections: int,
    seconds: float,
    is_endless: bool = False,
) -> Answers:
    """Load a server from another process; ``is_endless`` starts the requests again."""
    job = Job(port, requests, connections, seconds, is_endless)
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"],
        input=pickle.dumps(vars(job)),
        stdout=subprocess.PIPE,
        check=True,
    )
    return Answers(**pickle.loads(done.stdout))


def together(parts: Iterable[Answers]) -> Answers:
    """Several answers as one, for their latencies."""
    whole = Answers()
    for part in parts:
        whole.seconds += part.seconds
        whole.milliseconds += part.milliseconds
        whole.statuses += part.statuses
    return whole


def get(path: str, **headers: str) -> bytes:
    """A GET request; ``if_none_match`` becomes If-None-Match."""
    return _request("GET", path, headers)


def post(path: str, body: bytes, **headers: str) -> bytes:
    """A POST request of JSON."""
    own = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    return _request("POST", path, own | headers) + body


def fetch(port: int, request: bytes) -> tuple[bytes, bytes]:
    """One answer: its head and its body."""
    answers = Answers()
    _run(Job(port, [request], 1, PATIENCE_SECONDS, is_endless=False), answers)
    head, _, body = answers.expect(200).last.partition(b"\r\n\r\n")
    return head, body


def etag(head: bytes) -> str:
    """The ETag of an answer; raises RuntimeError when there is none."""
    found = _ETAG.search(head)
    if found is None:
        raise RuntimeError(f"no ETag in {head.decode()}")
    return found[1].decode()


def _request(method: str, path: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {text}" for name, text in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


class _Connection:
    """One caller."""

    def __init__(self, port: int, requests: Iterator[bytes], answers: Answers) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._requests = requests
        self._answers = answers
        self._started = 0.0
        self._buffer = b""

    def send_next(self) -> bool:
        """Send the next request; False when there is none."""
        request = next(self._requests, None)
        if request is None:
            return False
        self._buffer = b""
        self._started = time.perf_counter()
        self.socket.sendall(request)
        return True

    def receive(self) -> bool:
        """Take what has come; True when the answer is complete."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise RuntimeError(f"the server hung up after {self._buffer[:200]!r}")
        self._buffer += part
        head, mark, body = self._buffer.partition(b"\r\n\r\n")
        if not mark:
            return False
        status = int(head[9:12])
        length = _LENGTH.search(head)
        if length is None and status not in _NO_BODY:
            raise RuntimeError(f"no length in {head!r}")
        if length is not None and status not in _NO_BODY and len(body) < int(length[1]):
            return False
        answers = self._answers
        answers.milliseconds.append((time.perf_counter() - self._started) * 1000)
        answers.statuses[status] += 1
        answers.last = self._buffer
        return True


def _run(job: Job, answers: Answers) -> None:
    source = _requests(job)
    selector = selectors.DefaultSelector()
    callers = [_Connection(job.port, source, answers) for _ in range(job.connections)]
    started = time.perf_counter()
    for caller in callers:
        if caller.send_next():
            selector.register(caller.socket, selectors.EVENT_READ, caller)
    while selector.get_map():
        ready = selector.select(PATIENCE_SECONDS)
        if not ready:
            raise RuntimeError("no answer")
        for key, _ in ready:
            if key.data.receive() and not key.data.send_next():
                selector.unregister(key.fileobj)
    answers.seconds = time.perf_counter() - started
    for caller in callers:
        caller.socket.close()


def _requests(job: Job) -> Iterator[bytes]:
    """What to send, until the time is over."""
    deadline = time.perf_counter() + job.seconds
    source = itertools.cycle(job.requests) if job.is_endless else job.requests
    for request in source:
        if time.perf_counter() > deadline:
            return
        yield request


def main() -> None:
    """Read a job, do it, write the answers."""
    answers = Answers()
    _run(Job(**pickle.load(sys.stdin.buffer)), answers)
    pickle.dump(vars(answers), sys.stdout.buffer)


if __name__ == "__main__":
    main()
