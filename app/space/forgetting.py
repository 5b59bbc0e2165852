"""What a person left in conversations: removed with them, or moved to who they are."""

from collections.abc import Sequence

from sqlalchemy import delete, or_, select, update

from app.core import db, tenancy
from app.core.ids import PersonId
from app.people.traces import Traces
from app.space import retention
from app.space.talk_models import Comment, CommentReport, GuestRequest, Subscription


def forget(person_id: PersonId, contacts: Sequence[str]) -> None:
    """Comments stay without their author; requests and subscriptions go (R24).

    ``contacts`` are the verified ones: whoever typed a stranger's address must not
    erase what that stranger asked for.
    """
    session = db.session()
    with tenancy.across():
        session.execute(
            update(Comment)
            .where(Comment.person_id == person_id)
            .values(person_id=None, name="", reason="")
        )
        session.execute(
            delete(CommentReport).where(CommentReport.person_id == person_id)
        )
        session.execute(
            delete(GuestRequest).where(
                or_(
                    GuestRequest.person_id == person_id,
                    GuestRequest.phone.in_(contacts),
                    GuestRequest.email.in_(contacts),
                )
            )
        )
        mine = select(Subscription.id).where(Subscription.email.in_(contacts))
        retention.drop(over_ids=list(session.scalars(mine)))


def move(source_id: PersonId, target_id: PersonId) -> None:
    """Who turns out to be somebody known keeps their comments and requests.

    A report stays with the anonymous person: the other may have made the same one.
    """
    with tenancy.across():
        for model in (Comment, GuestRequest):
            db.session().execute(
                update(model)
                .where(model.person_id == source_id)
                .values(person_id=target_id)
            )


TRACES = Traces(forget=forget, move=move)
