"""When phones last fetched the passes of cards."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from app.core import db
from app.core.types import Instant
from app.wallet.models import ApplePass


def served_at(card_ids: Sequence[int]) -> Mapping[int, datetime]:
    """By card, the last time that its pass was fetched as it was then.

    Only passes whose latest change was fetched count: an older one may show old dates.
    """
    rows = db.session().execute(
        select(ApplePass.card_id, func.max(ApplePass.served_at, type_=Instant))
        .where(
            ApplePass.card_id.in_(card_ids),
            ApplePass.served_tag == ApplePass.tag,
            ApplePass.served_at.is_not(None),
        )
        .group_by(ApplePass.card_id)
    )
    return {card_id: at for card_id, at in rows if at is not None}
