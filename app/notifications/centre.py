"""The notification centre: whatever a member is told begins here.

A notice stands in the cabinet at once; its ways out are planned in the same transaction
and sent by `sending`. Many members are told in a constant number of statements.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import Table, select, update

# Channels of our own are registered by being imported.
import app.notifications.channels.email
import app.notifications.channels.push
import app.notifications.channels.sms  # noqa: F401 - the same
from app.core import bulk, clock, db, live, tenancy
from app.core.ids import MemberId
from app.notifications import rules
from app.notifications.kinds.kind import NoticeKind
from app.notifications.models import Delivery, Notice
from app.notifications.planning import (
    SILENT,
    Circumstances,
    Plan,
    Way,
    advertises,
    plans,
)
from app.notifications.standings import standings
from app.people.models import Member

AT_ONCE = 1000
"""Most members that one call of ``tell_many`` should be given."""
_NOTICES = cast("Table", Notice.__table__)
_DELIVERIES = cast("Table", Delivery.__table__)


@dataclass(frozen=True)
class Told:
    """What came of it: notices by member, and how many rows were written in all."""

    notices: Mapping[int, int]
    rows: int


@dataclass(frozen=True)
class Message:
    """What one member is told, as ``tell`` takes it."""

    member_id: int
    occurrence: str
    payload: Mapping[str, Any]

    @property
    def key(self) -> tuple[int, str]:
        """What no two messages of a kind share."""
        return self.member_id, self.occurrence


def tell(
    *,
    member_id: MemberId,
    kind: NoticeKind,
    occurrence: str,
    payload: Mapping[str, Any],
) -> int | None:
    """Tell a member of the business in scope something, once for each ``occurrence``.

    The notice's id; None when it was told before. ``payload`` holds plain values that
    JSON knows. Runs inside ``writing()``.
    """
    told = tell_many(
        member_ids=[member_id], kind=kind, occurrence=occurrence, payload=payload
    )
    return told.notices.get(member_id)


def tell_many(
    *,
    member_ids: Sequence[int],
    kind: NoticeKind,
    occurrence: str,
    payload: Mapping[str, Any],
) -> Told:
    """Tell members of the business in scope the same; whoever knows it is left out.

    At most ``AT_ONCE`` of them: a writer is not to be held up. Runs inside ``writing()``.
    """
    what = rules.circumstances(db.settings())
    new = _untold(member_ids, kind.code, occurrence)
    whom = standings(new, kind, is_locked=True) if new else []
    if not whom:
        return Told({}, 0)
    ways = plans(kind, whom, what, clock.now())
    planned = {who.member_id: way for who, way in zip(whom, ways, strict=True)}
    rows = _add(
        kind,
        what,
        ("member_id", "is_gathered", "told_at"),
        [(who, each.is_gathered, each.told_at) for who, each in planned.items()],
        {"occurrence": occurrence, "payload": dict(payload)},
    )
    notices = {who: notice for who, _, notice in rows}
    sent = _send_out((notice, planned[who]) for who, notice in notices.items())
    _count(notices)
    return Told(notices, len(notices) + sent)


def tell_each(
    *, kind: NoticeKind, messages: Sequence[Message]
) -> dict[tuple[int, str], int]:
    """Tell members of the business in scope each their own, once for each occurrence.

    Notices by member and occurrence. The members are read together, however many there
    are; at most ``AT_ONCE``. Runs inside ``writing()``.
    """
    what = rules.circumstances(db.settings())
    new = untold(kind, messages)
    member_ids = sorted({each.member_id for each in new})
    found = standings(member_ids, kind, is_locked=True) if new else []
    people = {who.member_id: who for who in found}
    new = [each for each in new if each.member_id in people]
    if not new:
        return {}
    ways = plans(kind, [people[each.member_id] for each in new], what, clock.now())
    planned = {each.key: way for each, way in zip(new, ways, strict=True)}
    rows = _add(
        kind,
        what,
        ("member_id", "occurrence", "payload", "is_gathered", "told_at"),
        [
            (*each.key, dict(each.payload), way.is_gathered, way.told_at)
            for each, way in zip(new, ways, strict=True)
        ],
    )
    notices = {(who, occurrence): notice for who, occurrence, notice in rows}
    _send_out((notice, planned[key]) for key, notice in notices.items())
    _count(who for who, _ in notices)
    return notices


def untold(kind: NoticeKind, messages: Sequence[Message]) -> list[Message]:
    """Those of the messages that nobody was told before."""
    if not messages:
        return []
    known = db.session().execute(
        select(Notice.member_id, Notice.occurrence).where(
            bulk.among(Notice.member_id, [each.member_id for each in messages]),
            Notice.kind == kind.code,
            Notice.occurrence.in_({each.occurrence for each in messages}),
        )
    )
    told = {tuple(row) for row in known}
    return [each for each in messages if each.key not in told]


def _send_out(planned: Iterable[tuple[int, Plan]]) -> int:
    """Write down the ways of notices; how many there are."""
    ways = [
        (notice_id, way.channel, _state(way), way.why, way.due_at)
        for notice_id, each in planned
        for way in each.ways
        if way.due_at or way.why not in SILENT
    ]
    if ways:
        bulk.add_rows(
            _DELIVERIES,
            ("notice_id", "channel", "state", "why", "due_at"),
            ways,
            {"business_id": tenancy.current(), "attempts": 0},
        )
    return len(ways)


def _untold(member_ids: Sequence[int], kind: str, occurrence: str) -> list[int]:
    known = set(
        db.session().scalars(
            select(Notice.member_id).where(
                bulk.among(Notice.member_id, member_ids),
                Notice.kind == kind,
                Notice.occurrence == occurrence,
            )
        )
    )
    return [each for each in dict.fromkeys(member_ids) if each not in known]


def _add(
    kind: NoticeKind,
    what: Circumstances,
    names: Sequence[str],
    rows: Sequence[Sequence[object]],
    same: Mapping[str, object] = MappingProxyType({}),
) -> Sequence[Any]:
    """Notices as member, occurrence, id; what is told by another just now is left out."""
    own = {
        "business_id": tenancy.current(),
        "kind": kind.code,
        "is_advertising": advertises(kind, what.rules),
        "created_at": clock.now(),
    }
    giving = ("member_id", "occurrence", "id")
    return bulk.add_rows(_NOTICES, names, rows, {**own, **same}, giving)


def _state(way: Way) -> str:
    return "due" if way.due_at else "skipped"


def _count(member_ids: Iterable[int]) -> None:
    """One more is unread for each, as often as named; open pages learn of it."""
    # As a list: of a mapping it would take the values for counts.
    told = Counter(list(member_ids))
    for more in sorted(set(told.values())):
        whom = [member_id for member_id, count in told.items() if count == more]
        db.session().execute(
            update(Member)
            .where(bulk.among(Member.id, whom))
            .values(unread_notices=Member.unread_notices + more)
            .execution_options(synchronize_session=False)
        )
    live.ring_all([f"member:{member_id}" for member_id in told])
