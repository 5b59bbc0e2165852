"""Money off a cheque (R11): what is asked for it, taken off, used up and freed again.

A subject brings its discounts with a function in ``SOURCES``; what has to be consumed
with a receipt, and freed with it, goes through ``REDEEMED`` under the source's name.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, cast, func, insert, select

from app.cards.models import Card
from app.core import db, tenancy
from app.core.ids import CardId, MemberId, OutletId, ProgrammeId, ReceiptId
from app.core.prepared import Prepared
from app.core.types import Int
from app.instruments import clubs
from app.offers import redeeming
from app.offers.rules import SOURCE as OFFERS
from app.programmes.discounts import (
    WITH_CARD,
    Applied,
    Discount,
    Priced,
    Stage,
    WhyNot,
    apply,
)
from app.programmes.offered import Offered, Redeemed, Redemption, Source
from app.programmes.promotions import Promotion
from app.programmes.tiers import tier_at
from app.sales import checks
from app.sales.checks import BOOKED_BEFORE
from app.sales.errors import CodeRefused
from app.sales.given import of_offers
from app.sales.models import Receipt, ReceiptDiscount

_INSERT = Prepared(insert(ReceiptDiscount).inline())
# On a hot path: plain tables, and the business is named.
_BOUGHT = Prepared(
    # PostgreSQL sums into numeric, which would arrive as a Decimal.
    select(
        cast(
            func.coalesce(func.sum(Receipt.paid_minor - Receipt.returned_minor), 0), Int
        )
    )
    .select_from(Card)
    .join(
        Receipt,
        and_(Receipt.business_id == Card.business_id, Receipt.card_id == Card.id),
    )
    .where(
        Card.business_id == bindparam("business"),
        Card.member_id == bindparam("member"),
        Card.programme_id == bindparam("programme"),
    )
)


def promotions(offered: Offered) -> Iterator[Discount]:
    """The item promotions of the card; those of other hours are told of."""
    for own in offered.rules.promotions:
        refusal = None
        if not offered.is_entitled:
            refusal = WhyNot.NOT_YOURS
        elif not own.window.holds(offered.local):
            refusal = WhyNot.NOT_NOW
        if refusal is None or _has_goods(offered, own):
            yield Discount(
                stage=Stage.PROMOTION,
                source="promotion",
                label=own.name,
                share_basis_points=own.share_basis_points,
                item_minor=own.item_minor,
                goods=own.goods,
                line_group=WITH_CARD if own.is_instead else "",
                refusal=refusal,
            )


def of_card(offered: Offered) -> Iterator[Discount]:
    """The card's own discount, by the history of its holder (E16, E17)."""
    tiers = offered.rules.tiers
    if not tiers:
        return
    is_fixed = len(tiers) == 1 and not tiers[0].from_minor
    bought = 0 if is_fixed else bought_minor(offered.member_id, offered.programme_id)
    yield from by_history(offered, bought)


def by_history(offered: Offered, bought: int) -> Iterator[Discount]:
    """The card's own discount of somebody who has bought for so much; asks nobody."""
    tier = tier_at(offered.rules.tiers, bought)
    if tier is not None:
        yield Discount(
            stage=Stage.CARD,
            source="card",
            label="",
            share_basis_points=tier.share_basis_points,
            goods=offered.rules.tier_goods,
            group=WITH_CARD,
            line_group=WITH_CARD,
            refusal=None if offered.is_entitled else WhyNot.NOT_YOURS,
        )


SOURCES: list[Source] = [promotions, of_card, clubs.of_clubs, of_offers]
"""Who is asked for discounts; the order does not matter, R11's stages do."""

SETTLED = ("import", *checks.BOOKED_BEFORE)
"""Sources of cheques that have been paid: nothing can be taken off them any more."""

REDEEMED: dict[str, Redeemed] = {OFFERS: redeeming.REDEEMED}
"""What sources do with used discounts, by ``Discount.source``."""


def bought_minor(member_id: MemberId, programme_id: ProgrammeId) -> int:
    """Money that a member has paid with cards of a programme, less returns (E16).

    Cards that were joined count, undone receipts do not. One statement.
    """
    values = {
        "business": tenancy.current(),
        "member": member_id,
        "programme": programme_id,
    }
    return int(_BOUGHT.run(values).scalar() or 0)


