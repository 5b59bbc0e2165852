"""Cheques without a card: written down with a code, so that their buyer can claim them."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from app.businesses import queries as businesses
from app.core import audit, clock, db, ids, tenancy, unique
from app.core.ids import CardId, OutletId
from app.sales import checks
from app.sales.claim_models import UnclaimedLine, UnclaimedReceipt
from app.sales.errors import OutletClosed, ReceiptExists, ReceiptNotFound
from app.sales.models import Receipt
from app.sales.rules import Line, Sale

CODE_LENGTH = 16
_GROUP = 4
_RANDOM_DIGITS = 8
_NOBODY = CardId(0)
# Letters that are read aloud and typed are never taken for digits.
_CLEAR = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
)


@dataclass(frozen=True, kw_only=True)
class Unclaimed:
    """A cheque without a card."""

    id: int
    outlet_id: OutletId
    number: str
    source: str
    actor: str
    occurred_at: datetime
    recorded_at: datetime
    total_minor: int
    nonce: str
    is_claimed: bool


def register(
    *,
    outlet_id: OutletId,
    number: str | None,
    lines: Sequence[Line],
    source: str,
    actor: str,
    secret_key: str,
    occurred_at: datetime | None = None,
) -> Unclaimed:
    """Write a cheque down that no card was shown for.

    Raises what ``sales.book`` says of lines, numbers and times; ReceiptExists where the
    number is taken, with a card or without one; NotFound, OutletClosed.
    """
    sale = Sale(
        outlet_id=outlet_id,
        card_id=_NOBODY,
        number=number,
        lines=tuple(lines),
        occurred_at=occurred_at,
        source=source,
        actor=actor,
    )
    checks.check_sale(sale)
    place = businesses.outlet(outlet_id)
    if not place.is_open:
        raise OutletClosed
    when, nonce = occurred_at or clock.now(), ids.token()
    row = UnclaimedReceipt(
        outlet_id=outlet_id,
        number=_free(number, outlet_id, when, place.zone),
        source=source,
        actor=actor,
        occurred_at=when,
        recorded_at=clock.now(),
        total_minor=sum(line.amount_minor for line in lines if not line.is_voided),
        nonce=nonce,
        code_digest=_digest(_code(nonce, secret_key), secret_key),
    )
    if not unique.is_added(row):
        raise ReceiptExists(number=row.number)
    _add_lines(row.id, lines)
    audit.note(
        "claim.registered",
        subject=f"unclaimed:{row.id}",
        number=row.number,
        money_minor=row.total_minor,
    )
    return _view(row)


def code_of(found: Unclaimed, secret_key: str) -> str:
    """The claim code of a cheque: 16 characters without look-alikes."""
    return _code(found.nonce, secret_key)


def spoken(code: str) -> str:
    """A code in groups of four."""
    parts = (code[at : at + _GROUP] for at in range(0, len(code), _GROUP))
    return "-".join(parts)


def plain(typed: str) -> str | None:
    """A code as it was typed or scanned, without what people add; None if it is none."""
    code = "".join(each for each in typed.upper() if each.isalnum())
    is_code = len(code) == CODE_LENGTH and code.isascii()
    return code if is_code else None


def find(code: str, secret_key: str, *, is_locking: bool = False) -> Unclaimed | None:
    """The cheque of a code, locked if asked; None when there is none."""
    query = select(UnclaimedReceipt).where(
        UnclaimedReceipt.code_digest == _digest(code, secret_key)
    )
    if is_locking:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = db.session().scalar(query)
    return None if row is None else _view(row)


def unclaimed(unclaimed_id: int) -> Unclaimed:
    """A cheque without a card; raises ReceiptNotFound."""
    row = db.session().get(UnclaimedReceipt, unclaimed_id)
    if row is None:
        raise ReceiptNotFound
    return _view(row)


def lines_of(unclaimed_id: int) -> tuple[Line, ...]:
    """The lines of such a cheque, in order."""
    rows = db.session().scalars(
        select(UnclaimedLine)
        .where(UnclaimedLine.unclaimed_id == unclaimed_id)
        .order_by(UnclaimedLine.position)
    )
    return tuple(
        Line(
            amount_minor=row.amount_minor,
            name=row.name,
            sku=row.sku,
            category=row.category,
            quantity_milli=row.quantity_milli,
            is_excluded=row.is_excluded,
        )
        for row in rows
    )


def mark_claimed(unclaimed_id: int, receipt_id: int) -> None:
    """It is on a card now; the caller holds its lock."""
    row = db.session().get_one(UnclaimedReceipt, unclaimed_id)
    row.claimed_at, row.receipt_id = clock.now(), receipt_id
    db.session().flush()


def _free(number: str | None, outlet_id: OutletId, when: datetime, zone: str) -> str:
    own = number.strip() if number else ""
    if not own:
        day = clock.local_date(when, zone)
        return f"{day:%y%m%d}-{ids.digits(_RANDOM_DIGITS)}"
    taken = select(Receipt.id).where(
        Receipt.outlet_id == outlet_id, Receipt.number == own
    )
    if db.session().execute(taken).first() is not None:
        raise ReceiptExists(number=own)
    return own


def _add_lines(unclaimed_id: int, lines: Sequence[Line]) -> None:
    db.session().execute(
        insert(UnclaimedLine),
        [
            {
                "business_id": tenancy.current(),
                "unclaimed_id": unclaimed_id,
                "position": position,
                "sku": line.sku.strip(),
                "name": line.name.strip(),
                "category": line.category.strip(),
                "quantity_milli": line.quantity_milli,
                "amount_minor": line.amount_minor,
                "is_excluded": line.is_excluded,
            }
            for position, line in enumerate(lines, start=1)
            if not line.is_voided
        ],
    )


def _code(nonce: str, secret_key: str) -> str:
    drawn = base64.b32encode(ids.digest(secret_key, "claim-code", nonce))
    return drawn[:CODE_LENGTH].translate(_CLEAR).decode()


def _digest(code: str, secret_key: str) -> bytes:
    return ids.digest(secret_key, "claim", code)


def _view(row: UnclaimedReceipt) -> Unclaimed:
    return Unclaimed(
        id=row.id,
        outlet_id=OutletId(row.outlet_id),
        number=row.number,
        source=row.source,
        actor=row.actor,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        total_minor=row.total_minor,
        nonce=row.nonce,
        is_claimed=row.receipt_id is not None,
    )
