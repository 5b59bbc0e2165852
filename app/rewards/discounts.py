"""Rewards that are money off: their codes typed into a cheque (R11)."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from app.cards import actions as cards
from app.cards.models import Card
from app.core import db
from app.core.ids import AwardId
from app.programmes.discounts import Discount, Stage, WhyNot
from app.programmes.offered import Offered, Redeemed, Redemption
from app.rewards import actions, codes
from app.rewards.actions import is_over
from app.rewards.models import Award

SOURCE = "award"


def typed(offered: Offered) -> Iterator[Discount]:
    """What the typed codes of rewards take off; one statement when there are any."""
    asked = {code: word for word in offered.codes if (code := codes.parse(word))}
    if not asked:
        return
    rows: Any = db.session().execute(
        select(
            Award.id,
            Award.code,
            Award.name,
            Award.discount_minor,
            Award.state,
            Award.expires_at,
            Card.member_id,
        )
        .join(Card, Card.id == Award.card_id)
        .where(Award.code.in_(asked), Award.discount_minor.is_not(None))
        .order_by(Award.id)
    )
    for row in rows:
        yield Discount(
            stage=Stage.CODE,
            source=SOURCE,
            ref=str(row.id),
            label=row.name,
            amount_minor=row.discount_minor,
            code=asked[row.code],
            refusal=_refusal(row, offered),
        )


def _refusal(row: Any, offered: Offered) -> WhyNot | None:
    if row.member_id != offered.member_id:
        return WhyNot.NOT_YOURS
    if row.state == "redeemed":
        return WhyNot.USED_UP
    if row.state != "open" or is_over(row.expires_at):
        return WhyNot.NOT_NOW
    return None


def _use(used: Redemption) -> None:
    actions.use_for(
        award_id=AwardId(int(used.ref)),
        card=cards.touch(used.card_id),
        receipt_id=used.receipt_id,
        outlet_id=used.outlet_id,
        actor=used.actor,
    )


def _free(used: Redemption) -> None:
    actions.free_from(receipt_id=used.receipt_id)


REDEEMED = Redeemed(use=_use, free=_free)
