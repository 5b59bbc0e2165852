"""News on their way to subscribers: one row for each post and address.

Rows are the queue. ``claim`` leases some, so that a sender that dies repeats at most the
one letter it was sending, and only when the lease is over.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from app.core import clock, db, tenancy
from app.space.models import Post
from app.space.talk_models import NewsLetter, Subscription

LEASE = timedelta(minutes=15)
FIRST_RETRY = timedelta(minutes=1)
MAX_ATTEMPTS = 12
MAX_BOUNCES = 2
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
    """It went out; the address works. Runs inside ``writing()``."""
    _settle(letter, due_at=None, sent_at=clock.now(), problem="")
    _bounced(letter, 0)


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
    known = db.session().scalar(
        select(Subscription.bounces).where(Subscription.id == letter.subscription_id)
    )
    bounces = (known or 0) + 1
    _bounced(letter, bounces, clock.now() if bounces >= MAX_BOUNCES else None)


def _bounced(
    letter: Claimed, bounces: int, suspended_at: datetime | None = None
) -> None:
    db.connection().execute(
        update(Subscription)
        .where(Subscription.id == letter.subscription_id)
        .values(bounces=bounces, suspended_at=suspended_at)
    )


def _settle(letter: Claimed, **values: object) -> None:
    """When the lease ran out and another try began, that one has the say."""
    db.connection().execute(
        update(NewsLetter)
        .where(NewsLetter.id == letter.id, NewsLetter.attempts == letter.attempts)
        .values(**values)
    )
