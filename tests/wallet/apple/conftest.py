"""A stand-in for Apple that every test finds friendly, and settings for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.config import Config
from app.wallet.apple import apns
from tests.conftest import Database
from tests.standins import apns as standin
from tests.standins.apns import Apns
from tests.wallet.apple import apple
from tests.wallet.apple.apple import Apple
from tests.world import Shop, World


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Apns, Path]]:
    """One stand-in that knows two certificates of ours."""
    roots = [apple.identity(name).root_pem for name in ("ours", "renewed")]
    with standin.serving(*roots) as service:
        yield service, tmp_path_factory.mktemp("apple")
        apns.close()


@pytest.fixture
def there(running: tuple[Apns, Path], database: Database) -> Apple:
    """The stand-in, having forgotten what it was told, and settings for it."""
    service, folder = running
    service.default, service.goodbye_after = standin.OK, None
    service.pushes.clear()
    apns.close()
    return Apple(service, database.config, folder)


@pytest.fixture
def config(there: Apple) -> Config:
    """Settings with our certificate."""
    return there.config()


@pytest.fixture
def shop(world: World) -> Shop:
    """The coffee chain."""
    return world.coffee


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds become tenths, where Apple does not answer."""
    monkeypatch.setattr(apns, "TIMEOUT_SECONDS", 0.3)
