"""Every change of who is told in which browser."""

from collections.abc import Mapping

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock, db, egress, limits, tenancy
from app.core.errors import NotFound
from app.core.ids import MemberId, PersonId
from app.core.limits import Limit
from app.notifications.push import encryption
from app.notifications.push.encryption import SECRET_BYTES, BadKeys
from app.notifications.push.errors import BadSubscription
from app.notifications.push.models import PushSubscription

ASKED = Limit("push-subscriptions", 30, 3600)
MOST_BROWSERS = 20
"""Of a member; the latest stay. Whoever names services must not name thousands."""
MOST_FAILURES = 10
"""Refusals in a row after which a browser is not tried any more."""


def subscribe(
    *,
    member_id: MemberId,
    person_id: PersonId,
    session_id: int,
    endpoint: str,
    p256dh: str,
    auth: str,
) -> None:
    """Tell a browser from now on; it belongs to who is signed in there now.

    A browser that told somebody else before tells this person only.

    Raises:
        AddressInside: the address is none of a public push service.
        BadSubscription: the keys are none.
        TooMany: the person did so too often.
    """
    egress.target(endpoint, db.settings().trusted_push_services)
    try:
        encryption.key_of(p256dh)
        encryption.bytes_of(auth, SECRET_BYTES)
    except BadKeys as error:
        raise BadSubscription from error
    limits.hit(ASKED, f"person:{person_id}")
    _leave_others(endpoint, person_id)
    values = {
        "business_id": tenancy.current(),
        "member_id": member_id,
        "person_id": person_id,
        "session_id": session_id,
        "p256dh": p256dh,
        "auth": auth,
        "ended_at": None,
        "ended_why": "",
        "failures": 0,
    }
    dialect = sqlite if db.is_sqlite() else postgresql
    db.session().execute(
        dialect.insert(PushSubscription)
        .values(endpoint=endpoint, created_at=clock.now(), **values)
        .on_conflict_do_update(index_elements=["endpoint"], set_=values)
    )
    _keep_the_latest(member_id)


def _leave_others(endpoint: str, person_id: PersonId) -> None:
    """In any business: whoever used this browser before is not told in it any more."""
    with tenancy.across():
        db.session().execute(
            delete(PushSubscription)
            .where(
                PushSubscription.endpoint == endpoint,
                PushSubscription.person_id != person_id,
            )
            .execution_options(synchronize_session=False)
        )


def _keep_the_latest(member_id: MemberId) -> None:
    known = list(
        db.session().scalars(
            select(PushSubscription.id)
            .where(PushSubscription.member_id == member_id)
            .order_by(
                PushSubscription.ended_at.is_not(None), PushSubscription.id.desc()
            )
        )
    )
    db.session().execute(
        delete(PushSubscription)
        .where(PushSubscription.id.in_(known[MOST_BROWSERS:]))
        .execution_options(synchronize_session=False)
    )


def unsubscribe(*, subscription_id: int, person_id: PersonId) -> None:
    """Tell a browser of this person no more; raises NotFound for another's."""
    ended = db.session().execute(
        update(PushSubscription)
        .where(
            PushSubscription.id == subscription_id,
            PushSubscription.person_id == person_id,
        )
        .values(ended_at=clock.now(), ended_why="stopped")
        .execution_options(synchronize_session=False)
    )
    if not getattr(ended, "rowcount", 0):
        raise NotFound


def note(outcomes: Mapping[int, str]) -> None:
    """Keep what became of messages: by subscription "ok", "failed", "gone", "refused".

    Runs inside ``writing()``, after the network has answered.
    """
    instant = clock.now()
    for subscription_id in sorted(outcomes):
        result = outcomes[subscription_id]
        change = update(PushSubscription).where(PushSubscription.id == subscription_id)
        if result == "ok":
            change = change.values(failures=0, last_ok_at=instant)
        elif result == "failed":
            change = change.values(failures=PushSubscription.failures + 1)
        else:
            change = change.where(PushSubscription.ended_at.is_(None)).values(
                ended_at=instant, ended_why=result
            )
        db.session().execute(change.execution_options(synchronize_session=False))
    db.session().execute(
        update(PushSubscription)
        .where(
            PushSubscription.id.in_(sorted(outcomes)),
            PushSubscription.failures >= MOST_FAILURES,
            PushSubscription.ended_at.is_(None),
        )
        .values(ended_at=instant, ended_why="refused")
        .execution_options(synchronize_session=False)
    )
