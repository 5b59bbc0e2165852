"""Forms on paper that guests signed: what a business did for them, and on which word.

Who has no phone has the same rights (M14): staff act for them, and the number of the
signed form says where the proof lies.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.cards.errors import PaperNumberNeeded
from app.cards.identity_models import SignedPaper
from app.core import audit, clock, db, tenancy
from app.core.ids import MemberId

LONGEST_NUMBER = 40


@dataclass(frozen=True)
class Paper:
    """A signed form."""

    kind: str
    number: str
    recorded_at: datetime


def record(*, member_id: MemberId, kind: str, number: str, actor: str) -> None:
    """Remember a signed form with what is done because of it.

    Raises PaperNumberNeeded.
    """
    number = " ".join(number.split())
    if not number or len(number) > LONGEST_NUMBER:
        raise PaperNumberNeeded
    db.session().add(
        SignedPaper(
            business_id=tenancy.current(),
            member_id=member_id,
            kind=kind,
            number=number,
            actor=actor,
            recorded_at=clock.now(),
        )
    )
    db.session().flush()
    audit.note(
        "identity.paper", subject=f"member:{member_id}", paper=kind, number=number
    )


def papers(member_id: MemberId) -> list[Paper]:
    """The forms of a member, newest first."""
    rows = db.session().scalars(
        select(SignedPaper)
        .where(SignedPaper.member_id == member_id)
        .order_by(SignedPaper.id.desc())
    )
    return [Paper(row.kind, row.number, row.recorded_at) for row in rows]
