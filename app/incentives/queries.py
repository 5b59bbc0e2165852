"""What screens show of levels, and of rewards that wait for an action."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.businesses import queries as businesses
from app.cards.models import Card
from app.cards.queries import with_joined
from app.core import clock, db, tenancy
from app.core.ids import CardId, MemberId
from app.incentives import levels, purchases
from app.incentives.models import ActionGain, CardLevel, LevelChange
from app.incentives.purchases import Before
from app.programmes.levels import Level, LevelMeasure
from app.programmes.queries import Version
from app.programmes.target_actions import Action, ActionReward


@dataclass(frozen=True, kw_only=True)
class LevelView:
    """A card's level, and the way to the next.

    Attributes:
        every: all levels of its rules, from the lowest.
        level: the one that counts; None: the first, which everybody has.
        given_until: until when a level by hand holds, if it is one.
        own: the level by purchases, where one by hand takes its place.
        ahead: the next one above; None at the top.
        missing: what is still to be bought or earned for it.
        counts_through: the last day of what counts today that leaves first.
        kept_through: the last day of the level, if nothing is bought.
        changes_at: when time alone changes what is shown here.
    """

    every: tuple[Level, ...]
    by: LevelMeasure
    months: int
    level: Level | None
    given_until: datetime | None
    own: Level | None
    ahead: Level | None
    counted: int
    missing: int
    counts_through: date | None
    kept_through: date | None
    changes_at: datetime | None

    @property
    def is_given(self) -> bool:
        """Whether it is one by hand."""
        return self.given_until is not None


@dataclass(frozen=True, kw_only=True)
class ChangeView:
    """A change of a level; empty names are the first level, which everybody has."""

    level_from: str
    level_to: str
    cause: str
    happened_at: datetime
    is_rise: bool


@dataclass(frozen=True, kw_only=True)
class GivenLevel:
    """A level by hand as the office sees it."""

    level: str
    until: datetime
    reason: str
    by: int | None


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A reward that a guest can still get; ``last_day`` where it is a matter of days."""

    rule: ActionReward
    last_day: date | None


def level_view(card_id: CardId, version: Version) -> LevelView | None:
    """The level of a card; None where its rules have none."""
    own = version.rules
    if not own.levels:
        return None
    worked = levels.work_out(card_id, version)
    standing, level = worked.standing, worked.now
    place = own.levels.index(level) + 1 if level is not None else 0
    ahead = own.levels[place] if place < len(own.levels) else None
    changes_on = standing.changes_on
    zone = businesses.by_id(tenancy.current()).zone
    times = [worked.given_until]
    if changes_on is not None:
        times.append(clock.day_start(changes_on, zone))
    return LevelView(
        every=own.levels,
        by=own.level_by,
        months=own.level_months,
        level=level,
        given_until=worked.given_until,
        own=worked.level,
        ahead=ahead,
        counted=standing.counted,
        missing=max(0, ahead.from_amount - standing.counted) if ahead else 0,
        counts_through=standing.counts_through,
        kept_through=changes_on - timedelta(days=1)
        if changes_on is not None and worked.given is None
        else None,
        changes_at=min((each for each in times if each), default=None),
    )


def changes(card_id: CardId, version: Version, limit: int) -> list[ChangeView]:
    """What happened to the level of a card and of those joined into it, newest first."""
    names = [level.name for level in version.rules.levels]
    rows = db.session().execute(
        select(
            LevelChange.level_from,
            LevelChange.level_to,
            LevelChange.cause,
            LevelChange.happened_at,
        )
        .where(LevelChange.card_id.in_(with_joined(card_id)))
        .order_by(LevelChange.happened_at.desc(), LevelChange.id.desc())
        .limit(limit)
    )
    return [
        ChangeView(
            level_from=before,
            level_to=after,
            cause=cause,
            happened_at=happened_at,
            is_rise=_place(names, after) > _place(names, before),
        )
        for before, after, cause, happened_at in rows
    ]


def given(card_id: CardId) -> GivenLevel | None:
    """The level that was given by hand and has not ended; None without one."""
    row: Any = (
        db.session()
        .execute(
            select(
                CardLevel.given,
                CardLevel.given_until,
                CardLevel.given_reason,
                CardLevel.given_by,
            ).where(CardLevel.card_id == card_id, CardLevel.given_until > clock.now())
        )
        .one_or_none()
    )
    if row is None:
        return None
    return GivenLevel(level=row[0], until=row[1], reason=row[2], by=row[3])


def promises(card_id: CardId, member_id: MemberId, version: Version) -> list[Promise]:
    """The rewards that a guest can still get by what they do, in the rules' order."""
    rules = version.rules.actions
    if not rules:
        return []
    zone = businesses.by_id(tenancy.current()).zone
    had = _times(member_id, card_id)
    before = purchases.before_receipt(member_id, None)
    today = clock.today(zone)
    found = []
    for rule in rules:
        last_day = _last_day(rule, before, zone)
        is_had = rule.most is not None and had.get(rule.name, 0) >= rule.most
        is_next = rule.action is not Action.PURCHASE or (
            before.count == rule.ordinal - 1
        )
        if is_next and not is_had and (last_day is None or today <= last_day):
            found.append(Promise(rule=rule, last_day=last_day))
    return found


def _last_day(rule: ActionReward, before: Before, zone: str) -> date | None:
    """The last day on which a guest can do what is rewarded; None: whenever."""
    days = [rule.window.last_day]
    if rule.within_days and before.last_at is not None:
        last = clock.local_date(before.last_at, zone)
        days.append(last + timedelta(days=rule.within_days))
    return min((day for day in days if day is not None), default=None)


def _times(member_id: MemberId, card_id: CardId) -> dict[str, int]:
    """How often the member got each rule of the card's programme."""
    programme = select(Card.programme_id).where(Card.id == card_id).scalar_subquery()
    rows = db.session().execute(
        select(ActionGain.rule, func.count())
        .join(Card, Card.id == ActionGain.card_id)
        .where(
            Card.member_id == member_id,
            Card.programme_id == programme,
            ActionGain.is_given,
        )
        .group_by(ActionGain.rule)
    )
    return {rule: int(times) for rule, times in rows}


def _place(names: Sequence[str], name: str) -> int:
    return names.index(name) if name in names else -1
