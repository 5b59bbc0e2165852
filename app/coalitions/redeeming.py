"""Points of one business spent at another: who is debited, who is owed (R19, E27).

The issuer's books take the points off its card, lots as they are, against ``partner``;
each side gets a claim row of its own with opposite signs. Cards are locked in the order
of their businesses, the contract's row after them.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import cast, func, select

from app.businesses import queries as businesses
from app.cards import actions as cards
from app.cards.actions import LockedCard
from app.cards.events import CardChanged
from app.cards.models import Card
from app.coalitions import consents, deposits, errors, pacts
from app.coalitions.models import PactClaim, PactStatement
from app.coalitions.pacts import PactView, TermsView
from app.coalitions.purses import KIND
from app.coalitions.sides import at_side
from app.coalitions.terms import HUNDREDTHS, Cover, SideTerms, claim
from app.core import clock, db, ids, locales, outbox, tenancy
from app.core.ids import BusinessId, CardId, PersonId
from app.core.types import Int
from app.ledger import actions as ledger
from app.ledger.actions import Cause
from app.people.models import Member
from app.programmes import queries as programmes
from app.sales import erasures
from app.sales.errors import UnknownPayment
from app.sales.means import MEANS, Means, Move

_REF = re.compile(r"([1-9]\d{0,17}):([1-9]\d{0,17})", re.ASCII)


@dataclass(frozen=True)
class _Deal:
    """A redemption that is being written into both sides' books."""

    pact: PactView
    now: TermsView
    card: LockedCard
    points: int
    move: Move

    @property
    def side(self) -> SideTerms:
        """The terms of the issuer's points."""
        return self.now.terms.side(is_first=not self.pact.is_first)

    @property
    def issuer_id(self) -> BusinessId:
        """Whose points they are."""
        return self.pact.other_id

    @property
    def amount(self) -> int:
        """What the issuer owes for them, in hundredths of a minor unit."""
        return claim(self.points, self.side.price)


def read(ref: str) -> tuple[int, CardId]:
    """The contract and the issuer's card of a payment; raises UnknownPayment."""
    found = _REF.fullmatch(ref)
    if found is None:
        raise UnknownPayment
    return int(found[1]), CardId(int(found[2]))


def lock(card_id: CardId, refs: tuple[str, ...]) -> None:
    """Lock the receipt's card and the partners' cards, then the contracts."""
    here = tenancy.current()
    wanted: list[tuple[BusinessId, CardId]] = [(here, card_id)]
    pact_ids = []
    for ref in refs:
        pact_id, issuer_card_id = read(ref)
        wanted.append((pacts.pact(pact_id).other_id, issuer_card_id))
        pact_ids.append(pact_id)
    for business_id, each in sorted(set(wanted)):
        with at_side(business_id):
            cards.touch(each)
    for pact_id in sorted(set(pact_ids)):
        pacts.locked(pact_id)


def take(move: Move) -> None:
    """Spend a partner's points on a receipt here.

    Raises PactNotInForce, PurseClosed, a limit of the contract, or NotEnoughPoints.
    """
    pact_id, issuer_card_id = read(move.ref)
    _, pact = pacts.locked(pact_id)
    now = pacts.in_force_of(pact)
    if now is None:
        raise errors.PactNotInForce
    side = now.terms.side(is_first=not pact.is_first)
    points, rest = divmod(move.amount_minor, side.worth_minor)
    if rest:
        raise UnknownPayment
    holder = _holder(move.card_id)
    with at_side(pact.other_id):
        card = _checked_card(issuer_card_id, holder, pact, side)
    deal = _Deal(pact, now, card, points, move)
    _check_limits(deal)
    name = ids.token(12)
    with at_side(deal.issuer_id):
        posted = ledger.spend(
            card_id=card.id,
            cause=_cause(move, pact, "partner"),
            amount=points,
            at_partner=True,
        )
        _tell(card.id)
        _write(deal, name, card_id=card.id, posting_id=posted.posting_id)
    _write(deal, name, receipt_id=move.receipt_id)


def give_back(move: Move) -> None:
    """Return what a partner's points paid of goods that came back (R7, E08).

    They go to the lots they came from, and the claim shrinks by as much; the same rule
    holds after the contract has ended.
    """
    pact_id, _card_id = read(move.ref)
    _, pact = pacts.locked(pact_id)
    taken = _taken(PactClaim.receipt_id == move.receipt_id, PactClaim.ref == move.ref)
    points = move.amount_minor // taken.worth_minor
    with at_side(pact.other_id):
        theirs = _taken(PactClaim.deal == taken.deal)
        card = cards.touch(CardId(theirs.card_id or 0))
        cause = _cause(move, pact, "partner_return")
        rules = programmes.current(card.programme_id, clock.now()).rules
        posted = ledger.give_back_partner(
            card_id=card.id,
            cause=cause,
            spend_posting_id=theirs.posting_id or 0,
            amount=points,
            grace_days=rules.grace_days,
            zone=businesses.by_id(pact.other_id).zone,
        )
        erasures.write_off(card, cause)
        _tell(card.id)
        _write_return(theirs, move, points, card.id, posted.posting_id, pact)
    _write_return(taken, move, points, None, None, pact)


def _holder(card_id: CardId) -> PersonId:
    person_id = db.session().scalar(
        select(Member.person_id)
        .join(Card, Card.member_id == Member.id)
        .where(Card.id == card_id)
    )
    return PersonId(person_id or 0)


