"""Certificates, passes, tickets and memberships as screens need them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from app.cards import codes
from app.cards.models import Card
from app.core import db
from app.core.ids import CardId, MemberId, OutletId, ProgrammeId, RuleVersionId
from app.instruments.errors import EventNotFound, InstrumentNotFound
from app.instruments.models import (
    Instrument,
    InstrumentBreak,
    InstrumentUse,
    TicketEvent,
)
from app.ledger import queries as ledger
from app.programmes import queries as programmes
from app.programmes.kinds.sold import SoldRules
from app.programmes.kinds.visits import Break
from app.programmes.models import Programme


@dataclass(frozen=True)
class EventView:
    """An event; ``sold`` counts the tickets that are good or were used."""

    id: int
    programme_id: ProgrammeId
    name: str
    place: str
    zone: str
    starts_at: datetime
    gates: tuple[str, ...]
    capacity: int
    price_minor: int
    sold: int

    @property
    def left(self) -> int:
        """Seats that nobody has."""
        return max(self.capacity - self.sold, 0)


@dataclass(frozen=True)
class UseView:
    """A visit or an admission."""

    id: int
    used_at: datetime
    gate: str
    outlet_id: OutletId
    state: str


@dataclass(frozen=True, kw_only=True)
class Held:
    """One of these cards with all that is known of it.

    ``available`` is its value now, ``used`` how often it let its holder in, ``last``
    the latest time that counted.
    """

    id: int
    card_id: CardId
    member_id: MemberId
    programme_id: ProgrammeId
    number: str
    programme: str
    kind: str
    rules: SoldRules
    rule_version_id: RuleVersionId
    state: str
    amount: int
    price_minor: int
    zone: str
    sold_at: datetime
    starts_on: date | None
    through_on: date | None
    is_gift: bool
    giver: str
    message: str
    transfers: int
    refund_minor: int | None
    outlet_id: OutletId | None
    event: EventView | None
    breaks: tuple[Break, ...]
    available: int
    used: int
    last: UseView | None

    @property
    def spoken(self) -> str:
        """The number in groups."""
        return codes.spoken(self.number)

    @property
    def payload(self) -> str:
        """The lasting code."""
        return codes.static_payload(self.number)


_ROWS: Any = (
    select(
        Instrument,
        Card.member_id,
        Card.number,
        Programme.name,
        Programme.kind,
    )
    .join(Card, Card.id == Instrument.card_id)
    .join(Programme, Programme.id == Instrument.programme_id)
)
_TAKEN = (
    select(func.count(Instrument.id))
    .where(
        Instrument.event_id == TicketEvent.id,
        Instrument.business_id == TicketEvent.business_id,
        Instrument.state != "refunded",
    )
    .correlate(TicketEvent)
    .scalar_subquery()
)
_EVENTS: Any = select(
    TicketEvent.id,
    TicketEvent.programme_id,
    TicketEvent.name,
    TicketEvent.place,
    TicketEvent.zone,
    TicketEvent.starts_at,
    TicketEvent.gates,
    TicketEvent.capacity,
    TicketEvent.price_minor,
    _TAKEN,
)


def held(card_id: CardId) -> Held:
    """What a card is; raises InstrumentNotFound."""
    found = _all(_ROWS.where(Instrument.card_id == card_id))
    if not found:
        raise InstrumentNotFound
    return found[0]


def held_of(member_id: MemberId) -> list[Held]:
    """All of a member's, the newest first."""
    return _all(
        _ROWS.where(Card.member_id == member_id, Card.state == "active").order_by(
            Instrument.id.desc()
        )
    )


def card_of(instrument_id: int) -> CardId:
    """The card of something that was sold; raises InstrumentNotFound."""
    found = db.session().scalar(
        select(Instrument.card_id).where(Instrument.id == instrument_id)
    )
    if found is None:
        raise InstrumentNotFound
    return CardId(found)


def sold(
    programme_id: ProgrammeId, *, before: int | None = None, limit: int = 50
) -> list[Held]:
    """What was sold of a programme, the newest first."""
    wanted = (
        _ROWS.where(Instrument.programme_id == programme_id)
        .order_by(Instrument.id.desc())
        .limit(limit)
    )
    if before is not None:
        wanted = wanted.where(Instrument.id < before)
    return _all(wanted)


def counts() -> dict[ProgrammeId, int]:
    """How many cards of each programme are good."""
    rows: Iterable[Any] = db.session().execute(
        select(Instrument.programme_id, func.count(Instrument.id))
        .where(Instrument.state == "active")
        .group_by(Instrument.programme_id)
    )
    return {ProgrammeId(row[0]): row[1] for row in rows}


