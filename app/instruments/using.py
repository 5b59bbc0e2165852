"""Letting in: one scan is one visit of a pass, or the one admission of a ticket (R22)."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.businesses import queries as businesses
from app.cards import actions as cards
from app.core import audit, clock, db, locales, tenancy
from app.core.ids import CardId, OutletId
from app.instruments import attendance, errors, queries, rules
from app.instruments.models import Instrument, InstrumentUse
from app.instruments.queries import Held
from app.instruments.rules import Status
from app.instruments.selling import check_place
from app.ledger import actions as ledger
from app.ledger.actions import Cause
from app.programmes.kinds.ticket import Entry, TicketRules, settle
from app.programmes.kinds.visits import Begins, VisitRules, is_same_visit

LONGEST_GATE = 40


@dataclass(frozen=True, kw_only=True)
class Used:
    """A visit or an admission, and how the card stands after it.

    ``is_repeat``: the scan belongs to a visit that was counted before; nothing was
    counted now. ``left`` is None where nobody counts.
    """

    use_id: int
    used_at: datetime
    is_repeat: bool
    left: int | None
    through_on: date | None


def use(*, card_id: CardId, outlet_id: OutletId, actor: str, gate: str = "") -> Used:
    """Let the holder of a card in, once (E20, E21).

    The card's row is locked first, so that of many scans at once one counts.

    Raises:
        AlreadyEnded, OutOfTime, NotYet, Resting, UsedUp, AlreadyAdmitted, NotUsable,
        SellerClosed, NotTakenHere: as said.
        NotFound: the card is none of these, or of another business.
    """
    cards.touch(card_id)
    held, at = queries.held(card_id), clock.now()
    _check_outlet(held, outlet_id)
    if isinstance(held.rules, VisitRules):
        return _visit(held, held.rules, outlet_id, actor, at)
    if isinstance(held.rules, TicketRules):
        return _admit(held, outlet_id, actor, gate, at)
    raise errors.NotUsable


def _check_outlet(held: Held, outlet_id: OutletId) -> None:
    if not businesses.outlet(outlet_id).is_open:
        raise errors.SellerClosed
    check_place(held.programme_id, outlet_id)


def _visit(
    held: Held, own: VisitRules, outlet_id: OutletId, actor: str, at: datetime
) -> Used:
    if held.last is not None and is_same_visit(held.last.used_at, at, own):
        if held.state == "refunded":
            raise errors.AlreadyEnded
        return Used(
            use_id=held.last.id,
            used_at=held.last.used_at,
            is_repeat=True,
            left=rules.visits_left(held),
            through_on=held.through_on,
        )
    refuse_unless_good(held, at)
    row = _locked(held.id)
    if row.starts_on is None:
        # The first visit begins the period (E20).
        row.starts_on = clock.local_date(at, held.zone)
        row.through_on = own.last_day(row.starts_on)
    entry = _written(held, outlet_id, actor, at, gate="")
    left = rules.visits_left(held)
    if left is not None:
        entry.posting_id = _taken(held, entry, actor, at)
        left -= 1
    db.session().flush()
    cards.show_change(held.card_id)
    return Used(
        use_id=entry.id,
        used_at=at,
        is_repeat=False,
        left=left,
        through_on=row.through_on,
    )


def _admit(
    held: Held, outlet_id: OutletId, actor: str, gate: str, at: datetime
) -> Used:
    refuse_unless_good(held, at)
    entry = _written(held, outlet_id, actor, at, gate=gate)
    entry.admission_of_id = held.id
    entry.posting_id = _taken(held, entry, actor, at)
    db.session().flush()
    cards.show_change(held.card_id)
    return Used(
        use_id=entry.id,
        used_at=at,
        is_repeat=False,
        left=0,
        through_on=held.through_on,
    )


def tell_of(
    *,
    card_id: CardId,
    outlet_id: OutletId,
    actor: str,
    gate: str,
    used_at: datetime,
) -> bool:
    """Take in what a gate without network did; whether its admission counts (E21).

    Nobody is turned away by it any more, so it is always kept: of several, the
    earliest counts, the others are flagged for staff. Raises NotUsable, NotFound.
    """
    cards.touch(card_id)
    held = queries.held(card_id)
    if not isinstance(held.rules, TicketRules):
        raise errors.NotUsable
    entry = _written(held, outlet_id, actor, used_at, gate=gate)
    before = _entry_that_counts(held.id)
    known = [Entry(at=used_at, gate=gate, id=entry.id)]
    if before is not None:
        known.append(Entry(at=before.used_at, gate=before.gate, id=before.id))
    wins = settle(known).admitted.id == entry.id
    if before is None and held.available:
        entry.posting_id = _taken(held, entry, actor, clock.now())
    elif before is not None and wins:
        entry.posting_id, before.posting_id = before.posting_id, None
    _make_count(held, entry, before, wins=wins)
    cards.show_change(card_id)
    return wins


def _make_count(
    held: Held, entry: InstrumentUse, before: InstrumentUse | None, *, wins: bool
) -> None:
    """One of the two counts, the other one is flagged."""
    loser = before if wins else entry
    if loser is not None:
        loser.state, loser.admission_of_id = "flagged", None
        db.session().flush()
    if wins:
        entry.admission_of_id = held.id
        db.session().flush()


def _entry_that_counts(instrument_id: int) -> InstrumentUse | None:
    return db.session().scalar(
        select(InstrumentUse).where(InstrumentUse.admission_of_id == instrument_id)
    )


def undo(*, use_id: int, actor: str) -> CardId:
    """Take a visit or an admission back, shortly after it; the card it was made with.

    Raises UseNotFound, UndoTooLate, AlreadyUndone, AlreadyEnded.
    """
    found = attendance.use(use_id)
    cards.touch(found.card_id)
    held = queries.held(found.card_id)
    if held.state != "active":
        # What would come back to it was paid back, or is out of time.
        raise errors.AlreadyEnded
    entry = db.session().get(InstrumentUse, use_id, with_for_update=True)
    if entry is None or entry.state != "counted":
        raise errors.AlreadyUndone
    _check_undo(held, entry.used_at)
    entry.state, entry.admission_of_id = "cancelled", None
    if entry.posting_id is not None:
        ledger.reverse(
            posting_id=entry.posting_id,
            cause=_cause(f"use:{use_id}:undo", actor, "visit_undone", clock.now()),
        )
    own = held.rules
    is_first = held.used == 1 and isinstance(own, VisitRules)
    if is_first and getattr(own, "begins", None) is Begins.FIRST_VISIT:
        row = _locked(held.id)
        row.starts_on = row.through_on = None
    db.session().flush()
    audit.note("visit.undone", subject=f"card:{held.card_id}", name=held.programme)
    cards.show_change(held.card_id)
    return held.card_id


def undo_minutes(held: Held) -> int:
    """How long a visit or an admission can be taken back."""
    return held.rules.undo_minutes if isinstance(held.rules, VisitRules) else 15


def _check_undo(held: Held, used_at: datetime) -> None:
    minutes = undo_minutes(held)
    if (clock.now() - used_at).total_seconds() > minutes * 60:
        raise errors.UndoTooLate(minutes=minutes)


def refuse_unless_good(held: Held, at: datetime) -> None:
    """Raises what stands against using a card now."""
    now = rules.status(held, at)
    if now is Status.GOOD:
        return
    if now is Status.REFUNDED or held.state != "active":
        raise errors.AlreadyEnded
    if now is Status.USED:
        raise _used_up(held)
    if now is Status.NOT_YET:
        raise errors.NotYet(at=_opening(held))
    today = clock.local_date(at, held.zone)
    rest = rules.break_of(held, today)
    if now is Status.RESTING and rest is not None:
        raise errors.Resting(day=locales.day(rest.last))
    raise errors.OutOfTime(day=locales.day(held.through_on or today))


def _used_up(held: Held) -> errors.UsedUp | errors.AlreadyAdmitted:
    if held.event is None or held.last is None:
        return errors.UsedUp()
    at = held.last.used_at.astimezone(ZoneInfo(held.event.zone))
    return errors.AlreadyAdmitted(at=f"{at:%H:%M:%S}", gate=held.last.gate or "—")


def _opening(held: Held) -> str:
    if held.event is None or not isinstance(held.rules, TicketRules):
        return ""
    return locales.moment(held.rules.opens_at(held.event.starts_at), held.event.zone)


def _locked(instrument_id: int) -> Instrument:
    row = db.session().get(Instrument, instrument_id, with_for_update=True)
    if row is None:
        raise errors.InstrumentNotFound
    return row


def _written(
    held: Held, outlet_id: OutletId, actor: str, at: datetime, *, gate: str
) -> InstrumentUse:
    entry = InstrumentUse(
        business_id=tenancy.current(),
        instrument_id=held.id,
        outlet_id=outlet_id,
        gate=gate[:LONGEST_GATE],
        used_at=at,
        recorded_at=clock.now(),
        actor=actor,
    )
    db.session().add(entry)
    db.session().flush()
    return entry


def _taken(held: Held, entry: InstrumentUse, actor: str, at: datetime) -> int:
    reason = "visit" if isinstance(held.rules, VisitRules) else "admission"
    return ledger.spend(
        card_id=held.card_id,
        cause=_cause(f"use:{entry.id}", actor, reason, at),
        amount=1,
    ).posting_id


def _cause(key: str, actor: str, reason: str, at: datetime) -> Cause:
    return Cause(key=key, actor=actor, reason=reason, occurred_at=at)
