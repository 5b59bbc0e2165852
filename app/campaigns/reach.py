"""How many members a choice holds, and how many of them each channel reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from app.campaigns import matching
from app.campaigns.audience import Audience
from app.core import clock, db
from app.core.ids import GroupId
from app.notifications import rules
from app.notifications.channels import registry
from app.notifications.models import CHANNELS, Notice
from app.notifications.planning import WEEK
from app.notifications.standings import reachable
from app.people.models import Consent, Member

_CONSENT = (
    select(Consent.id)
    .where(
        Consent.person_id == Member.person_id,
        Consent.purpose == "mailings",
        Consent.withdrawn_at.is_(None),
    )
    .exists()
)


@dataclass(frozen=True)
class ChannelReach:
    """How many of a choice can be told by a channel, and why not the rest.

    Whoever is neither: their mail server refuses the address. ``is_ready``: the channel
    is set up on this site.
    """

    channel: str
    count: int
    without_address: int
    without_consent: int
    refused: int
    is_ready: bool


@dataclass(frozen=True)
class Reach:
    """A choice of members in figures; ``capped`` have had their week's advertising."""

    count: int
    capped: int
    channels: tuple[ChannelReach, ...]


def reach(audience: Audience, within: Sequence[GroupId] = ()) -> Reach:
    """How many fit a choice now, and how each channel reaches them.

    One statement. What members chose kind by kind, and the hours of the day, are looked
    at when the mailing goes out.
    """
    wanted = matching.members(audience, clock.now(), tuple(within)).subquery()
    known = [each for each in CHANNELS if each in registry.known()]
    sums = [_sum(_is_capped()), *(each for name in known for each in _sums(name))]
    row: Any = (
        db.session()
        .execute(
            select(func.count(), *sums)
            .select_from(Member)
            .where(Member.id.in_(select(wanted.c.id)))
        )
        .one()
    )
    count, capped, *rest = (int(each or 0) for each in row)
    ready = registry.ready(db.settings())
    return Reach(
        count,
        capped,
        tuple(
            _channel(name, count, rest[place * 3 : place * 3 + 3], name in ready)
            for place, name in enumerate(known)
        ),
    )


def _channel(
    name: str,
    count: int,
    sums: Sequence[int],
    is_ready: bool,  # noqa: FBT001 - built in one place
) -> ChannelReach:
    held, agreed, told = sums
    return ChannelReach(
        name, told, count - held, held - agreed, agreed - told, is_ready
    )


def _sums(channel: str) -> tuple[Any, Any, Any]:
    """Who has an address for it; who agreed besides; who may be written to."""
    is_held = Member.id.in_(registry.known()[channel].holders())
    is_told = Member.id.in_(reachable(channel, is_advertising=True))
    return _sum(is_held), _sum(and_(is_held, _CONSENT)), _sum(is_told)


def _is_capped() -> ColumnElement[bool]:
    told = (
        select(func.count(Notice.told_at.distinct()))
        .where(Notice.member_id == Member.id, Notice.told_at > clock.now() - WEEK)
        .correlate(Member)
        .scalar_subquery()
    )
    return told >= rules.rules().weekly_cap


def _sum(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0))
