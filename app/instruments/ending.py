"""How these cards end: paid back, handed over, or out of time (R21, R22)."""

from datetime import timedelta

from sqlalchemy import select, update

from app.cards import actions as cards
from app.cards.events import CardChanged
from app.cards.models import Card
from app.core import audit, clock, db, outbox, tenancy
from app.core.ids import CardId, MemberId
from app.instruments import errors, queries, rules
from app.instruments.models import Instrument
from app.instruments.queries import Held
from app.instruments.rules import Status
from app.ledger import actions as ledger
from app.ledger.actions import Cause
from app.programmes.kinds.ticket import TicketRules

BATCH = 200


def refund(*, card_id: CardId, actor: str) -> int:
    """Pay back what is left; the money, in minor units (E20, E22, E30).

    What is left on the card goes back to ``sold``, and its benefits stop at once.
    Raises AlreadyEnded, NoRefund, NotFound.
    """
    cards.touch(card_id)
    held, at = queries.held(card_id), clock.now()
    if held.state != "active":
        raise errors.AlreadyEnded
    money = rules.refund_of(held, at)
    if money <= 0:
        raise errors.NoRefund
    if held.available:
        ledger.spend(
            card_id=card_id,
            # One that value came back to is paid back once more, for more in all.
            cause=_cause(
                f"refund:sold:{held.id}:{held.refund_minor or 0}", actor, "paid_back"
            ),
            amount=held.available,
            kind="buy_back",
        )
    row = _locked(held.id)
    row.state, row.ended_at = "refunded", at
    row.refund_minor = (row.refund_minor or 0) + money
    db.session().flush()
    audit.note(
        "instrument.refunded",
        subject=f"card:{card_id}",
        name=held.programme,
        refund_minor=money,
    )
    cards.show_change(card_id)
    return money


def revive(card_id: CardId) -> None:
    """Let a certificate pay again that goods gave value back to (R7, R21; E22).

    Nobody could use that value, nor have it paid back, on one that has ended. Where its
    time is over and nothing is owed by then, it gets the days of grace. The card is
    locked.
    """
    held = queries.held(card_id)
    today = clock.today(held.zone)
    is_over = held.through_on is not None and held.through_on < today
    if held.state == "active" and (not is_over or rules.is_owed_after(held)):
        return
    row = _locked(held.id)
    row.state, row.ended_at = "active", None
    if is_over:
        row.through_on = today + timedelta(days=held.rules.grace_days)
    db.session().flush()


def hand_over(*, card_id: CardId, member_id: MemberId, actor: str) -> CardId:
    """Give a ticket to another member, once; the new card, the old one is closed.

    The code of the old card lets nobody in any more. Raises NotTransferable, NotFound.
    """
    cards.touch(card_id)
    held = queries.held(card_id)
    if not _may_go(held) or held.member_id == member_id:
        raise errors.NotTransferable
    card = cards.issue(
        member_id=member_id, programme_id=held.programme_id, is_another=True
    )
    ledger.transfer(
        source_card_id=card_id,
        target_card_id=card.id,
        cause=_cause(f"hand-over:{held.id}", actor, "handed_over"),
    )
    row = _locked(held.id)
    row.card_id, row.transfers = card.id, row.transfers + 1
    db.session().execute(update(Card).where(Card.id == card_id).values(state="closed"))
    db.session().flush()
    audit.note("ticket.handed_over", subject=f"card:{card.id}", name=held.programme)
    outbox.record(CardChanged(business_id=tenancy.current(), card_id=card_id))
    cards.show_change(card.id)
    return card.id


def can_hand_over(held: Held) -> bool:
    """Whether a ticket may go over to another person."""
    return _may_go(held)


def _may_go(held: Held) -> bool:
    own = held.rules
    if not isinstance(own, TicketRules) or not own.is_transferable or held.transfers:
        return False
    return rules.status(held, clock.now()) in {Status.GOOD, Status.NOT_YET}


def lapse() -> int:
    """Close what is out of time, in the business in scope; how many cards (R21).

    What is still owed by law stays on the card, and can be paid back. The rest is
    breakage. A few in each transaction, by the local day of each.
    """
    done, seen = 0, 0
    while found := _due(seen):
        seen = found[-1][0]
        with db.writing():
            for _, card_id in found:
                done += _lapse(card_id)
    return done


def _due(after: int) -> list[tuple[int, CardId]]:
    tomorrow = clock.today("UTC") + timedelta(days=1)
    rows = db.session().execute(
        select(Instrument.id, Instrument.card_id)
        .where(
            Instrument.state == "active",
            Instrument.through_on < tomorrow,
            Instrument.id > after,
        )
        .order_by(Instrument.id)
        .limit(BATCH)
    )
    return [(row[0], CardId(row[1])) for row in rows]


def _lapse(card_id: CardId) -> int:
    if not _is_over(queries.held(card_id)):
        return 0
    cards.touch(card_id)
    # A club may have been renewed while we waited for the card.
    held = queries.held(card_id)
    if held.state != "active" or not _is_over(held):
        return 0
    ledger.forfeit(
        card_id=card_id,
        cause=_cause(f"lapsed:{held.id}:{held.through_on}", "system", "out_of_time"),
    )
    row = _locked(held.id)
    row.state, row.ended_at = "lapsed", clock.now()
    db.session().flush()
    cards.show_change(card_id)
    return 1


def _is_over(held: Held) -> bool:
    """Whether its last day has passed and nothing on it is owed."""
    is_past = held.through_on is not None and clock.today(held.zone) > held.through_on
    return is_past and not (rules.is_owed_after(held) and held.available)


def _locked(instrument_id: int) -> Instrument:
    row = db.session().get(Instrument, instrument_id, with_for_update=True)
    if row is None:
        raise errors.InstrumentNotFound
    return row


def _cause(key: str, actor: str, reason: str) -> Cause:
    return Cause(key=key, actor=actor, reason=reason, occurred_at=clock.now())
