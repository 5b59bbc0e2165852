"""Guests with an open chat: keep-alive connections in a process of their own.

Each asks for its number as js/live.js does, and fetches what is new through the page's
own link. Whoever has only a token asks and fetches nothing.
"""

import asyncio
import pickle
import random
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

EVERY_SECONDS = 2.5
PATIENCE_SECONDS = 8.0
"""As long as the page waits for an answer before it asks anew."""
AT_ONCE = 16
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_LIVE = re.compile(r'data-live="([^"]+)" data-word="([^"]+)"[^>]*data-click')
_NEWER = re.compile(r'hx-get="(/[^"]+\?after=\d+)"')
_TEXT = re.compile(r"said-(\d+)-")
HTMX = "HX-Request: true\r\nHX-Request-Type: partial\r\n"


@dataclass(frozen=True)
class Job:
    """Whom to play: a cookie and a page for each, or a token alone."""

    port: int
    cookies: Sequence[str]
    tokens: Sequence[str]
    page: str


@dataclass
class Seen:
    """How often was asked, what was seen when, and what went wrong.

    ``lost`` are questions that got no answer: the page asks again, and so do guests.
    ``seconds`` is how long all of them were there.
    """

    polls: int = 0
    fetches: int = 0
    lost: int = 0
    seconds: float = 0.0
    at: dict[int, float] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


class Guest:
    """One open page."""

    def __init__(self, port: int, seen: Seen, cookie: str, token: str) -> None:
        self._port, self._seen = port, seen
        self._cookie, self._address = cookie, token
        self._word, self._newer = "", ""

    async def ask(self, path: str, headers: str = "") -> tuple[int, str]:
        """One request over the connection that is kept, or a new one as browsers do."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            try:
                return await self._ask(path, headers)
            except (asyncio.IncompleteReadError, ConnectionError):
                # A kept connection may have ended since: that is no failure yet.
                await self._connect()
                return await self._ask(path, headers)

    async def _connect(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(
            "127.0.0.1", self._port
        )

    async def _ask(self, path: str, headers: str) -> tuple[int, str]:
        self._writer.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode()
        )
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        body = await self._reader.readexactly(int(length[1])) if length else b""
        return int(head[9:12]), body.decode()

    async def open(self, page: str) -> None:
        """Come in, and look at the page unless there is a token only."""
        await self._connect()
        if self._cookie:
            status, body = await self.ask(page, f"Cookie: {self._cookie}\r\n")
            if not self._take(body):
                self._seen.problems.append(f"page {status}")
        else:
            _, self._word = await self.ask(self._address)

    def _take(self, body: str) -> bool:
        live, newer = _LIVE.search(body), _NEWER.search(body)
        if live is None or newer is None:
            return False
        self._address, self._word = live[1], live[2]
        self._newer = newer[1]
        return True

    async def stay(self, over: asyncio.Event) -> None:
        """Ask again and again, as the page does."""
        await asyncio.sleep(random.random() * EVERY_SECONDS)
        failures = 0
        while not over.is_set():
            try:
                await self._turn()
                failures = 0
            except (OSError, EOFError):
                # What came half must not be taken for the next answer.
                self._writer.close()
                self._seen.lost += 1
                failures += 1
            pace = EVERY_SECONDS * 2**failures
            await asyncio.sleep(pace * (0.9 + random.random() / 10))
        self._writer.close()

    async def _turn(self) -> None:
        self._seen.polls += 1
        status, _ = await self.ask(f"{self._address}?n={self._word}")
        if status == 200 and self._cookie:
            await self._fetch()
        elif status != 204:
            self._seen.problems.append(f"poll {status}")

    async def _fetch(self) -> None:
        headers = f"Cookie: {self._cookie}\r\n{HTMX}"
        status, body = await self.ask(self._newer, headers)
        instant = time.monotonic()
        self._seen.fetches += 1
        for number in _TEXT.findall(body):
            self._seen.at.setdefault(int(number), instant)
        if not self._take(body):
            self._seen.problems.append(f"fetch {status}")


async def play(job: Job) -> Seen:
    """Open all pages, say so, and stay until the input ends."""
    seen = Seen()
    guests = [Guest(job.port, seen, cookie, "") for cookie in job.cookies]
    guests += [Guest(job.port, seen, "", token) for token in job.tokens]
    some = asyncio.Semaphore(AT_ONCE)

    async def come(guest: Guest) -> None:
        async with some:
            await guest.open(job.page)

    await asyncio.gather(*(come(guest) for guest in guests))
    print("ready", flush=True)
    over = asyncio.Event()
    begun = time.monotonic()
    stays = [asyncio.create_task(guest.stay(over)) for guest in guests]
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)
    over.set()
    seen.seconds = time.monotonic() - begun
    ends = await asyncio.gather(*stays, return_exceptions=True)
    seen.problems += [repr(end) for end in ends if end is not None]
    return seen


def main() -> None:
    """Play what stands on the input; the answer goes to the output."""
    job = Job(**pickle.load(sys.stdin.buffer))
    seen = asyncio.run(play(job))
    sys.stdout.buffer.write(pickle.dumps(vars(seen)))


if __name__ == "__main__":
    main()
