"""A certificate as a means of payment on somebody's own receipt (R21; E22).

``ref`` is the id of the certificate's card. What it paid comes back to its own lots.
"""

from app.cards import actions as cards
from app.core.ids import CardId
from app.instruments import ending, paying, queries
from app.instruments.queries import Held
from app.ledger import actions as ledger
from app.ledger.actions import Cause
from app.programmes.kinds.certificate import CertificateRules
from app.sales import errors, means
from app.sales.means import Means, Move
from app.sales.payments import Payment

KIND = "certificate"
GRACE_DAYS = 366
"""Certificates have no lots that end; a reversal that met one would last a year."""


def payment(held: Held, total_minor: int) -> Payment | None:
    """What a certificate pays of a sum; None: nothing is left on it."""
    amount = paying.share_of(held, total_minor)
    if not amount:
        return None
    own = held.rules
    return Payment(
        kind=KIND,
        ref=str(held.card_id),
        amount_minor=amount,
        is_earning=isinstance(own, CertificateRules) and own.is_earning,
    )


def _lock(card_id: CardId, refs: tuple[str, ...]) -> None:
    """Cards are locked in the order of their ids: the receipt's own among them."""
    for wanted in sorted({_card(ref) for ref in refs} | {card_id}):
        cards.touch(wanted)


def _take(move: Move) -> None:
    card_id = _card(move.ref)
    paying.check_certificate(queries.held(card_id))
    ledger.spend(card_id=card_id, cause=_cause(move, "sale"), amount=move.amount_minor)
    cards.show_change(card_id)


def _give_back(move: Move) -> None:
    card_id = _card(move.ref)
    ledger.give_back(
        card_id=card_id,
        cause=_cause(move, "refund"),
        spend_receipt_id=move.receipt_id,
        amount=move.amount_minor,
        grace_days=GRACE_DAYS,
        zone=move.zone,
        spent_on=[card_id],
    )
    ending.revive(card_id)
    cards.show_change(card_id)


def _cause(move: Move, reason: str) -> Cause:
    return Cause(
        key=f"certificate:{move.key}",
        actor=move.actor,
        reason=reason,
        occurred_at=move.occurred_at,
        receipt_id=move.receipt_id,
    )


def _card(ref: str) -> CardId:
    if not ref.isdecimal() or not ref.isascii():
        raise errors.UnknownPayment
    return CardId(int(ref))


means.MEANS[KIND] = Means(lock=_lock, take=_take, give_back=_give_back)
