"""Tells members how their levels, rewards and invitations go on."""

from datetime import timedelta
from typing import Any

from app.businesses import queries as businesses
from app.businesses.queries import BusinessView
from app.cards.models import Card
from app.core import clock, db, tenancy
from app.core.ids import BusinessId, MemberId, ProgrammeId
from app.incentives.events import LevelChanged, RewardGiven
from app.incentives.models import ActionGain, LevelChange
from app.ledger import queries as ledger
from app.ledger.queries import HistoryRow
from app.notifications import centre, triggers
from app.notifications.kinds import care
from app.notifications.kinds.kind import NoticeKind
from app.programmes import level_words
from app.programmes import queries as programmes
from app.programmes.levels import Level
from app.programmes.target_actions import Action
from app.referrals import sides
from app.referrals.events import ReferralMoved
from app.referrals.models import Referral

_TICK = timedelta(microseconds=1)


def tell_level(fact: LevelChanged) -> None:
    """Tell that a card's level changed, and what it brings now."""
    with tenancy.scope(BusinessId(fact.business_id)):
        change = db.session().get_one(LevelChange, fact.change_id)
        card = db.session().get_one(Card, fact.card_id)
        if triggers.is_stale(change.happened_at) or not triggers.is_on(care.LEVEL):
            return
        rules = programmes.current_rules(ProgrammeId(card.programme_id))
        order = ["", *(own.name for own in rules.levels)]
        level = next((o for o in rules.levels if o.name == change.level_to), None)
        payload = {
            "level": change.level_to,
            "is_up": _place(order, change.level_to) > _place(order, change.level_from),
            "why": level_words.CAUSES[change.cause],
            "brings": _brings(level),
        }
        _tell(MemberId(card.member_id), care.LEVEL, str(change.id), payload)


def tell_reward(fact: RewardGiven) -> None:
    """Tell of a reward; a present for a birthday comes with the wishes."""
    business = businesses.by_id(BusinessId(fact.business_id))
    with tenancy.scope(business.id):
        gain = db.session().get_one(ActionGain, fact.gain_id, populate_existing=True)
        card = db.session().get_one(Card, fact.card_id)
        is_birthday = gain.action == Action.BIRTHDAY
        kind = care.BIRTHDAY if is_birthday else care.REWARD
        if not gain.is_given or gain.turn != fact.turn:
            return
        if triggers.is_stale(gain.given_at) or not triggers.is_on(kind):
            return
        payload: dict[str, Any] = {
            "amount": gain.points,
            "unit": programmes.unit_of(ProgrammeId(card.programme_id)),
        }
        row = _posting(fact.card_id, gain.posting_id)
        if is_birthday:
            payload["ends"] = _last_day(row, business)
        else:
            payload |= {"name": gain.rule, "usable": _usable(row, business)}
        occurrence = f"gain:{gain.id}:{gain.turn}"
        _tell(MemberId(card.member_id), kind, occurrence, payload)


def tell_referral(fact: ReferralMoved) -> None:
    """Tell both sides how an invitation goes on."""
    business = businesses.by_id(BusinessId(fact.business_id))
    with tenancy.scope(business.id):
        row = db.session().get_one(Referral, fact.referral_id, populate_existing=True)
        is_past = (row.state, row.round) != (fact.state, fact.round)
        if is_past or not triggers.is_on(care.REFERRAL):
            return
        usable = _day(row, business)
        due = [
            (
                member_id,
                f"{fact.referral_id}:{step}:{fact.round}",
                {
                    "step": step,
                    "amount": amount,
                    "unit": _unit(card_id),
                    "usable": usable,
                },
            )
            for member_id, step, amount, card_id in _steps(row)
        ]
        for member_id, occurrence, payload in due:
            _tell(member_id, care.REFERRAL, occurrence, payload)


def _steps(row: Referral) -> list[tuple[MemberId, str, int, int | None]]:
    """Who is told what, how much they get, and on which card."""
    bringer = sides.side(row.referrer_id).member_id
    friend = sides.side(row.friend_id).member_id
    if row.state == "waiting" and not triggers.is_stale(row.joined_at):
        return [(bringer, "joined", 0, None)]
    if row.state == "void":
        return [(bringer, "void", 0, None), (friend, "void", 0, None)]
    if row.state != "given" or bringer == friend:
        return []
    told = [
        (bringer, "bringer", row.bringer_points, row.bringer_card_id),
        (friend, "friend", row.friend_points, row.friend_card_id),
    ]
    return [each for each in told if each[2]]


def _unit(card_id: int | None) -> str:
    if card_id is None:
        return "point"
    card = db.session().get_one(Card, card_id)
    return programmes.unit_of(ProgrammeId(card.programme_id))


def _day(row: Referral, business: BusinessView) -> str:
    if row.state != "given" or row.available_at is None:
        return ""
    if row.available_at <= clock.now():
        return ""
    return clock.local_date(row.available_at, business.zone).isoformat()


def _posting(card_id: int, posting_id: int | None) -> HistoryRow | None:
    rows = ledger.history(card_id, limit=20)
    return next((row for row in rows if row.posting_id == posting_id), None)


def _last_day(row: HistoryRow | None, business: BusinessView) -> str:
    if row is None or row.expires_at is None:
        return ""
    return clock.local_date(row.expires_at - _TICK, business.zone).isoformat()


def _usable(row: HistoryRow | None, business: BusinessView) -> str:
    if row is None or row.available_at is None or row.available_at <= clock.now():
        return ""
    return clock.local_date(row.available_at, business.zone).isoformat()


def _place(order: list[str], level: str) -> int:
    return order.index(level) if level in order else 0


def _brings(level: Level | None) -> dict[str, Any] | None:
    if level is None:
        return None
    return {
        "extra_basis_points": level.extra_basis_points,
        "factor_basis_points": level.factor_basis_points,
        "share_basis_points": level.share_basis_points,
        "benefits": list(level.benefits),
    }


def _tell(
    member_id: MemberId, kind: NoticeKind, occurrence: str, payload: dict[str, Any]
) -> None:
    with db.writing():
        centre.tell(
            member_id=member_id, kind=kind, occurrence=occurrence, payload=payload
        )
