"""Cards that spend little for a while, because somebody new says they are theirs."""

from datetime import datetime

from sqlalchemy import update

from app.cards.models import Card
from app.core import db
from app.core.ids import MemberId


def hold(*, member_id: MemberId, until: datetime) -> None:
    """Let no code of a member's cards prove more than a lasting one before ``until``."""
    _set(member_id, until)


def release(*, member_id: MemberId) -> None:
    """Trust the cards again at once."""
    _set(member_id, None)


def _set(member_id: MemberId, instant: datetime | None) -> None:
    db.session().execute(
        update(Card).where(Card.member_id == member_id).values(trusted_from=instant)
    )
