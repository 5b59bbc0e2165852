"""Browsers that are told: forgotten with a person, or kept by who they turned out to be."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from app.core import db, tenancy
from app.core.ids import MemberId, PersonId
from app.notifications.push.models import PushSubscription
from app.people.traces import Moved, Traces


def _forget(person_id: PersonId, contacts: Sequence[str]) -> None:
    """Nobody is told where they were (R24)."""
    del contacts
    with tenancy.across():
        db.session().execute(
            delete(PushSubscription)
            .where(PushSubscription.person_id == person_id)
            .execution_options(synchronize_session=False)
        )


def _move(source_id: PersonId, target_id: PersonId) -> None:
    with tenancy.across():
        db.session().execute(
            update(PushSubscription)
            .where(PushSubscription.person_id == source_id)
            .values(person_id=target_id)
            .execution_options(synchronize_session=False)
        )


def _hand_over(source_id: MemberId, target_id: MemberId) -> Moved:
    """The browsers of both tell of the membership that goes on (R23)."""
    moved = list(
        db.session().scalars(
            select(PushSubscription.id).where(PushSubscription.member_id == source_id)
        )
    )
    _give(moved, target_id)
    return {"subscriptions": moved}


def _part(source_id: MemberId, _target_id: MemberId, moved: Moved) -> None:
    _give(moved["subscriptions"], source_id)


def _give(subscription_ids: Sequence[int], member_id: MemberId) -> None:
    db.session().execute(
        update(PushSubscription)
        .where(PushSubscription.id.in_(subscription_ids))
        .values(member_id=member_id)
        .execution_options(synchronize_session=False)
    )


TRACES = Traces(forget=_forget, move=_move, hand_over=_hand_over, part=_part)
