"""The queue of phones that must hear that something changed.

A phone is due or it is not, however many of its cards have changed. A push in flight
is due when its lease ends; it is settled only where the lease still stands, so a change
that came meanwhile is told by another push. Nothing here runs in a request.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from sqlalchemy import and_, bindparam, case, func, select, update

from app.core import clock, db, ids, locales, tenancy
from app.core.config import Config
from app.core.types import Instant
from app.wallet import certificates, halts
from app.wallet.apple import apns, registrations, updates
from app.wallet.models import AppleDevice
from passes.apple import push
from passes.apple.push import Verdict

CHANNEL = "apple"
BATCH = 100
LEASE = timedelta(seconds=60)
SILENCE = timedelta(seconds=5)
"""How long phones wait that were not tried because Apple did not answer others."""

SOON = timedelta(minutes=1)
"""What comes later than that is found by the sweep."""

_EXPIRED = "certificate expired"
_TOPIC_OF_ANOTHER = "400 DeviceTokenNotForTopic"
_log = structlog.get_logger("wallet")


@dataclass(frozen=True)
class Due:
    """A phone that was claimed; ``since`` tells whether its token has changed."""

    id: int
    token: str
    since: datetime
    attempts: int
    last_answer: str
    lease: datetime


def obstacle(config: Config) -> str | None:
    """Why nothing can be pushed with these settings (a message); None when it can.

    Throw-away certificates are never shown to Apple.
    """
    if not certificates.is_configured(config):
        return locales.mark("Apple Wallet is not set up, so phones are not told.")
    host = urlsplit(config.apns_url).hostname or ""
    if not certificates.is_own(config) and host.endswith(".apple.com"):
        return locales.mark(
            "The demo's certificates mean nothing to Apple, so phones are not told."
        )
    try:
        certificates.signer(config)
    except certificates.PassRefused:
        return locales.mark(
            "The certificate for Apple Wallet cannot be used, so phones are not told."
        )
    return None


def can_push(config: Config) -> bool:
    """Whether phones can be told with these settings."""
    return obstacle(config) is None


def send(config: Config) -> int:
    """Push to one batch of the phones that are due; how many were tried."""
    if not _is_any_due() or not can_push(config):
        return 0
    service = apns.service(config)
    if halts.is_halted(CHANNEL, service.identity):
        return 0
    if service.expires_at <= clock.now():
        with db.writing():
            halts.halt(CHANNEL, _EXPIRED, service.identity)
        return 0
    claimed = _claim()
    around = service.push_all([apns.Push(due.id, due.token) for due in claimed])
    verdicts = {
        due.id: _fair(around.verdicts[due.id], due, service)
        for due in claimed
        if due.id in around.verdicts
    }
    wait = SILENCE if around.is_silent else timedelta()
    _settle(claimed, verdicts, identity=service.identity, wait=wait)
    _report(claimed, verdicts, config)
    return len(verdicts)


def again_in(config: Config) -> float | None:
    """Seconds until a phone is to be told once more; None when that is not soon."""
    instant = clock.now()
    due = select(func.min(AppleDevice.push_due_at)).where(
        AppleDevice.push_due_at > instant, AppleDevice.push_due_at <= instant + SOON
    )
    due_at = db.session().execute(due).scalar_one()
    if due_at is None or not can_push(config):
        return None
    if halts.is_halted(CHANNEL, apns.fingerprint(config)):
        return None
    return float((due_at - instant).total_seconds())


def _is_any_due() -> bool:
    due = select(AppleDevice.id).where(AppleDevice.push_due_at <= clock.now())
    return db.session().execute(due.limit(db.ONE)).first() is not None


def _claim() -> list[Due]:
    """Lease what is due, in a transaction of its own; the network comes after it."""
    instant = clock.now()
    lease = instant + LEASE
    due = (
        select(AppleDevice.id)
        .where(AppleDevice.push_due_at <= instant)
        .order_by(AppleDevice.push_due_at, AppleDevice.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    with db.writing():
        rows = db.connection().execute(
            update(AppleDevice)
            .where(AppleDevice.id.in_(due.scalar_subquery()))
            .values(
                push_due_at=lease,
                push_attempts=AppleDevice.push_attempts + 1,
                # It waits for an answer now and not as it was asked to.
                push_answer=func.replace(AppleDevice.push_answer, updates.SLOWED, ""),
            )
            .returning(
                AppleDevice.id,
                AppleDevice.push_token,
                AppleDevice.token_since,
                AppleDevice.push_attempts,
                AppleDevice.push_answer,
            )
        )
        # The lease as it was set, which both databases keep to the microsecond.
        claimed = [Due(*row, lease=lease) for row in rows]
    return sorted(claimed, key=lambda one: one.id)


def _fair(verdict: Verdict, due: Due, service: apns.Service) -> Verdict:
    """One phone does not halt the queue where it is that token and not we.

    Anybody with a card could register the token of another app. Such a phone halted
    the queue before, and an operator let it go on; or Apple takes others as ever.
    """
    if verdict == push.Halt(_TOPIC_OF_ANOTHER) and (
        due.last_answer == _TOPIC_OF_ANOTHER or _are_others_taken(due, service)
    ):
        return push.Drop(_TOPIC_OF_ANOTHER)
    if isinstance(verdict, push.Dead) and not _is_dead(verdict, due):
        return push.Retry("410, but registered later")
    return verdict


def _are_others_taken(due: Due, service: apns.Service) -> bool:
    """Whether Apple still takes a push to the phone that it took one for last.

    A push too many costs that phone a look; it changes nothing.
    """
    taken = (
        select(AppleDevice.id, AppleDevice.push_token)
        .where(AppleDevice.push_answer == _words(push.Delivered()))
        .where(AppleDevice.id != due.id)
        .order_by(AppleDevice.pushed_at.desc())
        .limit(1)
    )
    row = db.session().execute(taken).first()
    db.session().rollback()
    if row is None:
        return False
    around = service.push_all([apns.Push(*row)])
    return push.Delivered() in around.verdicts.values()


def _is_dead(verdict: push.Dead, due: Due) -> bool:
    return verdict.since is None or due.since < verdict.since


_ROW = AppleDevice.__table__.c
_IS_LEASED = _ROW.push_due_at == bindparam("lease", type_=Instant)
_IS_SAME = _ROW.token_since == bindparam("since", type_=Instant)
_SETTLE = (
    update(AppleDevice.__table__)  # type: ignore[arg-type]
    .where(_ROW.id == bindparam("device_id"))
    .values(
        push_due_at=case(
            (and_(_IS_LEASED, _IS_SAME), bindparam("due", type_=Instant)),
            # The token changed in flight: the new one has not been told.
            (_IS_LEASED, bindparam("instant", type_=Instant)),
            else_=_ROW.push_due_at,
        ),
        push_attempts=case(
            (_IS_LEASED, bindparam("attempts")), else_=_ROW.push_attempts
        ),
        pushed_at=func.coalesce(bindparam("pushed", type_=Instant), _ROW.pushed_at),
        push_answer=func.coalesce(bindparam("answer"), _ROW.push_answer),
    )
)


def _settle(
    claimed: Sequence[Due],
    verdicts: Mapping[int, Verdict],
    *,
    identity: str,
    wait: timedelta,
) -> None:
    """Write down how it went, in one transaction; ``wait`` is for the untried."""
    instant = clock.now()
    with tenancy.across(), db.writing():
        rows = [_outcome(one, verdicts.get(one.id), instant, wait) for one in claimed]
        if rows:
            db.connection().execute(_SETTLE, rows)
        for one in claimed:
            verdict = verdicts.get(one.id)
            if isinstance(verdict, push.Dead | push.BadToken):
                _forget(one)
        halting = [each for each in verdicts.values() if isinstance(each, push.Halt)]
        if halting:
            halts.halt(CHANNEL, halting[0].reason, identity)


def _outcome(
    one: Due, verdict: Verdict | None, instant: datetime, wait: timedelta
) -> dict[str, Any]:
    """What the row becomes, if nothing else has changed it."""
    row: dict[str, Any] = {
        "device_id": one.id,
        "lease": one.lease,
        "since": one.since,
        "instant": instant,
        "due": None,
        "attempts": one.attempts,
        "pushed": None,
        "answer": None if verdict is None else _words(verdict),
    }
    match verdict:
        case None:
            row |= {"due": instant + wait, "attempts": one.attempts - 1}
        case push.Halt():
            row |= {"due": instant, "attempts": one.attempts - 1}
        case push.SlowDown(seconds) | push.Retry(seconds=seconds):
            row |= {"due": instant + _pause(one, seconds)}
        case push.Delivered():
            row |= {"pushed": instant, "attempts": 0}
    return row


def _pause(one: Due, asked: float | None) -> timedelta:
    jitter = secrets.randbelow(1000) / 1000
    seconds = push.backoff(one.attempts, jitter=jitter) if asked is None else asked
    return timedelta(seconds=seconds)


def _words(verdict: Verdict) -> str:
    """An answer as health screens show it."""
    match verdict:
        case push.Delivered():
            return "200"
        case push.Dead():
            return "410 Unregistered"
        case push.BadToken():
            return "400 BadDeviceToken"
        case push.SlowDown():
            return updates.SLOWED
        case push.Halt(reason) | push.Retry(reason=reason) | push.Drop(reason):
            return reason


def _forget(one: Due) -> None:
    """Drop a phone whose token is dead, unless it has registered again meanwhile."""
    dead = select(AppleDevice.id).where(
        AppleDevice.id == one.id, AppleDevice.token_since == one.since
    )
    if db.session().scalar(dead.with_for_update()) is not None:
        registrations.forget(one.id)


def _report(
    claimed: Sequence[Due], verdicts: Mapping[int, Verdict], config: Config
) -> None:
    """What went wrong, phone by phone; the token itself is never written."""
    for one in claimed:
        verdict = verdicts.get(one.id, push.Delivered())
        if not isinstance(verdict, push.Delivered):
            token = ids.digest(config.secret_key, "push-token", one.token)
            _log.warning(
                "push_failed",
                token=token.hex()[:12],
                answer=_words(verdict),
                attempts=one.attempts,
            )
