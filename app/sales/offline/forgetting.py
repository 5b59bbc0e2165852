"""What a till without a network wrote down of a person: their phone, as it was typed."""

from collections.abc import Sequence

from sqlalchemy import select, update

from app.core import db, tenancy
from app.core.ids import PersonId
from app.people.traces import Traces
from app.sales.offline.models import OfflineDeal

_NATIONAL = 10
"""So many last digits of a phone are the same in all its spellings."""


def _forget(person_id: PersonId, contacts: Sequence[str]) -> None:  # noqa: ARG001
    """Blank what was typed for a card and is a contact of theirs (R24).

    Few deals keep what was typed: those whose card nobody has found.
    """
    kept = select(OfflineDeal.id, OfflineDeal.typed).where(OfflineDeal.typed != "")
    phones = {_digits(each) for each in contacts if "@" not in each}
    with tenancy.across():
        theirs = [
            deal_id
            for deal_id, typed in db.session().execute(kept)
            if _digits(typed) in phones
        ]
        db.session().execute(
            update(OfflineDeal)
            .where(OfflineDeal.id.in_(theirs))
            .values(typed="")
            .execution_options(synchronize_session=False)
        )


def _digits(typed: str) -> str:
    return "".join(letter for letter in typed if letter.isdecimal())[-_NATIONAL:]


def _move(source_id: PersonId, target_id: PersonId) -> None:
    """A deal hangs on a card, and goes with it."""


TRACES = Traces(forget=_forget, move=_move)
