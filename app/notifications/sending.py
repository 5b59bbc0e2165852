"""The sender: takes deliveries that are due, looks once more, and lets them leave.

Some are looked at, marked and written down together, so that a kill leaves those few in
doubt at most; no network call runs inside of a transaction.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

import structlog

from app.core import clock, db, tenancy
from app.core.config import Config
from app.core.errors import Permanent, Temporary
from app.core.ids import BusinessId
from app.notifications import bounces, mail, queue, smtp
from app.notifications.channels import registry
from app.notifications.channels.registry import Addressee
from app.notifications.checking import Checker
from app.notifications.kinds.kind import Words
from app.notifications.queue import Claimed, Outcome

BATCH = 100
"""Deliveries in one lease."""

FIRST, MOST = 5, 20
"""How many are marked together: at first, and at most. A kill leaves them in doubt."""

SPAN_SECONDS = 0.25
"""As many are marked as are likely to leave within this time."""

FRESH_SECONDS = 3.0
"""What was looked at longer ago does not leave: it is looked at again."""

_log = structlog.get_logger("messages")
_Line = tuple[int, str]
"""A business and a channel."""


@dataclass(frozen=True)
class Leaving:
    """A message that is marked: what is said to whom, and which rows it settles."""

    claimed: Claimed
    to: Addressee
    words: Words
    notice_id: int
    delivery_ids: tuple[int, ...]


@dataclass(frozen=True)
class _Done:
    """What came of a message."""

    leaving: Leaving
    outcome: Outcome
    error: Exception | None = None


@dataclass
class _Work:
    """What came of messages and is not written down yet; which channels rest or work."""

    config: Config
    checker: Checker
    done: list[_Done] = field(default_factory=list)
    resting: dict[_Line, datetime] = field(default_factory=dict)
    working: set[_Line] = field(default_factory=set)


def send(config: Config) -> int:
    """Send a batch of due messages; how many were taken.

    Nothing is claimed where nothing can be sent.
    """
    ready = registry.ready(config)
    with db.writing():
        claimed = queue.claim(BATCH, ready)
    work = _Work(config, Checker(config))
    with mail.kept_open():
        for some in _parts(claimed):
            with db.writing():
                since = clock.seconds()
                marked = _marked(work, some)
            _let_leave(work, marked, since)
    return len(claimed)


def _parts(claimed: Sequence[Claimed]) -> Iterator[Sequence[Claimed]]:
    """Some after the other; how long they took says how many the next are."""
    start, size = 0, FIRST
    while start < len(claimed):
        before = clock.seconds()
        yield claimed[start : start + size]
        start += size
        took = max(clock.seconds() - before, SPAN_SECONDS / MOST)
        size = max(1, min(MOST, 2 * size, int(size * SPAN_SECONDS / took)))


def _marked(work: _Work, some: Sequence[Claimed]) -> list[Leaving]:
    """Mark what is to leave now, and settle what is not."""
    resting = {
        each.id: queue.put_off(work.resting[_line(each)])
        for each in some
        if _line(each) in work.resting
    }
    queue.settle_each(resting)
    ended: dict[int, Outcome] = {}
    leaving: list[Leaving] = []
    tried = (each for each in some if each.id not in resting)
    for business_id, group in groupby(tried, lambda each: each.business_id):
        own = list(group)
        with tenancy.scope(BusinessId(business_id)):
            looked = work.checker.look(own)
        for each in own:
            found = looked.get(each.id)
            if isinstance(found, Outcome):
                ended[each.id] = found
            elif found is not None:
                ids = (each.id, *found.others)
                leaving.append(
                    Leaving(each, found.to, found.words, found.notice_id, ids)
                )
    queue.settle_each(ended)
    queue.mark([each.claimed.id for each in leaving])
    queue.mark_more([other for each in leaving for other in each.delivery_ids[1:]])
    return leaving


def _line(claimed: Claimed) -> _Line:
    return claimed.business_id, claimed.channel


def _let_leave(work: _Work, marked: Sequence[Leaving], since: float) -> None:
    """Send one after the other, and write down what came of them.

    Those that were looked at too long ago, or stand behind a failure of ours, are given
    back: they have not left.
    """
    rest = deque(marked)
    try:
        while rest and (rest[0] is marked[0] or _is_fresh(since)):
            work.done.append(_tried(work, rest.popleft()))
            if _has_failed(work.done[-1]):
                # How often in a row says whether the next is tried at all.
                with db.writing():
                    _write_down(work)
    finally:
        back = queue.put_off(clock.now())
        work.done += [_Done(each, back) for each in rest]
        if work.done:
            with db.writing():
                _write_down(work)


def _is_fresh(since: float) -> bool:
    return clock.seconds() - since < FRESH_SECONDS


def _tried(work: _Work, leaving: Leaving) -> _Done:
    """Let it leave unless its channel rests meanwhile; what came of it."""
    until = work.resting.get(_line(leaving.claimed))
    if until is not None:
        return _Done(leaving, queue.put_off(until))
    return _Done(leaving, *_sent(work.config, leaving))


def _sent(config: Config, leaving: Leaving) -> tuple[Outcome, Exception | None]:
    channel = leaving.claimed.channel
    try:
        registry.known()[channel].send(
            config, leaving.to, leaving.words, leaving.notice_id
        )
    except mail.Bounced as error:
        return Outcome("failed", "bounced"), error
    except smtp.Unanswered as error:
        return Outcome("unclear", "unclear"), error
    except registry.Mute as error:
        return Outcome("skipped", "demo"), error
    except registry.Gone as error:
        return Outcome("skipped", registry.MISSING[channel]), error
    except Permanent as error:
        _log.warning("message_refused", channel=channel, problem=str(error)[:200])
        return Outcome("failed", "refused"), error
    except Temporary as error:
        seconds = getattr(error, "retry_seconds", 0)
        return queue.again(leaving.claimed.attempts, seconds), error
    return Outcome("sent", sent_at=clock.now()), None


def _has_failed(done: _Done) -> bool:
    """Whether the channel has, and not this addressee alone."""
    return isinstance(done.error, Temporary) and not isinstance(
        done.error, registry.Unreached
    )


def _write_down(work: _Work) -> None:
    """Settle what was sent, and what that says of channels and addresses."""
    done, work.done = work.done, []
    queue.settle_each(
        {key: each.outcome for each in done for key in each.leaving.delivery_ids}
    )
    for each in done:
        _learn(each)
        line = _line(each.leaving.claimed)
        if _has_failed(each):
            work.working.discard(line)
            until = queue.failed(*line, str(each.error))
            if until is not None:
                work.resting[line] = until
        elif each.outcome.state == "sent" and line not in work.working:
            work.working.add(line)
            queue.worked(*line)


def _learn(done: _Done) -> None:
    """Letters that come back are counted by address."""
    to = done.leaving.to
    if isinstance(done.error, mail.Bounced) and to.email is not None:
        with tenancy.scope(to.business.id):
            bounces.came_back(to.member_id, to.email, clock.now())