def event(event_id: int) -> EventView:
    """One event; raises EventNotFound."""
    found = _events(_EVENTS.where(TicketEvent.id == event_id))
    if not found:
        raise EventNotFound
    return found[0]


def events(
    programme_id: ProgrammeId | None = None, *, after: datetime | None = None
) -> list[EventView]:
    """Events in the order of their time, perhaps of one programme or still ahead."""
    wanted = _EVENTS.order_by(TicketEvent.starts_at, TicketEvent.id)
    if programme_id is not None:
        wanted = wanted.where(TicketEvent.programme_id == programme_id)
    if after is not None:
        wanted = wanted.where(TicketEvent.starts_at > after)
    return _events(wanted)


def _events(wanted: Any) -> list[EventView]:
    rows: Iterable[Any] = db.session().execute(wanted)
    return [_event(row) for row in rows]


def _event(row: Any) -> EventView:
    view = EventView(*row)
    return replace(view, gates=tuple(view.gates))


def _all(wanted: Any) -> list[Held]:
    """Everything about some rows; a handful of statements, however many they are."""
    rows: Sequence[Any] = db.session().execute(wanted).all()
    if not rows:
        return []
    ids = [row.Instrument.id for row in rows]
    breaks, uses = _breaks(ids), _uses(ids)
    event_ids = {row.Instrument.event_id for row in rows} - {None}
    known = {each.id: each for each in _events_by(event_ids)}
    versions = {
        each: programmes.version(RuleVersionId(each))
        for each in {row.Instrument.rule_version_id for row in rows}
    }
    standings = ledger.balances([row.Instrument.card_id for row in rows])
    return [
        _held(
            row,
            rules=versions[row.Instrument.rule_version_id].rules,
            event=known.get(row.Instrument.event_id),
            breaks=tuple(breaks.get(row.Instrument.id, ())),
            available=standings.get(row.Instrument.card_id, ledger.NOTHING).available,
            uses=uses.get(row.Instrument.id, []),
        )
        for row in rows
    ]


def _held(
    row: Any,
    *,
    rules: Any,
    event: EventView | None,
    breaks: tuple[Break, ...],
    available: int,
    uses: list[UseView],
) -> Held:
    own: Instrument = row.Instrument
    return Held(
        id=own.id,
        card_id=CardId(own.card_id),
        member_id=MemberId(row.member_id),
        programme_id=ProgrammeId(own.programme_id),
        number=row.number,
        programme=row.name,
        kind=row.kind,
        rules=rules,
        rule_version_id=RuleVersionId(own.rule_version_id),
        state=own.state,
        amount=own.amount,
        price_minor=own.price_minor,
        zone=own.zone,
        sold_at=own.sold_at,
        starts_on=own.starts_on,
        through_on=own.through_on,
        is_gift=own.is_gift,
        giver=own.giver,
        message=own.message,
        transfers=own.transfers,
        refund_minor=own.refund_minor,
        outlet_id=None if own.outlet_id is None else OutletId(own.outlet_id),
        event=event,
        breaks=breaks,
        available=available,
        used=len(uses),
        last=uses[-1] if uses else None,
    )


def _breaks(ids: Sequence[int]) -> dict[int, list[Break]]:
    rows: Iterable[Any] = db.session().execute(
        select(
            InstrumentBreak.instrument_id,
            InstrumentBreak.first_day,
            InstrumentBreak.last_day,
        )
        .where(InstrumentBreak.instrument_id.in_(ids))
        .order_by(InstrumentBreak.first_day)
    )
    found: dict[int, list[Break]] = {}
    for instrument_id, first, last in rows:
        found.setdefault(instrument_id, []).append(Break(first=first, last=last))
    return found


def _uses(ids: Sequence[int]) -> dict[int, list[UseView]]:
    rows: Iterable[Any] = db.session().execute(
        select(
            InstrumentUse.instrument_id,
            InstrumentUse.id,
            InstrumentUse.used_at,
            InstrumentUse.gate,
            InstrumentUse.outlet_id,
            InstrumentUse.state,
        )
        .where(InstrumentUse.instrument_id.in_(ids), InstrumentUse.state == "counted")
        .order_by(InstrumentUse.used_at, InstrumentUse.id)
    )
    found: dict[int, list[UseView]] = {}
    for instrument_id, *values in rows:
        found.setdefault(instrument_id, []).append(UseView(*values))
    return found


def _events_by(ids: Iterable[int]) -> list[EventView]:
    wanted = list(ids)
    return _events(_EVENTS.where(TicketEvent.id.in_(wanted))) if wanted else []
