"""How much a member has not read yet: counted on their row, so that pages ask nothing."""

from sqlalchemy import update

from app.core import db
from app.core.ids import MemberId
from app.people.models import Member


def add(member_id: MemberId, *, messages: int = 0, notices: int = 0) -> None:
    """Count what is new to a member. Runs inside ``writing()``."""
    db.session().execute(
        update(Member)
        .where(Member.id == member_id)
        .values(
            unread_messages=Member.unread_messages + messages,
            unread_notices=Member.unread_notices + notices,
        )
        .execution_options(synchronize_session=False)
    )


def read_messages(member_id: MemberId) -> None:
    """They have seen their conversation to its end. Runs inside ``writing()``."""
    _set(member_id, "unread_messages")


def read_notices(member_id: MemberId) -> None:
    """They have seen all notices. Runs inside ``writing()``."""
    _set(member_id, "unread_notices")


def count_notices(member_id: MemberId, count: int) -> None:
    """So many notices are left to read. Runs inside ``writing()``."""
    _set(member_id, "unread_notices", count)


def _set(member_id: MemberId, column: str, count: int = 0) -> None:
    db.session().execute(
        update(Member)
        .where(Member.id == member_id)
        .values({column: count})
        .execution_options(synchronize_session=False)
    )
