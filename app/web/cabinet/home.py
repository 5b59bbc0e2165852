"""The card: its face, its code, what is on it and what happened last."""

from datetime import datetime

from flask import g
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from app.core import clock, locales
from app.ledger import queries as ledger
from app.ledger.standing import standing
from app.programmes.rules import next_reward
from app.wallet.certificates import is_configured
from app.wallet.codes import qr_address
from app.web import editions, session
from app.web.cabinet import explain
from app.web.cabinet.door import blueprint, card, holder
from app.web.cabinet.versions import version
from app.web.page import page

LAST_ROWS = 3


@blueprint.get("")
def home() -> ResponseReturnValue:
    """The card with everything a guest asks of it; 304 while nothing has changed."""
    held = card()
    edition = _edition()
    known = editions.unchanged(edition)
    if known is not None:
        return known
    stands = standing(held.id)
    balance = stands.balance
    rules = version(held.rule_version_id).rules if held.rule_version_id else None
    answer = page(
        "cabinet/home.html",
        card=held,
        qr=qr_address(held.payload),
        number=_in_pairs(held.spoken),
        since=locales.month_in_sentence(clock.local_date(held.since, g.business.zone)),
        balance=balance,
        pending=stands.pending,
        expiries=stands.expiries,
        goal=next_reward(rules.rewards, balance.available) if rules else None,
        spend_limit=rules.unprotected_spend_points if rules else 0,
        rows=explain.lines(ledger.history(held.id, limit=LAST_ROWS)),
        last_day=explain.last_day,
        near_day=explain.near_day,
        has_pass=is_configured(session.config()),
    )
    return editions.stamp(answer, edition, _until(balance.next_change_at))


def _edition() -> str:
    """All that the page depends on, from what the guard has read already."""
    if "csrf_token" not in cookie:
        generate_csrf()
    held = card()
    return editions.edition(
        held.id,
        held.version,
        held.rule_version_id,
        held.name,
        held.is_protected,
        holder().session_id,
        # The page carries a token that belongs to this cookie.
        cookie["csrf_token"],
        g.business,
    )


def _until(next_change_at: datetime | None) -> datetime:
    """When time alone changes the page: points end, or "today" becomes "yesterday"."""
    zone = g.business.zone
    midnight = clock.day_end(clock.today(zone), zone)
    return min(midnight, next_change_at) if next_change_at else midnight


def _in_pairs(spoken: str) -> str:
    """The groups of the number, breaking into two even lines where room is short."""
    first, second, third, fourth = spoken.split()
    gap = locales.NO_BREAK_SPACE
    return f"{first}{gap}{second} {third}{gap}{fourth}"
