"""Who came: visits and admissions, the latest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.cards import codes
from app.cards.models import Card
from app.core import db
from app.core.ids import CardId, OutletId, ProgrammeId
from app.instruments.errors import UseNotFound
from app.instruments.models import Instrument, InstrumentUse
from app.instruments.queries import UseView
from app.programmes.models import Programme


@dataclass(frozen=True)
class Attendance:
    """Who came: a visit or an admission with the card that was shown."""

    use: UseView
    card_id: CardId
    number: str
    programme: str
    kind: str
    outlet_id: OutletId

    @property
    def spoken(self) -> str:
        """The number in groups."""
        return codes.spoken(self.number)


def attendance(
    *,
    instrument_id: int | None = None,
    programme_id: ProgrammeId | None = None,
    limit: int = 200,
) -> list[Attendance]:
    """Visits and admissions, the latest first."""
    wanted = (
        select(
            InstrumentUse.id,
            InstrumentUse.used_at,
            InstrumentUse.gate,
            InstrumentUse.outlet_id,
            InstrumentUse.state,
            Card.id,
            Card.number,
            Programme.name,
            Programme.kind,
        )
        .join(Instrument, Instrument.id == InstrumentUse.instrument_id)
        .join(Card, Card.id == Instrument.card_id)
        .join(Programme, Programme.id == Instrument.programme_id)
        .order_by(InstrumentUse.used_at.desc(), InstrumentUse.id.desc())
        .limit(limit)
    )
    if instrument_id is not None:
        wanted = wanted.where(InstrumentUse.instrument_id == instrument_id)
    if programme_id is not None:
        wanted = wanted.where(Instrument.programme_id == programme_id)
    rows: Iterable[Any] = db.session().execute(wanted)
    return [
        Attendance(UseView(*row[:5]), row[5], row[6], row[7], row[8], row[3])
        for row in rows
    ]


@dataclass(frozen=True)
class UseFacts:
    """A use and the card that it was made with."""

    use: UseView
    card_id: CardId


def use(use_id: int) -> UseFacts:
    """One visit or admission; raises UseNotFound."""
    row: Any = (
        db.session()
        .execute(
            select(
                InstrumentUse.id,
                InstrumentUse.used_at,
                InstrumentUse.gate,
                InstrumentUse.outlet_id,
                InstrumentUse.state,
                Instrument.card_id,
            )
            .join(Instrument, Instrument.id == InstrumentUse.instrument_id)
            .where(InstrumentUse.id == use_id)
        )
        .one_or_none()
    )
    if row is None:
        raise UseNotFound
    return UseFacts(UseView(*row[:5]), CardId(row[5]))
