"""News on their way to subscribers: one row for each post and address.

Rows are the queue. ``claim`` leases some, so that a sender that dies repeats at most the
one letter it was sending, and only when the lease is over.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from app.core import clock, db, tenancy
from app.space.models import Post
from app.space.talk_models import NewsLetter, Subscription

LEASE = timedelta(minutes=15)
FIRST_RETRY = timedelta(minutes=1)
MAX_ATTEMPTS = 12
MAX_BOUNCES = 2
STANDS_AFTER = timedelta(days=5)
"""So long a letter that was taken may come back: servers try for four or five days
(RFC 5321, 4.5.4.1). Only afterwards it says that its address works."""

COMPLAINED = "unwanted, its reader says"
_AT_ONCE = 500


@dataclass(frozen=True)
class Claimed:
    """A letter that this sender alone may send until its lease is over."""

    id: int
    business_id: int
    post_id: int
    subscription_id: int
    attempts: int


@dataclass(frozen=True)
class PublishedPost:
    """What a letter tells of a post."""

    id: int
    title: str
    text: str
    ad_label: str
    ad_advertiser: str
    ad_token: str


def published(post_id: int) -> PublishedPost | None:
    """A post that everybody can read now; None when it was withdrawn or put off."""
    row = (
        db.session()
        .execute(
            select(
                Post.id,
                Post.title,
                Post.text,
                Post.ad_label,
                Post.ad_advertiser,
                Post.ad_token,
            ).where(
                Post.id == post_id,
                Post.published_at <= clock.now(),
                Post.withdrawn_at.is_(None),
            )
        )
        .one_or_none()
    )
    return None if row is None else PublishedPost(*row)


def plan(post_id: int) -> int:
    """Lay in a letter to everybody who is subscribed and has none of this post yet.

    How many; a batch at a time, so call it until it is 0. Runs inside ``writing()``.
    """
    has_one = select(NewsLetter.subscription_id).where(NewsLetter.post_id == post_id)
    waiting = (
        select(Subscription.id)
        .where(
            Subscription.confirmed_at.is_not(None),
            Subscription.ended_at.is_(None),
            Subscription.suspended_at.is_(None),
            Subscription.id.not_in(has_one),
        )
        .order_by(Subscription.id)
        .limit(_AT_ONCE)
    )
    new = [
        {
            "business_id": tenancy.current(),
            "post_id": post_id,
            "subscription_id": subscription_id,
            "due_at": clock.now(),
            "attempts": 0,
            "problem": "",
        }
        for subscription_id in db.session().scalars(waiting)
    ]
    if new:
        db.session().execute(insert(NewsLetter), new)
    return len(new)


def claim(limit: int) -> list[Claimed]:
    """Lease up to ``limit`` due letters of any business. Runs inside ``writing()``."""
    instant = clock.now()
    due = (
        select(NewsLetter.id)
        .where(NewsLetter.due_at <= instant)
        .order_by(NewsLetter.due_at, NewsLetter.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = db.connection().execute(
        update(NewsLetter)
        .where(NewsLetter.id.in_(due.scalar_subquery()))
        .values(due_at=instant + LEASE, attempts=NewsLetter.attempts + 1)
        .returning(
            NewsLetter.id,
            NewsLetter.business_id,
            NewsLetter.post_id,
            NewsLetter.subscription_id,
            NewsLetter.attempts,
        )
    )
    return sorted((Claimed(*row) for row in rows), key=lambda each: each.id)


def is_wanted(subscription_id: int) -> bool:
    """Whether the address still gets news; asked right before each letter."""
    found = db.session().scalar(
        select(Subscription.id).where(
            Subscription.id == subscription_id,
            Subscription.confirmed_at.is_not(None),
            Subscription.ended_at.is_(None),
            Subscription.suspended_at.is_(None),
        )
    )
    return found is not None


def sent(letter: Claimed) -> None:
    """It went out. Runs inside ``writing()``."""
    _settle(letter, due_at=None, sent_at=clock.now(), problem="")


def dropped(letter: Claimed, problem: str) -> None:
    """It is not wanted any more, or can never be sent. Runs inside ``writing()``."""
    _settle(letter, due_at=None, problem=problem[:200])


def not_wanted(letter: Claimed) -> None:
    """Post or subscription ended meanwhile. Runs inside ``writing()``.

    Where the post was withdrawn the row goes: shown again, it is news to them still.
    """
    if published(letter.post_id) is not None:
        dropped(letter, "not wanted any more")
        return
    db.session().execute(
        delete(NewsLetter).where(
            NewsLetter.id == letter.id, NewsLetter.attempts == letter.attempts
        )
    )


def put_off(letter: Claimed, problem: str) -> None:
    """Try again later, or give up after too many tries. Runs inside ``writing()``."""
    wait = FIRST_RETRY * 2 ** (letter.attempts - 1)
    is_over = letter.attempts >= MAX_ATTEMPTS
    _settle(
        letter, due_at=None if is_over else clock.now() + wait, problem=problem[:200]
    )


def bounced(letter: Claimed, problem: str) -> None:
    """The address was refused for good; the second time in a row suspends it.

    Runs inside ``writing()``.
    """
    dropped(letter, problem)
    _count(letter.subscription_id, clock.now())


def came_back(letter_id: int, problem: str, *, is_address: bool) -> bool:
    """A letter of the business in scope that had left came back; False when it had not.

    ``is_address`` when that says that its address does not work. Runs inside
    ``writing()``.
    """
    row = _locked(letter_id)
    if row is None or (row.sent_at is None and row.due_at is None):
        return False
    db.session().execute(
        update(NewsLetter)
        .where(NewsLetter.id == letter_id)
        # Whoever holds a lease on it has lost it by one more attempt.
        .values(
            due_at=None,
            sent_at=None,
            attempts=NewsLetter.attempts + 1,
            problem=problem[:200],
        )
        .execution_options(synchronize_session=False)
    )
    if is_address:
        _count(row.subscription_id, row.sent_at or clock.now())
    return True


def complained(letter_id: int) -> int | None:
    """Its reader calls it unwanted: whose subscription is to end; None once that is known.

    Runs inside ``writing()``.
    """
    row = _locked(letter_id)
    if row is None or row.problem == COMPLAINED:
        return None
    db.session().execute(
        update(NewsLetter)
        .where(NewsLetter.id == letter_id)
        .values(problem=COMPLAINED)
        .execution_options(synchronize_session=False)
    )
    return int(row.subscription_id)


def _locked(letter_id: int) -> Any:
    return (
        db.session()
        .execute(
            select(
                NewsLetter.subscription_id,
                NewsLetter.sent_at,
                NewsLetter.due_at,
                NewsLetter.problem,
            )
            .where(NewsLetter.id == letter_id)
            .with_for_update()
        )
        .one_or_none()
    )


def _count(subscription_id: int, sent_at: datetime) -> None:
    """One more letter in a row came back, unless another one stood in between."""
    row = (
        db.session()
        .execute(
            select(
                Subscription.bounces, Subscription.bounced_at, Subscription.suspended_at
            )
            .where(Subscription.id == subscription_id)
            .with_for_update()
        )
        .one()
    )
    known = row.bounced_at or sent_at
    first, last = sorted((known, sent_at))
    has_stood = row.bounces and _has_stood(subscription_id, first, last)
    if has_stood and sent_at < known:
        return
    bounces = 1 if has_stood else row.bounces + 1
    suspended_at = clock.now() if bounces >= MAX_BOUNCES else None
    db.session().execute(
        update(Subscription)
        .where(Subscription.id == subscription_id)
        .values(
            bounces=bounces,
            bounced_at=last,
            suspended_at=row.suspended_at or suspended_at,
        )
        .execution_options(synchronize_session=False)
    )


def _has_stood(subscription_id: int, after: datetime, before: datetime) -> bool:
    found = select(NewsLetter.id).where(
        NewsLetter.subscription_id == subscription_id,
        NewsLetter.sent_at > after,
        NewsLetter.sent_at < before,
        NewsLetter.sent_at <= clock.now() - STANDS_AFTER,
    )
    return db.session().scalar(found.limit(1)) is not None


def _settle(letter: Claimed, **values: object) -> None:
    """When the lease ran out and another try began, that one has the say."""
    db.connection().execute(
        update(NewsLetter)
        .where(NewsLetter.id == letter.id, NewsLetter.attempts == letter.attempts)
        .values(**values)
    )
