"""How long what guests leave with a business is kept, and what drops it then."""

from datetime import timedelta

from sqlalchemy import delete, or_, select

from app.core import clock, db
from app.space.talk_models import GuestRequest, NewsLetter, Subscription

KEPT_AFTER = timedelta(days=90)
"""A request after it was closed; the consents' texts say the same."""

KEPT_AT_MOST = timedelta(days=365)
UNCONFIRMED = timedelta(days=7)
ENDED = timedelta(days=30)


def forget_old() -> int:
    """Delete requests and subscriptions whose time is over; how many.

    Runs inside ``writing()``, across businesses.
    """
    now, session = clock.now(), db.session()
    requests = session.execute(
        delete(GuestRequest).where(
            or_(
                GuestRequest.done_at < now - KEPT_AFTER,
                GuestRequest.created_at < now - KEPT_AT_MOST,
            )
        )
    )
    over = select(Subscription.id).where(
        or_(
            Subscription.confirmed_at.is_(None)
            & (Subscription.asked_at < now - UNCONFIRMED),
            Subscription.ended_at < now - ENDED,
        )
    )
    return int(requests.rowcount) + drop(over_ids=list(session.scalars(over)))  # type: ignore[attr-defined]


def drop(*, over_ids: list[int]) -> int:
    """Delete subscriptions with all their letters; how many."""
    session = db.session()
    session.execute(delete(NewsLetter).where(NewsLetter.subscription_id.in_(over_ids)))
    session.execute(delete(Subscription).where(Subscription.id.in_(over_ids)))
    return len(over_ids)
