"""Joining two cards: every lot moves as it is, and so does a debt (R23, E36)."""

from dataclasses import replace

from app.ledger import books, expiry, lots, outcome
from app.ledger.books import Book
from app.ledger.errors import SameCard, Unsound
from app.ledger.lots import Taken
from app.ledger.posting import Cause, NewLot, Posted, add_lot, post


def transfer(
    *, source_card_id: int, target_card_id: int, cause: Cause
) -> Posted | None:
    """Move all points, pending ones too, and any debt from one card to another.

    Lots keep their dates, receipts and issuers. A debt on either side is repaid from
    the lots that R2 would use first (E36). Both cards get a row of history; the answer
    is the target's, or None when there was nothing to move.
    """
    if source_card_id == target_card_id:
        raise SameCard
    going = replace(cause, key=f"{cause.key}:out")
    coming = replace(cause, key=f"{cause.key}:in")
    keys = {source_card_id: going.key, target_card_id: coming.key}
    opened = {
        card_id: books.open_book(
            card_id, key=keys[card_id], at=cause.occurred_at, counter="clearing"
        )
        for card_id in sorted(keys)
    }
    source, target = opened[source_card_id], opened[target_card_id]
    if target.posted_id is not None:
        return outcome.again(target, coming, kind="transfer")
    for book in opened.values():
        expiry.roll(book)
    if not source.balance and not source.debt:
        for book in opened.values():
            book.save()
        return None
    answer = (
        _move_points(source, target, going, coming)
        if source.balance
        else _move_debt(source, target, going, coming)
    )
    source.save()
    return answer


def _move_points(source: Book, target: Book, going: Cause, coming: Cause) -> Posted:
    amount = source.balance
    out_id = post_half(source, going, points=-amount, debt=0)
    moved = lots.take(source, out_id, amount, with_pending=True)
    repaid = min(target.debt, amount)
    in_id = post_half(target, coming, points=amount - repaid, debt=repaid)
    to_debt = repaid
    for taken in moved:
        owed = min(taken.amount, to_debt)
        to_debt -= owed
        if taken.amount > owed:
            add_lot(target, in_id, _moved(taken, taken.amount - owed))
    return outcome.first(target, in_id, amount=amount, debt_repaid=repaid)


def _move_debt(source: Book, target: Book, going: Cause, coming: Cause) -> Posted:
    debt = source.debt
    post_half(source, going, points=0, debt=debt)
    paid = min(target.balance, debt)
    in_id = post_half(target, coming, points=-paid, debt=paid - debt)
    if paid:
        lots.take(target, in_id, paid, with_pending=True)
    return outcome.first(target, in_id, amount=debt, debt_repaid=paid)


def post_half(book: Book, cause: Cause, *, points: int, debt: int) -> int:
    """One card's half; the business's clearing account is zero after both.

    ``points`` come to the card's points, ``debt`` is what its debt shrinks by.
    """
    net = points + debt
    posting_id = post(
        book,
        kind="transfer",
        cause=cause,
        net_points=net,
        entries=[
            (book.points_id, points),
            (book.debt_id, debt),
            (book.counter_id, -net),
        ],
    )
    if posting_id is None:
        raise Unsound(f"the key {cause.key} is taken")
    book.balance += points
    book.debt -= debt
    return posting_id


def _moved(taken: Taken, amount: int) -> NewLot:
    lot = taken.lot
    return NewLot(
        amount=amount,
        issuer_id=lot.issuer_id,
        credited_at=lot.credited_at,
        available_at=lot.available_at,
        expires_at=lot.expires_at,
        receipt_id=lot.receipt_id,
        rule_version_id=lot.rule_version_id,
        restores_id=lot.id,
    )
