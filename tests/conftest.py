"""Fixtures: two databases, an empty application, a frozen clock, a strict client."""

import fcntl
import gc
import logging
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import flask_migrate
import hypothesis
import pytest
from flask import Flask

from app.core import clock as app_clock
from app.core import db, limits, locales, outbox
from app.core.config import Config
from app.factory import create_app
from app.web import assets, logs
from tests import browser_setup, databases
from tests.page import Client
from tests.served import Site, serve
from tests.world import World, build_world

ADDRESS = "https://tessera.test"
# Tuesday, noon in Moscow.
NOW = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
KINDS = ("sqlite", "postgresql")

hypothesis.settings.register_profile(
    "tessera",
    deadline=None,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("tessera")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--database sqlite`` uses one database; ``--save-routes`` keeps a list."""
    parser.addoption("--database", choices=KINDS, help="use this database only")
    parser.addoption("--save-routes", action="store_true", help="write routes.txt")
    parser.addoption("--save-codes", action="store_true", help="write codes.txt")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what needs a database on each of them."""
    if "database" in metafunc.fixturenames:
        only = metafunc.config.getoption("database")
        kinds = [only] if only else KINDS
        metafunc.parametrize("database", kinds, indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for a database, so that the rest can run in seconds."""
    for item in items:
        if "database" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.database)


def pytest_collection_finish() -> None:
    """Let the collector pass by the modules and tests that stay to the end anyway."""
    gc.collect()
    gc.freeze()


@dataclass
class Database:
    """A migrated database that every test finds empty, and an application on it.

    Contents to come back to are copies of SQLite's file, or kept in PostgreSQL.
    """

    kind: str
    app: Flask
    contents: databases.Contents | None = None
    world: World | None = None

    @property
    def config(self) -> Config:
        """The settings of its application."""
        return cast("Config", self.app.extensions["tessera_config"])

    @property
    def file(self) -> Path:
        """Where SQLite keeps it."""
        return self.config.data_dir / "tessera.db"

    def save(self, name: str) -> None:
        """Remember the contents under a name."""
        if self.contents is None:
            release(self.app)
            shutil.copyfile(self.file, self._copy(name))
        else:
            let_go(self.app)
            self.contents.save(name)

    def load(self, name: str) -> None:
        """Bring saved contents back, in place of whatever is there."""
        if self.contents is None:
            release(self.app)
            databases.restore(self._copy(name), self.file)
        else:
            let_go(self.app)
            self.contents.load(name)

    def _copy(self, name: str) -> Path:
        return self.file.with_name(f"{name}.db")

    def reset(self, contents: str = "empty") -> None:
        """Forget everything that the last test wrote, changed or cached."""
        self.load(contents)
        for kept in ("archives", "google", "print"):
            shutil.rmtree(self.config.data_dir / kept, ignore_errors=True)
        self.app.extensions["tessera_businesses"].clear()
        for extension in self.app.extensions.values():
            if hasattr(extension, "cache_clear"):
                extension.cache_clear()
        worker = self.app.extensions["tessera_worker"]
        worker.huey.flush()
        outbox.on_record(worker.wake)
        limits.set_scale(self.config.limit_scale)
        logs.init(self.config)


def release(app: Flask) -> None:
    """Close the connections of an application."""
    let_go(app)
    with app.app_context():
        db.db.engine.dispose()


def let_go(app: Flask) -> None:
    """End what an application reads; its connections wait for others."""
    with app.app_context():
        db.session().close()
        db.db.session.remove()


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """One migrated database of each kind per test process."""
    kind: str = request.param
    folder = databases.memory_folder()
    (folder / "static").symlink_to(compressed_assets(request.config))
    url = databases.postgres().create("tessera") if kind == "postgresql" else ""
    config = Config(
        data_dir=folder,
        database_url=url,
        secret_key=secrets.token_hex(32),
        base_url=ADDRESS,
        # Codes could be sent; nobody listens there.
        smtp_url="smtp://127.0.0.1:1",
    )
    migrated = Database(kind=kind, app=create_app(config))
    migrated.app.testing = True
    with migrated.app.app_context():
        flask_migrate.upgrade()
    if kind == "postgresql":
        tables = [table.name for table in db.db.metadata.sorted_tables]
        migrated.contents = databases.Contents(url, tables)
    release(migrated.app)
    migrated.save("empty")
    yield migrated
    release(migrated.app)
    if migrated.contents is not None:
        migrated.contents.close()
        databases.postgres().drop("tessera")
    shutil.rmtree(folder)


def compressed_assets(config: pytest.Config) -> Path:
    """Static files, compressed once and kept between runs: that takes seconds."""
    folder = config.cache.mkdir("static") if config.cache else Path(tempfile.mkdtemp())
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assets.publish(folder)
    return folder


MakeApp = Callable[..., Flask]


@pytest.fixture
def make_app(database: Database) -> Iterator[MakeApp]:
    """Make another application on the test's database: ``make_app(demo=True)``."""
    made: list[Flask] = []

    def make(**settings: Any) -> Flask:
        other = create_app(replace(database.config, **settings))
        other.testing = True
        made.append(other)
        return other

    yield make
    for other in made:
        release(other)


@pytest.fixture
def app(database: Database, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application with an empty database, or with the world that the test asks for.

    The test runs in its context.
    """
    has_world = "world" in request.fixturenames and database.world is not None
    is_real = request.node.get_closest_marker("real_clock")
    database.reset("world" if has_world and not is_real else "empty")
    # The last page of another test may have been read in English.
    locales.set_language(database.app.extensions["tessera_config"].language)
    with database.app.app_context():
        yield database.app


@pytest.fixture
def client(app: Flask) -> Client:
    """A strict browser that nobody has signed in with (see tests/page.py)."""
    return Client(app, address=ADDRESS)


@pytest.fixture
def world(app: Flask, database: Database, request: pytest.FixtureRequest) -> World:
    """Two businesses and their people (see tests/world.py), built once and reloaded."""
    if request.node.get_closest_marker("real_clock"):
        return build_world()
    if database.world is None:
        if database.contents is not None:
            # The same ids whatever ran before.
            let_go(database.app)
            database.contents.restart("empty")
        built = build_world()
        database.save("world")
        database.world = built
    return database.world


class Clock:
    """The frozen clock of a test."""

    @property
    def now(self) -> datetime:
        """What the application takes for the present."""
        return app_clock.now()

    def advance(self, **step: float) -> datetime:
        """Let time pass: ``clock.advance(days=14)``."""
        return app_clock.advance(timedelta(**step))

    def set(self, instant: datetime) -> datetime:
        """Go to an instant, forwards or backwards."""
        return app_clock.advance(instant - app_clock.now())


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[Clock]:
    """Time stands still at NOW unless the test is marked ``real_clock``."""
    if request.node.get_closest_marker("real_clock"):
        yield Clock()
        return
    with app_clock.freeze(NOW):
        yield Clock()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one the test is skipped, unless one is required."""
    path = browser_setup.find()
    if path is None:
        end = pytest.fail if browser_setup.is_required() else pytest.skip
        end("There is no Chromium here; make test looks for one.")
    return path


@pytest.fixture
def site(make_app: MakeApp) -> Iterator[Site]:
    """A second instance on the same database, served by threads (browser tests)."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with serve(lambda address: make_app(base_url=address)) as served:
        yield served
