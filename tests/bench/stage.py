"""An installation to measure: a migrated database with data made by real actions."""

import contextlib
import hashlib
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from app.core import clock, db, tenancy
from app.core.config import Config
from app.core.ids import PersonId
from app.factory import create_app
from app.people import actions as people
from app.sales import actions as sales
from tests import databases, world
from tests.bench.servers import ROOT
from tests.world import Holder, Shop

KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Stage:
    """A database, the application on it, and how others start on the same."""

    kind: str
    config: Config
    app: Flask

    @property
    def environment(self) -> dict[str, str]:
        """Settings of a server on this installation."""
        return {
            "TESSERA_DATA_DIR": str(self.config.data_dir),
            "TESSERA_DATABASE_URL": self.config.database_url,
            "TESSERA_SECRET_KEY": self.config.secret_key,
            "TESSERA_LOG_LEVEL": self.config.log_level,
            "TESSERA_DEMO": "0",
        }


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A folder on the same disk as the real data, removed at the end."""
    base = ROOT / "var"
    base.mkdir(exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix="bench-", dir=base))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextlib.contextmanager
def stage(kind: str) -> Iterator[Stage]:
    """An empty, migrated installation; the body runs in its application context."""
    with folder() as data_dir, _database(kind) as url:
        config = Config(
            data_dir=data_dir,
            database_url=url,
            secret_key=secrets.token_hex(32),
            log_level="WARNING",
        )
        app = create_app(config)
        with app.app_context():
            upgrade()
            try:
                yield Stage(kind, config, app)
            finally:
                db.session().close()
                db.db.engine.dispose()


@contextlib.contextmanager
def _database(kind: str) -> Iterator[str]:
    if kind == "sqlite":
        yield ""
        return
    server = databases.postgres(is_durable=True)
    name = f"bench_{secrets.token_hex(4)}"
    try:
        yield server.create(name)
    finally:
        server.drop(name)


def shop(slug: str = "zerno") -> Shop:
    """A business with an outlet, a programme and one member."""
    return world.create_shop(
        slug=slug,
        name="Зерно",
        language="ru",
        currency="RUB",
        zone="Europe/Moscow",
        phone=f"+7916{secrets.randbelow(10**7):07}",
    )


def buy(own: Shop, holder: Holder, *, count: int, first_at: datetime) -> None:
    """Book receipts an hour apart; every fifth one is paid with points in part."""
    for number in range(count):
        sale = sales.Sale(
            outlet_id=own.outlet_id,
            card_id=holder.card_id,
            number=None,
            lines=(sales.Line(amount_minor=45_000 + 1_700 * number),),
            points=20 if number % 5 == 4 else 0,
            occurred_at=first_at + timedelta(hours=number),
            source="demo",
            actor=own.cashier.actor,
        )
        with tenancy.scope(own.business_id), db.writing():
            sales.book(sale)


def cookie(at: Stage, person_id: PersonId, *, is_staff_sign_in: bool = False) -> str:
    """The cookie of a browser that this person has signed in with."""
    with db.writing():
        token = people.open_session(
            person_id=person_id,
            device="Linux · Chrome",
            is_staff_sign_in=is_staff_sign_in,
            secret_key=at.config.secret_key,
        )
    content = {
        "_permanent": True,
        "_user_id": token,
        "_fresh": True,
        "csrf_token": hashlib.sha1(secrets.token_bytes(64)).hexdigest(),
    }
    serializer = at.app.session_interface.get_signing_serializer(at.app)
    return f"{at.app.config['SESSION_COOKIE_NAME']}={serializer.dumps(content)}"


def weeks_ago(weeks: int) -> datetime:
    """An instant in the past."""
    return clock.now() - timedelta(weeks=weeks)