def priced(offered: Offered, *, is_paid: bool = False) -> Priced:
    """The cheque after all discounts, with what was declined and why (R11).

    What tells of the past or of another card's cheque is paid already, as is what a
    till took without a network (``is_paid``): it keeps its prices.
    """
    if is_paid or offered.source in SETTLED:
        return _as_listed(offered)
    asked: list[Discount] = []
    if offered.source not in BOOKED_BEFORE:
        # Else it is paid for already: what it cost stands.
        asked = [discount for source in SOURCES for discount in source(offered)]
    answered = {_folded(discount.code) for discount in asked if discount.code}
    asked.extend(
        _unknown(code) for code in offered.codes if _folded(code) not in answered
    )
    if not asked:
        return _as_listed(offered)
    return apply(offered.lines, asked)


def _as_listed(offered: Offered) -> Priced:
    left = tuple(line.amount_minor for line in offered.lines)
    return Priced(left=left, applied=(), declined=())


def check_codes(cut: Priced) -> None:
    """Refuse to book while a typed code is not taken: another sum was told (E23)."""
    for each in cut.declined:
        if each.discount.code and each.discount.refusal is not None:
            raise CodeRefused(why=each.why, typed=each.discount.code)


def add(receipt_id: ReceiptId, positions: Sequence[int], cut: Priced) -> None:
    """Write down what each discount took off each line."""
    rows = [
        {
            "business_id": tenancy.current(),
            "receipt_id": receipt_id,
            "place": place,
            "position": position,
            "stage": int(each.discount.stage),
            "source": each.discount.source,
            "ref": each.discount.ref,
            "code": each.discount.code,
            "label": each.discount.label,
            "amount_minor": amount,
        }
        for place, each in enumerate(cut.applied)
        for position, amount in zip(positions, each.per_line, strict=True)
        if amount
    ]
    if rows:
        _INSERT.run_many(rows)


def use(
    cut: Iterable[Applied],
    *,
    receipt_id: ReceiptId,
    offered: Offered,
    actor: str,
    occurred_at: datetime,
) -> None:
    """Consume what was applied; a source that is late refuses the whole sale."""
    for place, each in enumerate(cut):
        redeemed = REDEEMED.get(each.discount.source)
        if redeemed is not None:
            redeemed.use(
                Redemption(
                    key=f"receipt:{receipt_id}:discount:{place}",
                    receipt_id=receipt_id,
                    outlet_id=offered.outlet_id,
                    card_id=offered.card_id,
                    member_id=offered.member_id,
                    source=each.discount.source,
                    ref=each.discount.ref,
                    code=each.discount.code,
                    amount_minor=each.minor,
                    actor=actor,
                    occurred_at=occurred_at,
                )
            )


def free(
    *,
    receipt_id: ReceiptId,
    outlet_id: OutletId,
    card_id: CardId,
    member_id: MemberId,
    actor: str,
    occurred_at: datetime,
) -> None:
    """Free what a receipt had used, once nothing of the receipt is left (E23)."""
    for place, source, ref, code, amount in _used(receipt_id):
        redeemed = REDEEMED.get(source)
        if redeemed is not None:
            redeemed.free(
                Redemption(
                    key=f"receipt:{receipt_id}:discount:{place}",
                    receipt_id=receipt_id,
                    outlet_id=outlet_id,
                    card_id=card_id,
                    member_id=member_id,
                    source=source,
                    ref=ref,
                    code=code,
                    amount_minor=amount,
                    actor=actor,
                    occurred_at=occurred_at,
                )
            )


def _used(receipt_id: ReceiptId) -> list[Any]:
    found = db.session().execute(
        select(
            ReceiptDiscount.place,
            ReceiptDiscount.source,
            ReceiptDiscount.ref,
            ReceiptDiscount.code,
            cast(func.sum(ReceiptDiscount.amount_minor), Int),
        )
        .where(ReceiptDiscount.receipt_id == receipt_id)
        .group_by(
            ReceiptDiscount.place,
            ReceiptDiscount.source,
            ReceiptDiscount.ref,
            ReceiptDiscount.code,
        )
        .order_by(ReceiptDiscount.place)
    )
    return list(found)


def _has_goods(offered: Offered, own: Promotion) -> bool:
    return any(
        own.goods.has(category=line.category, sku=line.sku)
        for line in offered.lines
        if not line.is_fixed
    )


def _unknown(code: str) -> Discount:
    return Discount(
        stage=Stage.CODE,
        source="code",
        label=code,
        code=code,
        refusal=WhyNot.NOT_KNOWN,
    )


def _folded(code: str) -> str:
    return code.strip().casefold()
