"""Reads the mailbox of returned letters: each five minutes, a bounded part of it.

How far it was read is kept, so that other people's mail stays unread and is passed by
once. A turn that dies is taken again: what was learnt already is known.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock, db, ids
from app.core.config import Config
from app.notifications import imap, reports, returned
from app.notifications.box_models import BounceBox
from app.notifications.imap import Mailbox, Unreadable

EVERY = timedelta(minutes=5)
LOOKED_AT: Final = 200
"""Messages whose type is asked in one turn."""

READ: Final = 50
"""Reports that are read in one turn."""

SECONDS: Final = 60.0
"""A server that answers drop by drop ends a turn here."""

BACK = timedelta(days=14)
"""Older mail is not looked at when a mailbox is new to us."""

_REPORT = "multipart/report"
_log = structlog.get_logger("messages")


@dataclass(frozen=True)
class Standing:
    """Whether the mailbox is read: since when not, and what the problem is."""

    read_at: datetime | None
    failures: int
    problem: str


@dataclass(frozen=True)
class _Turn:
    """What this reader alone may read until the next turn."""

    id: int
    uid_validity: int
    last_uid: int


def standing(config: Config) -> Standing | None:
    """How reading goes; None where no mailbox is set, or nobody has looked yet."""
    if not config.bounces_url:
        return None
    row = db.session().execute(
        select(BounceBox.read_at, BounceBox.failures, BounceBox.problem).where(
            BounceBox.source == _source(config)
        )
    )
    found = row.one_or_none()
    return None if found is None else Standing(*found)


def read(config: Config) -> int:
    """Read on where the last turn ended, when it is time; how much is left to read.

    The queue comes again as long as there is something.
    """
    if not config.bounces_url or config.demo:
        return 0
    with db.writing():
        turn = _claimed(_source(config))
    if turn is None:
        return 0
    try:
        with imap.opened(config.bounces_url) as box:
            left, uid_validity, last_uid = _read_on(config, turn, box)
    except Unreadable as error:
        with db.writing():
            _failed(turn, str(error))
        _log.warning("bounces_unread", problem=str(error)[:200])
        return 0
    with db.writing():
        _keep(
            turn,
            uid_validity=uid_validity,
            last_uid=last_uid,
            read_at=clock.now(),
            failures=0,
            problem="",
            # What is left is read at once, by whoever comes first.
            **({"due_at": clock.now()} if left else {}),
        )
    return left


def _read_on(config: Config, turn: _Turn, box: Mailbox) -> tuple[int, int, int]:
    """Read a part; how many messages are left, and how far it was read."""
    began = clock.seconds()
    last = turn.last_uid if turn.uid_validity == box.uid_validity else 0
    uids = box.after(last, (clock.now() - BACK).date())
    looked_at = uids[:LOOKED_AT]
    types, count = box.types(looked_at), 0
    for uid in looked_at:
        if _REPORT in types.get(uid, "").lower():
            # At least one a turn, so that the slowest server comes to its end.
            if count == READ or (count and clock.seconds() > began + SECONDS):
                break
            count += 1
            _learn(config, box, uid)
        last = uid
    left = sum(uid > last for uid in uids)
    return left, box.uid_validity, last


def _learn(config: Config, box: Mailbox, uid: int) -> None:
    raw = box.message(uid, reports.MAX_BYTES)
    if returned.learn(raw, config.secret_key).is_ours:
        box.mark_seen(uid)


def _source(config: Config) -> str:
    """A fingerprint of whose folder it is; a new password makes no new mailbox."""
    parts = urlsplit(config.bounces_url)
    said = f"{parts.username}@{parts.hostname}:{parts.port}{parts.path}"
    return ids.digest(config.secret_key, "bounces", said)[:12].hex()


def _claimed(source: str) -> _Turn | None:
    now = clock.now()
    dialect = sqlite if db.is_sqlite() else postgresql
    db.connection().execute(
        dialect.insert(BounceBox)
        .values(
            source=source,
            due_at=now,
            uid_validity=0,
            last_uid=0,
            failures=0,
            problem="",
        )
        .on_conflict_do_nothing(index_elements=["source"])
    )
    row = (
        db.connection()
        .execute(
            update(BounceBox)
            .where(BounceBox.source == source, BounceBox.due_at <= now)
            .values(due_at=now + EVERY)
            .returning(BounceBox.id, BounceBox.uid_validity, BounceBox.last_uid)
        )
        .one_or_none()
    )
    return None if row is None else _Turn(*row)


def _failed(turn: _Turn, problem: str) -> None:
    _keep(turn, failures=BounceBox.failures + 1, problem=problem[:200])


def _keep(turn: _Turn, **values: Any) -> None:
    db.connection().execute(
        update(BounceBox).where(BounceBox.id == turn.id).values(**values)
    )
