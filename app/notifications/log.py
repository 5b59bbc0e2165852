"""What left the house, what did not and why, and how the channels stand: for the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, func, or_, select

from app.core import clock, db
from app.core.config import Config
from app.notifications import rules
from app.notifications.channels import registry
from app.notifications.models import CHANNELS, ChannelCircuit, Delivery, Notice
from app.people.models import Member, Person

DAYS = 30


@dataclass(frozen=True)
class Wanted:
    """What to show; an empty word means all."""

    kind: str = ""
    channel: str = ""
    state: str = ""
    why: str = ""
    day: date | None = None
    member_id: int | None = None


@dataclass(frozen=True)
class Line:
    """A delivery, whose it is, and whether it was opened.

    It counts as opened when its link was followed or the notice read in the cabinet.
    """

    id: int
    kind: str
    channel: str
    state: str
    why: str
    member_id: int
    name: str | None
    created_at: datetime
    due_at: datetime | None
    sent_at: datetime | None
    opened_at: datetime | None


@dataclass(frozen=True)
class Sum:
    """What became of the deliveries of a channel."""

    channel: str
    sent: int
    opened: int
    waiting: int
    failed: int
    skipped: int


@dataclass(frozen=True)
class Health:
    """How a channel stands: what it needs, what failed, until when it rests."""

    channel: str
    is_ready: bool
    needs: str
    failures: int
    problem: str
    failed_at: datetime | None
    open_until: datetime | None


def lines(
    wanted: Wanted, zone: str, *, limit: int, before: int | None = None
) -> list[Line]:
    """Deliveries of the business in scope, newest first, below the id ``before``."""
    chosen: Any = (
        select(
            Delivery.id,
            Notice.kind,
            Delivery.channel,
            Delivery.state,
            Delivery.why,
            Notice.member_id,
            Person.name,
            Notice.created_at,
            Delivery.due_at,
            Delivery.sent_at,
            func.coalesce(Delivery.opened_at, Notice.read_at, type_=_INSTANT),
        )
        .select_from(Delivery)
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(Member, Member.id == Notice.member_id)
        .join(Person, Person.id == Member.person_id)
    )
    found = _filtered(chosen, wanted, zone)
    if before is not None:
        found = found.where(Delivery.id < before)
    rows = db.session().execute(found.order_by(Delivery.id.desc()).limit(limit))
    return [Line(*row) for row in rows]


_INSTANT = Notice.created_at.type
_IS_OPENED = or_(Delivery.opened_at.is_not(None), Notice.read_at.is_not(None))


def _filtered(found: Select[Any], wanted: Wanted, zone: str) -> Select[Any]:
    for value, column in (
        (wanted.kind, Notice.kind),
        (wanted.channel, Delivery.channel),
        (wanted.state, Delivery.state),
        (wanted.why, Delivery.why),
        (wanted.member_id, Notice.member_id),
    ):
        if value:
            found = found.where(column == value)
    if wanted.day is not None:
        found = found.where(
            Notice.created_at >= clock.day_start(wanted.day, zone),
            Notice.created_at < clock.day_end(wanted.day, zone),
        )
    return found


def sums(since: datetime) -> list[Sum]:
    """What became of what was told since an instant, by channel."""
    state = Delivery.state
    rows: Sequence[Any] = (
        db.session()
        .execute(
            select(
                Delivery.channel,
                _count(state == "sent"),
                _count((state == "sent") & _IS_OPENED),
                _count(state.in_(("due", "sending"))),
                _count(state.in_(("failed", "unclear"))),
                _count(state == "skipped"),
            )
            .select_from(Delivery)
            .join(Notice, Notice.id == Delivery.notice_id)
            .where(Notice.created_at >= since)
            .group_by(Delivery.channel)
        )
        .all()
    )
    known = {row[0]: Sum(row[0], *(int(each or 0) for each in row[1:])) for row in rows}
    return [known[channel] for channel in CHANNELS if channel in known]


def _count(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


def reasons(since: datetime) -> list[tuple[str, int]]:
    """Why messages were not sent since an instant, the most frequent first."""
    rows = db.session().execute(
        select(Delivery.why, func.count(Delivery.id))
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(Notice.created_at >= since, Delivery.why != "", Delivery.state != "sent")
        .group_by(Delivery.why)
        .order_by(func.count(Delivery.id).desc(), Delivery.why)
    )
    return [(row[0], int(row[1])) for row in rows]


def health(config: Config) -> list[Health]:
    """How the channels stand for the business in scope."""
    has_sms = rules.rules().has_sms
    circuits = {
        row.channel: row for row in db.session().scalars(select(ChannelCircuit))
    }
    ready, now = registry.ready(config), clock.now()
    found = []
    for channel, each in registry.known().items():
        if channel == "sms" and not has_sms:
            continue
        row = circuits.get(channel)
        rests = row is not None and row.open_until is not None and row.open_until > now
        failures = row.failures if row is not None else 0
        found.append(
            Health(
                channel,
                channel in ready,
                each.needs,
                failures,
                row.problem if row is not None and failures else "",
                row.failed_at if row is not None and failures else None,
                row.open_until if row is not None and rests else None,
            )
        )
    return sorted(found, key=lambda each: CHANNELS.index(each.channel))


def kinds_seen() -> list[str]:
    """The kinds that members of the business in scope were told."""
    return sorted(db.session().scalars(select(Notice.kind).distinct()))
