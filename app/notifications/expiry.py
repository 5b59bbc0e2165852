"""Warns of points that end, and lets those go on of which nobody was warned (M10)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.businesses import queries as businesses
from app.cards import actions as cards
from app.cards.models import Card
from app.core import clock, db, tenancy
from app.core.ids import CardId, MemberId
from app.ledger import actions as ledger
from app.ledger import endings
from app.ledger.endings import Ending
from app.ledger.fairness import Spared
from app.ledger.lots import LiveLot
from app.notifications import centre, proofs, runs
from app.notifications.centre import Message
from app.notifications.kinds import points
from app.notifications.trigger_models import ExpiryNotice
from app.programmes import fairness
from app.programmes import queries as programmes
from app.programmes.kinds.registry import SOLD
from app.programmes.models import Programme

JOB = "expiry"
PAGE = 200
AHEAD = timedelta(days=32)
SOON = timedelta(hours=1)
"""So long before their end it is decided whether points go on."""

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class _Warning:
    """What one card is told of one end."""

    card_id: int
    ends_at: datetime
    step: int
    amount: int
    last_day: date


def tell_due() -> int:
    """Warn of what ends, once a local day in the open business; how many warnings."""
    today = runs.day_due(JOB)
    if today is None:
        return 0
    zone, now = _zone(), clock.now()
    told = after = 0
    while page := endings.endings(
        now, now + AHEAD, _programmes(), after=after, limit=PAGE
    ):
        after = page[-1].card_id
        with db.writing():
            proofs.prove([each.card_id for each in page])
            told += _tell(list(_due(page, today, zone)))
    runs.done(JOB, today)
    return told


def spare_soon() -> int:
    """Let points go on that end within the hour and were not warned of; how many cards."""
    zone, now = _zone(), clock.now()
    done = after = 0
    while page := endings.soon(now, now + SOON, _programmes(), after=after, limit=PAGE):
        after = page[-1].card_id
        with db.writing():
            proofs.prove([each.card_id for each in page])
        for (card_id, ends_at), lots in groupby(_unwarned(page, zone), key=_end_of):
            with db.writing():
                # Its holder sees the change, so the card's version rises with it.
                cards.show_change(CardId(card_id))
                ledger.extend(
                    card_id=card_id,
                    lot_ids=[lot.lot_id for lot in lots],
                    until=_until(ends_at, now, zone),
                    at=now,
                )
            done += 1
    return done


def judge(card_id: int, ended: Sequence[LiveLot], at: datetime) -> Spared | None:
    """Which ended lots of a card go on, for the books: nothing ends unwarned.

    What is sold has ends of its own, and is not asked about.
    """
    kind = db.session().scalar(
        select(Programme.kind)
        .join(Card, Card.programme_id == Programme.id)
        .where(Card.id == card_id)
    )
    ends_at = ended[0].expires_at
    if kind in SOLD or ends_at is None:
        return None
    zone, known = _zone(), endings.known_at([lot.id for lot in ended])
    proofs.prove([card_id])
    lots = [
        Ending(card_id, lot.id, lot.remaining, known[lot.id], ends_at) for lot in ended
    ]
    spared = frozenset(lot.lot_id for lot in _unwarned(lots, zone))
    return Spared(spared, _until(ends_at, at, zone)) if spared else None


def _zone() -> str:
    return businesses.by_id(tenancy.current()).zone


def _programmes() -> list[int]:
    return [each.id for each in programmes.programmes() if each.kind not in SOLD]


def _end_of(lot: Ending) -> tuple[int, datetime]:
    return lot.card_id, lot.expires_at


def _last_day(ends_at: datetime, zone: str) -> date:
    return clock.local_date(ends_at - _TICK, zone)


def _until(ends_at: datetime, now: datetime, zone: str) -> datetime:
    last = fairness.last_day_extended(
        _last_day(ends_at, zone), clock.local_date(now, zone)
    )
    return clock.day_end(last, zone)


def _due(page: Iterable[Ending], today: date, zone: str) -> Iterable[_Warning]:
    """One warning for all that ends on a card at one instant."""
    for (card_id, ends_at), lots in groupby(page, key=_end_of):
        last_day, amount, reached = _last_day(ends_at, zone), 0, []
        for lot in lots:
            amount += lot.amount
            known_on = clock.local_date(lot.known_at, zone)
            reached.append(fairness.step_reached(known_on, last_day, today))
        step = min((each for each in reached if each is not None), default=None)
        if step is not None:
            yield _Warning(card_id, ends_at, step, amount, last_day)


def _tell(due: Sequence[_Warning]) -> int:
    card_ids = {each.card_id for each in due}
    known = db.session().execute(
        select(ExpiryNotice.card_id, ExpiryNotice.ends_at, ExpiryNotice.step).where(
            ExpiryNotice.card_id.in_(card_ids),
            ExpiryNotice.ends_at.in_({each.ends_at for each in due}),
        )
    )
    told = {tuple(row) for row in known}
    holders = _holders(card_ids)
    new = [w for w in due if (w.card_id, w.ends_at, w.step) not in told]
    messages = [_message(each, *holders[each.card_id]) for each in new]
    notices = centre.tell_each(kind=points.EXPIRY, messages=messages)
    for warning, message in zip(new, messages, strict=True):
        notice_id = notices.get((message.member_id, message.occurrence))
        if notice_id is not None:
            _keep(warning, notice_id)
    return len(notices)


def _holders(card_ids: Iterable[int]) -> dict[int, tuple[MemberId, str]]:
    rows = db.session().execute(
        select(Card.id, Card.member_id, Programme.unit)
        .join(Programme, Programme.id == Card.programme_id)
        .where(Card.id.in_(card_ids))
    )
    return {card_id: (MemberId(member), unit) for card_id, member, unit in rows}


def _message(warning: _Warning, member_id: MemberId, unit: str) -> Message:
    return Message(
        member_id,
        f"{warning.card_id}:{warning.ends_at.isoformat()}:{warning.step}",
        {
            "amount": warning.amount,
            "unit": unit,
            "last_day": warning.last_day.isoformat(),
        },
    )


def _keep(warning: _Warning, notice_id: int) -> None:
    dialect = sqlite if db.is_sqlite() else postgresql
    db.session().execute(
        dialect.insert(ExpiryNotice)
        .values(
            business_id=tenancy.current(),
            card_id=warning.card_id,
            ends_at=warning.ends_at,
            step=warning.step,
            amount=warning.amount,
            notice_id=notice_id,
            told_at=clock.now(),
            proof="",
        )
        .on_conflict_do_nothing()
    )


def _unwarned(lots: Sequence[Ending], zone: str) -> list[Ending]:
    """The lots whose holder has not been warned often enough since they came.

    What was over before the books learnt of it never lived here: imported history.
    """
    rows = db.session().execute(
        select(
            ExpiryNotice.card_id,
            ExpiryNotice.ends_at,
            ExpiryNotice.told_at,
            ExpiryNotice.proven_at,
        ).where(
            ExpiryNotice.card_id.in_({lot.card_id for lot in lots}),
            ExpiryNotice.ends_at.in_({lot.expires_at for lot in lots}),
        )
    )
    proven: dict[tuple[int, datetime], list[tuple[datetime, datetime]]] = {}
    for card_id, ends_at, told_at, proven_at in rows:
        if proven_at is None:
            continue
        proven.setdefault((card_id, ends_at), []).append((told_at, proven_at))
    return [
        lot
        for lot in lots
        if lot.known_at < lot.expires_at
        and not fairness.is_warned(
            clock.local_date(proven_at, zone)
            for told_at, proven_at in proven.get(_end_of(lot), [])
            if told_at >= lot.known_at
        )
    ]