def _checked_card(
    card_id: CardId, holder: PersonId, pact: PactView, side: SideTerms
) -> LockedCard:
    """The issuer's card, if its holder lets it pay here; runs in the issuer's scope."""
    card = cards.touch(card_id)
    is_theirs = _holder(card.id) == holder
    is_usable = card.state == "active" and card.programme_id in side.programmes
    if not (is_theirs and is_usable and consents.has_purse(holder, _here(pact))):
        raise errors.PurseClosed
    return card


def _here(pact: PactView) -> BusinessId:
    return BusinessId(pact.here_id)


def _check_limits(deal: _Deal) -> None:
    terms, day = deal.now.terms, deal.pact.today
    until = locales.day(day + timedelta(days=1))
    with at_side(deal.issuer_id):
        spent = _sum(PactClaim.pact_id == deal.pact.id, PactClaim.day == day, _OURS)
        by_card = _sum(PactClaim.card_id == deal.card.id, PactClaim.day == day)
    if deal.points - by_card > terms.member_day_points:
        raise errors.PartnerMemberLimit(until=until)
    if deal.points - spent > terms.day_points:
        raise errors.PartnerDayLimit(until=until)
    owed = deal.amount - balance(deal.pact.id, deal.issuer_id)
    if terms.cover is Cover.CREDIT and owed > deal.side.credit_minor * HUNDREDTHS:
        raise errors.PartnerCreditUsed
    if terms.cover is Cover.POOL:
        left = deposits.left(deal.pact.id, deal.issuer_id)
        if deal.amount > left:
            raise errors.PartnerPoolEmpty


# The issuer's rows: those that name a card of its own.
_OURS = PactClaim.card_id.is_not(None)


def _sum(*which: Any) -> int:
    """Points of the rows of the business in scope; what it issued is negative."""
    total = db.session().scalar(
        select(cast(func.coalesce(func.sum(PactClaim.points), 0), Int)).where(*which)
    )
    return int(total or 0)


def balance(pact_id: int, side_id: BusinessId) -> int:
    """What a side is owed under a contract and not settled yet; negative: it owes.

    In hundredths of a minor unit. Months are settled in order, so all that is open lies
    behind the last settled one.
    """
    settled = db.session().scalar(
        select(func.max(PactStatement.month)).where(
            PactStatement.pact_id == pact_id, PactStatement.settled_at.is_not(None)
        )
    )
    which = [PactClaim.pact_id == pact_id]
    if settled is not None:
        which.append(PactClaim.day >= _next_month(settled))
    with at_side(side_id):
        total = db.session().scalar(
            select(cast(func.coalesce(func.sum(PactClaim.amount), 0), Int)).where(
                *which
            )
        )
    return int(total or 0)


def _next_month(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def _taken(*which: Any) -> PactClaim:
    row = db.session().scalar(
        select(PactClaim).where(*which, PactClaim.is_return.is_(False))
    )
    if row is None:
        raise UnknownPayment
    return row


def _cause(move: Move, pact: PactView, reason: str) -> Cause:
    """Why points move in the issuer's books: not by whom, and for no receipt of its own."""
    partner = businesses.by_id(_here(pact)).name
    return Cause(
        key=f"partner:{pact.here_id}:{move.key}",
        actor="partner",
        reason=f"{reason}:{partner}",
        occurred_at=move.occurred_at,
    )


def _tell(card_id: CardId) -> None:
    outbox.record(CardChanged(business_id=tenancy.current(), card_id=card_id))


def _write(
    deal: _Deal,
    name: str,
    *,
    card_id: int | None = None,
    posting_id: int | None = None,
    receipt_id: int | None = None,
) -> None:
    """One side's row; what was issued and is owed now is negative."""
    sign = 1 if card_id is None else -1
    db.session().add(
        PactClaim(
            business_id=tenancy.current(),
            pact_id=deal.pact.id,
            terms_id=deal.now.id,
            deal=name,
            key=_key(deal.pact, deal.move, card_id),
            ref=deal.move.ref,
            is_return=False,
            points=sign * deal.points,
            amount=sign * deal.amount,
            worth_minor=deal.side.worth_minor,
            day=deal.pact.today,
            occurred_at=deal.move.occurred_at,
            card_id=card_id,
            posting_id=posting_id,
            receipt_id=receipt_id,
        )
    )
    db.session().flush()


def _write_return(
    taken: PactClaim,
    move: Move,
    points: int,
    card_id: int | None,
    posting_id: int | None,
    pact: PactView,
) -> None:
    """The reverse of a part of ``taken``, at the price it was taken for (E48)."""
    price = taken.amount // taken.points
    sign = -1 if taken.points > 0 else 1
    db.session().add(
        PactClaim(
            business_id=tenancy.current(),
            pact_id=taken.pact_id,
            terms_id=taken.terms_id,
            deal=taken.deal,
            key=_key(pact, move, card_id),
            ref=taken.ref,
            is_return=True,
            points=sign * points,
            amount=sign * claim(points, price),
            worth_minor=taken.worth_minor,
            day=pact.today,
            occurred_at=move.occurred_at,
            card_id=card_id,
            posting_id=posting_id,
            receipt_id=taken.receipt_id,
        )
    )
    db.session().flush()


def _key(pact: PactView, move: Move, card_id: int | None) -> str:
    return move.key if card_id is None else f"partner:{pact.here_id}:{move.key}"


def register() -> None:
    """Let receipts be paid with partners' points."""
    MEANS[KIND] = Means(lock=lock, take=take, give_back=give_back)


__all__ = ["balance", "give_back", "lock", "read", "register", "take"]
