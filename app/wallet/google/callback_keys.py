"""Google's root keys for callbacks: fetched by the worker, read by the site.

A request never waits for Google, and no signature, however bad, makes us ask again:
the worker asks when the keys are about to expire, once a minute at most.
"""

import logging
import os
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

import httpx
import structlog

from app.core import clock
from app.core.config import Config
from app.wallet.google.account import is_set_up
from passes.google.callbacks import BadCallback, RootKey, root_keys

TIMEOUT_SECONDS = 10.0
AHEAD = timedelta(hours=6)
LONGEST = timedelta(days=1)
MAX_BYTES = 65_536
_log = structlog.get_logger("google_keys")
# httpx logs every address that it fetches.
logging.getLogger("httpx").setLevel(logging.WARNING)


def keys(config: Config) -> tuple[RootKey, ...]:
    """The keys that are valid now; none when the worker has not fetched them yet."""
    try:
        return root_keys(_file(config).read_bytes(), clock.now())
    except (OSError, BadCallback):
        return ()


def refresh(config: Config) -> bool:
    """Fetch the keys when they are missing or old; whether that was done.

    Runs outside any transaction.
    """
    if not is_set_up(config) or _are_fresh(config):
        return False
    try:
        document = _fetched(config)
        found = root_keys(document, clock.now())
    except (httpx.HTTPError, httpx.InvalidURL, OSError, BadCallback) as error:
        _log.warning("keys_not_fetched", problem=type(error).__name__)
        return False
    if not found:
        _log.warning("keys_not_fetched", problem="none is valid")
        return False
    _store(_file(config), document)
    return True


def _are_fresh(config: Config) -> bool:
    """Not older than a day, and none about to expire."""
    known = keys(config)
    if not known:
        return False
    fetched_at = datetime.fromtimestamp(_file(config).stat().st_mtime, UTC)
    is_young = abs(clock.present() - fetched_at) < LONGEST
    return is_young and min(key.expires_at for key in known) - AHEAD > clock.now()


def _fetched(config: Config) -> bytes:
    with (
        httpx.Client(
            timeout=TIMEOUT_SECONDS,
            verify=ssl.create_default_context(cafile=config.google_ca or None),
            follow_redirects=False,
        ) as client,
        client.stream("GET", config.google_keys_url) as answer,
    ):
        answer.raise_for_status()
        body = bytearray()
        for chunk in answer.iter_bytes():
            body += chunk
            if len(body) > MAX_BYTES:
                raise BadCallback("too long")
    return bytes(body)


def _store(path: Path, document: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as draft:
        draft.write(document)
    fetched_at = clock.present().timestamp()
    os.utime(draft.name, (fetched_at, fetched_at))
    Path(draft.name).replace(path)


def _file(config: Config) -> Path:
    return config.data_dir.absolute() / "google" / "callback-keys.json"
