"""The card: its face, its code, what is on it and what happened last."""

from dataclasses import replace
from datetime import datetime

from flask import g
from flask.typing import ResponseReturnValue

from app.cards import stock
from app.cards.holding import HeldCard
from app.charity.showing import shown
from app.coalitions.running import has_partners
from app.core import clock, db, locales
from app.ledger import queries as ledger
from app.ledger.standing import standing
from app.programmes.kinds.cashback import CashbackRules
from app.programmes.kinds.sold import SoldRules
from app.programmes.measures import stamps_of
from app.programmes.rules import CardRules
from app.reviews import asking
from app.rewards.queries import AwardView, open_of
from app.sales.pricing import month_points
from app.trust import cases
from app.wallet.codes import picture
from app.web import editions, levels, saving
from app.web.cabinet import deck, explain, faces, instrument, level
from app.web.cabinet.door import (
    blueprint,
    card,
    edition,
    unchanged,
    until,
)
from app.web.page import page

LAST_ROWS = 3


@blueprint.get("")
def home() -> ResponseReturnValue:
    """The card with everything a guest asks of it; 304 while nothing has changed."""
    ways = saving.ways()
    this = edition(ways)
    known = unchanged(this)
    if known is not None:
        return known
    held = _with_short(card())
    made = level.in_force()
    rules = made.rules if made else None
    if isinstance(rules, SoldRules):
        sold, changes_at = instrument.show(held, ways, faces.in_pairs(held.spoken))
        return editions.stamp(sold, this, until(changes_at))
    stands = standing(held.id)
    balance = stands.balance
    waiting = open_of(held.member_id)
    answer = page(
        "cabinet/home.html",
        card=held,
        cards=deck.entries(),
        rewards=rules.rewards if rules and not rules.automatic else (),
        month=_month_left(rules, held),
        stamps=stamps_of(rules, balance.available),
        waiting=waiting,
        code=picture(*held.code),
        number=faces.in_pairs(held.spoken),
        since=locales.month_in_sentence(clock.local_date(held.since, g.business.zone)),
        balance=balance,
        pending=stands.pending,
        expiries=stands.expiries,
        face=faces.face(held, rules, balance.available),
        spend_limit=rules.unprotected_spend_points if rules else 0,
        rows=explain.lines(ledger.history(held.id, limit=LAST_ROWS)),
        last_day=explain.last_day,
        near_day=explain.near_day,
        board=levels.board(held.id, made) if made else None,
        promised=level.promised(held.id),
        open_case=cases.open_of(held.id),
        ways=ways,
        has_partners=has_partners(),
        charity=shown(held.id),
        referral=rules.referral if rules else None,
        to_review=asking.offered(held.id, held.member_id),
    )
    return editions.stamp(answer, this, until(_first(balance.next_change_at, waiting)))


def _month_left(rules: CardRules | None, held: HeldCard) -> tuple[int, int] | None:
    """What the month still has room for, and its limit, where there is one (E18)."""
    if not isinstance(rules, CashbackRules) or rules.month_limit_points is None:
        return None
    zone = g.business.zone
    used = month_points(held.id, clock.today(zone), zone)
    return max(0, rules.month_limit_points - used), rules.month_limit_points


def _first(change: datetime | None, waiting: list[AwardView]) -> datetime | None:
    """When time alone changes the page: points or a reward end."""
    ends = [award.expires_at for award in waiting if award.expires_at]
    return min([*ends, change] if change else ends, default=None)


def _with_short(held: HeldCard) -> HeldCard:
    """The card with a number that fits into EAN-8, where the programme shows that."""
    if held.symbology != "ean8" or held.code[0] == "ean8":
        return held
    with db.writing():
        return replace(held, short=stock.give_short(held.id))
