"""Programs under measurement: started on a free port, their CPU time and memory read."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
MOST_CONNECTIONS = 16_384


@dataclass(frozen=True)
class Server:
    """A running server and all its processes."""

    port: int
    process: psutil.Process

    def cpu_seconds(self) -> float:
        """CPU time that its processes have used, user and system."""
        times = [process.cpu_times() for process in self.processes()]
        return sum(each.user + each.system for each in times)

    def largest_mb(self) -> float:
        """Resident memory of its largest process."""
        return max(process.memory_info().rss for process in self.processes()) / 1e6

    def processes(self) -> list[psutil.Process]:
        """The server and its children."""
        return [self.process, *self.process.children(recursive=True)]


@contextlib.contextmanager
def granian(
    target: str, environment: Mapping[str, str], *, threads: int = 1, workers: int = 1
) -> Iterator[Server]:
    """A WSGI application in granian, in one process unless ``workers`` says more."""
    port = free_port()
    options = ["--interface", "wsgi", "--workers", str(workers), "--no-ws"]
    options += ["--blocking-threads", str(threads), "--log-level", "warning"]
    # Connections that a worker accepts, the idle ones counted; 1,024 unless it is said.
    options += ["--backpressure", str(MOST_CONNECTIONS)]
    command = [sys.executable, "-m", "granian", *options, "--port", str(port), target]
    with serving(command, environment, port) as server:
        yield server


@contextlib.contextmanager
def waitress(
    target: str, environment: Mapping[str, str], *, threads: int = 16
) -> Iterator[Server]:
    """A WSGI application in waitress."""
    port = free_port()
    listen = f"--listen=127.0.0.1:{port}"
    command = [sys.executable, "-m", "waitress", listen, f"--threads={threads}", target]
    with serving(command, environment, port) as server:
        yield server


@contextlib.contextmanager
def serving(
    command: Sequence[str], environment: Mapping[str, str], port: int
) -> Iterator[Server]:
    """Whatever ``command`` starts, once it listens on ``port``; stopped at the end."""
    log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process below
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        wait_for(process, port)
        yield Server(port=port, process=psutil.Process(process.pid))
    except BaseException:
        log.seek(0)
        sys.stderr.write(log.read()[-4000:].decode(errors="replace"))
        raise
    finally:
        log.close()
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Until something listens on ``port``."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.01)
    raise RuntimeError(f"{process.args} did not start")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
