"""Guests who would recommend the shop or not, for tests of whatever reads answers."""

from datetime import date

from app.core import db, tenancy
from app.surveys import actions, asking, rules
from tests.world import Holder, Shop, issue_card, sell


def regular(shop: Shop, holder: Holder | None = None, times: int = 2) -> Holder:
    """A holder who has bought so often this quarter; a new one by default."""
    holder = holder or issue_card(shop.business_id, shop.programme_id)
    for _ in range(times):
        sell(shop, holder, amount_minor=100_00)
    return holder


def quarter(shop: Shop) -> date:
    """The one that runs."""
    return asking.current(shop.zone)


def answer(
    shop: Shop, holder: Holder, score: int | None, text: str = "", back: int = 0
) -> None:
    """What a holder says of this quarter; ``back`` pretends it was an earlier one."""
    with tenancy.scope(shop.business_id), db.writing():
        actions.answer(
            member_id=holder.member_id,
            quarter=rules.moved(quarter(shop), -back),
            score=score,
            text=text,
        )


def crowd(shop: Shop, *scores: int, text: str = "") -> list[Holder]:
    """New regulars, each with an answer."""
    holders = []
    for score in scores:
        holders.append(regular(shop))
        answer(shop, holders[-1], score, text)
    return holders
