"""Our servers as real processes on the loopback, started and killed at will."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

from app.core.config import Config

ROOT = Path(__file__).parents[2]
START_SECONDS = 60


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(config: Config, port: int) -> dict[str, str]:
    """What a server process needs to know to share ``config``'s database."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {
        "TESSERA_DATABASE_URL": config.database_url,
        "TESSERA_DATA_DIR": str(config.data_dir),
        "TESSERA_SECRET_KEY": config.secret_key,
        "TESSERA_PORT": str(port),
        "TESSERA_REDIS_URL": config.redis_url,
        "TESSERA_LOG_LEVEL": "ERROR",
    }


class Process:
    """A child process in a group of its own."""

    def __init__(self, *words: str, env: dict[str, str]) -> None:
        self._child = subprocess.Popen(
            [sys.executable, *words],
            env=env,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )

    def first_line(self) -> str:
        """Wait for the first thing it says."""
        stream = self._child.stdout
        return stream.readline() if stream else ""

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._signal(signal.SIGKILL)
        self._finish(timeout=None)

    def stop(self) -> int:
        """Ask it to end; its exit status."""
        self._signal(signal.SIGTERM)
        self._finish(timeout=15)
        return self._child.returncode

    def _finish(self, timeout: float | None) -> None:
        if self._child.stdout and not self._child.stdout.closed:
            self._child.communicate(timeout=timeout)

    def _signal(self, number: int) -> None:
        if self._child.poll() is None:
            os.killpg(self._child.pid, number)


def embedded(config: Config, port: int) -> Process:
    """Everything in one process, as ``make run`` starts it."""
    return Process("-m", "app.serve", env=environment(config, port))


def granian(config: Config, port: int) -> Process:
    """The web part as production runs it."""
    words = ("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port))
    return Process(
        "-m",
        "granian",
        *words,
        "--no-log",
        "wsgi:app",
        env=environment(config, port),
    )


def worker(config: Config) -> Process:
    """The worker as production runs it."""
    words = ("-m", "flask", "--app", "wsgi", "work")
    process = Process(*words, env=environment(config, 0))
    process.first_line()
    return process


def wait_until_up(port: int) -> None:
    """Return when ``/healthz`` answers; raises TimeoutError."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == HTTPStatus.OK:
                    return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError
