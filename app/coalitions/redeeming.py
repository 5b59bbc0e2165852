"""Points of one business spent at another: who is debited, who is owed (R19, E27).

The issuer's books take the points off its card, lots as they are, against ``partner``;
each side gets a claim row of its own with opposite signs. Cards are locked in the order
of their businesses, the contract's row after them.
"""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, false, insert, or_, select

from app.businesses.models import Business
from app.cards import actions as cards
from app.cards.actions import LockedCard
from app.cards.events import CardChanged
from app.cards.models import Card
from app.coalitions import errors, limits
from app.coalitions.models import Pact, PactClaim, PactStatement, PartnerConsent
from app.coalitions.purses import KIND
from app.coalitions.running import Running, running_of
from app.coalitions.sides import at_side
from app.coalitions.terms import claim
from app.core import clock, ids, outbox, tenancy
from app.core.ids import BusinessId, CardId
from app.core.prepared import Prepared
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

    pact: Running
    card: LockedCard
    points: int
    move: Move

    @property
    def amount(self) -> int:
        """What the issuer owes for them, in hundredths of a minor unit."""
        return claim(self.points, self.pact.theirs.price)


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
        wanted.append((_other(pact_id, here), issuer_card_id))
        pact_ids.append(pact_id)
    for business_id, each in sorted(set(wanted)):
        with at_side(business_id):
            cards.touch(each)
    for pact_id in sorted(set(pact_ids)):
        _lock_row(pact_id)


_pacts = Pact.__table__.c
_SIDES = Prepared(
    select(_pacts.first_id, _pacts.second_id).where(
        _pacts.id == bindparam("pact"),
        or_(
            _pacts.first_id == bindparam("business"),
            _pacts.second_id == bindparam("business"),
        ),
    )
)
_LOCK = Prepared(
    select(_pacts.id).where(_pacts.id == bindparam("pact")).with_for_update()
)


def _other(pact_id: int, here: BusinessId) -> BusinessId:
    """Whose contract it is with; raises PactNotFound."""
    row = _SIDES.run({"pact": pact_id, "business": here}).one_or_none()
    if row is None:
        raise errors.PactNotFound
    return BusinessId(row.second_id if row.first_id == here else row.first_id)


def _lock_row(pact_id: int) -> None:
    """Deals of one contract take turns, so that its limits hold."""
    _LOCK.run({"pact": pact_id})


