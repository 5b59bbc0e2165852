"""How members can be written to, read for many at once in a constant number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select

from app.core import bulk, clock, db
from app.notifications.bounces import has_bounced
from app.notifications.channels import registry
from app.notifications.kinds.kind import NoticeKind
from app.notifications.models import MessageChoice, MessageHabit, Notice
from app.notifications.planning import WEEK, Standing
from app.people.models import Consent, Member, Person

has_consent = (
    select(Consent.id)
    .where(
        Consent.person_id == Member.person_id,
        Consent.purpose == "mailings",
        Consent.withdrawn_at.is_(None),
    )
    .exists()
)
"""Whether a member agreed to mailings."""


def standings(
    member_ids: Sequence[int], kind: NoticeKind, *, is_locked: bool = False
) -> list[Standing]:
    """How each of these members of the business in scope can be told of a kind.

    By channels that neither the kind nor one of them takes nobody is looked for.

    Ids of nobody are left out. ``is_locked`` holds the members' rows until the end of
    the transaction, so that two messages at once count each other.
    """
    if is_locked:
        _lock(member_ids)
    chosen = _chosen(member_ids, kind.code)
    used = {
        channel for each in chosen.values() for channel, is_on in each.items() if is_on
    }
    reached = held(member_ids, registry.known().keys() & (used | {*kind.channels}))
    told, gathered = _told(member_ids)
    return [
        replace(
            standing(row, reached[row.member_id], chosen.get(row.member_id, {})),
            told=told.get(row.member_id, ()),
            gathered=frozenset(gathered.get(row.member_id, ())),
        )
        for row in _people(member_ids)
    ]


def _lock(member_ids: Sequence[int]) -> None:
    db.session().execute(
        select(Member.id)
        .where(bulk.among(Member.id, member_ids))
        .order_by(Member.id)
        .with_for_update(key_share=True)
    )


def columns() -> tuple[Any, ...]:
    """What ``standing`` needs to know of a member; for a query that is ``joined``."""
    return (
        Member.id.label("member_id"),
        Member.joined_into_id,
        Person.erased_at,
        has_consent.label("has_consent"),
        has_bounced().label("has_bounced"),
        MessageHabit.zone,
        MessageHabit.calm_from,
        MessageHabit.calm_until,
        MessageHabit.is_daily,
    )


def joined(members: Select[Any]) -> Select[Any]:
    """A query on members with their persons and the habits of those who have some."""
    return members.join(Person, Person.id == Member.person_id).outerjoin(
        MessageHabit,
        and_(
            MessageHabit.member_id == Member.id,
            MessageHabit.business_id == Member.business_id,
        ),
    )


def standing(row: Any, held: Iterable[str], chosen: Mapping[str, bool]) -> Standing:
    """How a member can be told; what was told before is not in it."""
    return Standing(
        member_id=row.member_id,
        held=frozenset(held),
        has_consent=bool(row.has_consent),
        is_gone=row.erased_at is not None or row.joined_into_id is not None,
        has_bounced=bool(row.has_bounced),
        zone=row.zone or "",
        calm=None if row.calm_from is None else (row.calm_from, row.calm_until),
        is_daily=bool(row.is_daily),
        chosen=chosen,
    )


def _people(member_ids: Sequence[int]) -> Sequence[Any]:
    return (
        db.session()
        .execute(
            joined(select(*columns()))
            .where(bulk.among(Member.id, member_ids))
            .order_by(Member.id)
        )
        .all()
    )


def held(
    member_ids: Sequence[int], channels: Iterable[str]
) -> defaultdict[int, set[str]]:
    """By member, those of the channels that they have an address or device for."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for code in channels:
        holders = registry.known()[code].holders()
        # Asked inside: of a hundred thousand holders only these are looked at.
        (holder,) = holders.selected_columns
        for member_id in db.session().scalars(
            holders.where(bulk.among(holder, member_ids))
        ):
            found[member_id].add(code)
    return found


def _chosen(member_ids: Sequence[int], kind: str) -> dict[int, dict[str, bool]]:
    chosen: dict[int, dict[str, bool]] = {}
    for member_id, channel, is_on in db.session().execute(
        select(
            MessageChoice.member_id, MessageChoice.channel, MessageChoice.is_on
        ).where(
            bulk.among(MessageChoice.member_id, member_ids), MessageChoice.kind == kind
        )
    ):
        chosen.setdefault(member_id, {})[channel] = is_on
    return chosen


def _told(
    member_ids: Sequence[int],
) -> tuple[Mapping[int, list[datetime]], Mapping[int, set[datetime]]]:
    """Moments of advertising messages; those of one letter count once."""
    told: dict[int, list[datetime]] = {}
    gathered: dict[int, set[datetime]] = {}
    since = clock.now() - WEEK
    rows = db.session().execute(
        select(Notice.member_id, Notice.told_at, Notice.is_gathered)
        .where(bulk.among(Notice.member_id, member_ids), Notice.told_at > since)
        .order_by(Notice.told_at)
    )
    for member_id, moment, is_gathered in rows:
        if moment is None:
            continue
        if is_gathered and moment in gathered.setdefault(member_id, set()):
            continue
        if is_gathered:
            gathered[member_id].add(moment)
        told.setdefault(member_id, []).append(moment)
    return told, gathered


def reachable(channel: str, *, is_advertising: bool) -> Any:
    """The query of ids of members in scope who may be written to by a channel.

    As `planning.why_not` says it, but for their choices by kind and the cap: for
    counting audiences of any size in one statement.
    """
    found = joined(select(Member.id)).where(
        Member.joined_into_id.is_(None),
        Person.erased_at.is_(None),
        Member.id.in_(registry.known()[channel].holders()),
    )
    if is_advertising:
        found = found.where(has_consent)
    if is_advertising and channel == "email":
        found = found.where(or_(MessageHabit.id.is_(None), ~has_bounced()))
    return found