def take(move: Move) -> None:
    """Spend a partner's points on a receipt here.

    ``lock`` came before. Raises PactNotInForce, PurseClosed, a limit of the contract,
    or NotEnoughPoints.
    """
    pact_id, issuer_card_id = read(move.ref)
    pact = running_of(pact_id)
    if pact is None:
        raise errors.PactNotInForce
    points, rest = divmod(move.amount_minor, pact.theirs.worth_minor)
    if rest:
        raise UnknownPayment
    with at_side(pact.other_id):
        card = cards.touch(issuer_card_id)
    _check_card(card, pact, move)
    limits.check(pact, card.id, points)
    deal = _Deal(pact, card, points, move)
    name = ids.token(12)
    with at_side(pact.other_id):
        posted = ledger.spend(
            card_id=card.id,
            cause=_cause(move, "partner", pact.here_id, pact.here),
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
    here_id = tenancy.current()
    taken = _TAKEN.run(
        {
            "here": here_id,
            "receipt": move.receipt_id,
            "ref": move.ref,
            "pact": pact_id,
        }
    ).one_or_none()
    if taken is None:
        raise UnknownPayment
    points = move.amount_minor // taken.worth_minor
    cause = _cause(move, "partner_return", here_id, taken.here)
    with at_side(BusinessId(taken.issuer_id)):
        card = cards.touch(CardId(taken.card_id))
        rules = programmes.current(card.programme_id, clock.now()).rules
        posted = ledger.give_back_partner(
            card_id=card.id,
            cause=cause,
            spend_posting_id=taken.posting_id,
            amount=points,
            grace_days=rules.grace_days,
            zone=taken.issuer_zone,
        )
        erasures.write_off(card, cause)
        _tell(card.id)
        _write_return(taken, move, points, card.id, posted.posting_id)
    _write_return(taken, move, points, None, None)


_mine, _mirror = PactClaim.__table__.alias(), PactClaim.__table__.alias()
_here, _issuer = Business.__table__.alias(), Business.__table__.alias()
# A deal is one redemption with a row on each side; both are wanted.
_TAKEN = Prepared(
    select(
        _mine.c.pact_id,
        _mine.c.terms_id,
        _mine.c.deal,
        _mine.c.points,
        _mine.c.amount,
        _mine.c.worth_minor,
        _mine.c.receipt_id,
        _mirror.c.business_id.label("issuer_id"),
        _mirror.c.card_id,
        _mirror.c.posting_id,
        _here.c.id.label("here_id"),
        _here.c.name.label("here"),
        _issuer.c.zone.label("issuer_zone"),
        Pact.__table__.c.zone,
    )
    .select_from(
        _mine.join(
            _mirror,
            and_(
                _mirror.c.deal == _mine.c.deal,
                _mirror.c.business_id != _mine.c.business_id,
                _mirror.c.is_return == false(),
            ),
        )
        .join(Pact.__table__, Pact.__table__.c.id == _mine.c.pact_id)
        .join(_here, _here.c.id == _mine.c.business_id)
        .join(_issuer, _issuer.c.id == _mirror.c.business_id)
    )
    .where(
        _mine.c.business_id == bindparam("here"),
        _mine.c.receipt_id == bindparam("receipt"),
        _mine.c.ref == bindparam("ref"),
        _mine.c.pact_id == bindparam("pact"),
        _mine.c.is_return == false(),
    )
)
_claims, _statements = PactClaim.__table__.c, PactStatement.__table__.c
_own, _theirs = Card.__table__.alias(), Card.__table__.alias()
_own_member, _their_member = Member.__table__.alias(), Member.__table__.alias()
_consents = PartnerConsent.__table__.c
# The guest of the card here holds the issuer's card, and lets it tell us of it.
_ALLOWED = Prepared(
    select(_theirs.c.id)
    .select_from(
        _own.join(_own_member, _own_member.c.id == _own.c.member_id)
        .join(_their_member, _their_member.c.person_id == _own_member.c.person_id)
        .join(_theirs, _theirs.c.member_id == _their_member.c.id)
        .join(
            PartnerConsent.__table__,
            and_(
                _consents.business_id == _theirs.c.business_id,
                _consents.person_id == _their_member.c.person_id,
            ),
        )
    )
    .where(
        _own.c.business_id == bindparam("here"),
        _own.c.id == bindparam("own"),
        _theirs.c.business_id == bindparam("issuer"),
        _theirs.c.id == bindparam("theirs"),
        _consents.recipient_id == bindparam("here"),
        _consents.purpose == "purse",
        _consents.withdrawn_at.is_(None),
    )
)


def _check_card(card: LockedCard, pact: Running, move: Move) -> None:
    """Whether the issuer's card may pay here, for the guest of this receipt."""
    asked = {
        "here": pact.here_id,
        "own": move.card_id,
        "issuer": pact.other_id,
        "theirs": card.id,
    }
    is_usable = card.state == "active" and card.programme_id in pact.theirs.programmes
    if not is_usable or _ALLOWED.run(asked).one_or_none() is None:
        raise errors.PurseClosed


def _cause(move: Move, reason: str, here_id: int, here: str) -> Cause:
    """Why points move in the issuer's books: not by whom, and for no receipt of its own."""
    return Cause(
        key=f"partner:{here_id}:{move.key}",
        actor="partner",
        reason=f"{reason}:{here}",
        occurred_at=move.occurred_at,
    )


def _tell(card_id: CardId) -> None:
    outbox.record(CardChanged(business_id=tenancy.current(), card_id=card_id))


_INSERT = Prepared(insert(PactClaim).inline())


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
    _INSERT.run(
        {
            "business_id": tenancy.current(),
            "pact_id": deal.pact.id,
            "terms_id": deal.pact.terms_id,
            "deal": name,
            "key": _key(deal.pact.here_id, deal.move, card_id),
            "ref": deal.move.ref,
            "is_return": False,
            "points": sign * deal.points,
            "amount": sign * deal.amount,
            "worth_minor": deal.pact.theirs.worth_minor,
            "day": deal.pact.today,
            "occurred_at": deal.move.occurred_at,
            "card_id": card_id,
            "posting_id": posting_id,
            "receipt_id": receipt_id,
        }
    )


def _write_return(
    taken: Any, move: Move, points: int, card_id: int | None, posting_id: int | None
) -> None:
    """The reverse of a part of ``taken``, at the price it was taken for (E48)."""
    sign = -1 if card_id is None else 1
    _INSERT.run(
        {
            "business_id": tenancy.current(),
            "pact_id": taken.pact_id,
            "terms_id": taken.terms_id,
            "deal": taken.deal,
            "key": _key(taken.here_id, move, card_id),
            "ref": move.ref,
            "is_return": True,
            "points": sign * points,
            "amount": sign * claim(points, taken.amount // taken.points),
            "worth_minor": taken.worth_minor,
            "day": clock.today(taken.zone),
            "occurred_at": move.occurred_at,
            "card_id": card_id,
            "posting_id": posting_id,
            "receipt_id": None if card_id else taken.receipt_id,
        }
    )


def _key(here_id: int, move: Move, card_id: int | None) -> str:
    return move.key if card_id is None else f"partner:{here_id}:{move.key}"


def register() -> None:
    """Let receipts be paid with partners' points."""
    MEANS[KIND] = Means(lock=lock, take=take, give_back=give_back)


__all__ = ["give_back", "lock", "read", "register", "take"]
