"""What a member wants to hear of and by which ways, and how they want to be written to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock, db, tenancy
from app.core.config import Config
from app.core.ids import MemberId
from app.notifications import digest, rules
from app.notifications.bounces import has_bounced
from app.notifications.channels import registry
from app.notifications.kinds import registry as kinds
from app.notifications.kinds.kind import NoticeKind
from app.notifications.models import CHANNELS, MessageChoice, MessageHabit
from app.notifications.planning import Hours, advertises
from app.people import actions as people
from app.people import queries as persons
from app.people.models import Member, Person
from app.space import subscriptions


@dataclass(frozen=True)
class Wish:
    """A kind with the channels that can be chosen for it, and those in use."""

    kind: NoticeKind
    is_advertising: bool
    channels: Mapping[str, bool]


@dataclass(frozen=True)
class Habits:
    """How a member wants to be written to; see `models.MessageHabit`."""

    zone: str = ""
    calm: Hours | None = None
    is_daily: bool = False
    bounced_email: str = ""


def usable(config: Config) -> tuple[str, ...]:
    """The channels that a member of the business in scope can choose."""
    ready = registry.ready(config)
    has_sms = rules.rules().has_sms
    return tuple(
        channel
        for channel in CHANNELS
        if channel in ready and (channel != "sms" or has_sms)
    )


def wishes(member_id: MemberId, config: Config) -> list[Wish]:
    """Every kind that can be chosen, what advertises last."""
    own = {
        (row.kind, row.channel): row.is_on
        for row in db.session().execute(
            select(
                MessageChoice.kind, MessageChoice.channel, MessageChoice.is_on
            ).where(MessageChoice.member_id == member_id)
        )
    }
    chosen, channels = rules.rules(), usable(config)
    found = [
        Wish(
            kind,
            advertises(kind, chosen),
            {
                channel: own.get((kind.code, channel), channel in kind.channels)
                for channel in channels
            },
        )
        for kind in kinds.KINDS.values()
        if kind.is_switchable
    ]
    return sorted(found, key=lambda each: each.is_advertising)


def owed() -> list[NoticeKind]:
    """The kinds that cannot be switched off."""
    return [kind for kind in kinds.KINDS.values() if not kind.is_switchable]


def choose(member_id: MemberId, wanted: Mapping[tuple[str, str], bool]) -> None:
    """Keep choices by kind and channel. Runs inside ``writing()``."""
    known = {kind.code for kind in kinds.KINDS.values() if kind.is_switchable}
    rows = [
        {
            "business_id": tenancy.current(),
            "member_id": member_id,
            "kind": kind,
            "channel": channel,
            "is_on": is_on,
            "changed_at": clock.now(),
        }
        for (kind, channel), is_on in wanted.items()
        if kind in known and channel in CHANNELS
    ]
    if not rows:
        return
    dialect = sqlite if db.is_sqlite() else postgresql
    insert = dialect.insert(MessageChoice)
    db.session().execute(
        insert.on_conflict_do_update(
            index_elements=["business_id", "member_id", "kind", "channel"],
            set_={
                "is_on": insert.excluded.is_on,
                "changed_at": insert.excluded.changed_at,
            },
        ),
        rows,
    )


def habits(member_id: MemberId) -> Habits:
    """How they want to be written to, and an address that letters come back from."""
    row = db.session().execute(
        select(
            MessageHabit.zone,
            MessageHabit.calm_from,
            MessageHabit.calm_until,
            MessageHabit.is_daily,
            MessageHabit.bounced_email,
            has_bounced().label("has_bounced"),
        )
        .select_from(MessageHabit)
        .join(Member, Member.id == MessageHabit.member_id)
        .join(Person, Person.id == Member.person_id)
        .where(MessageHabit.member_id == member_id)
    )
    found = row.one_or_none()
    if found is None:
        return Habits()
    return Habits(
        zone=found.zone,
        calm=None
        if found.calm_from is None
        else (found.calm_from, found.calm_until or 0),
        is_daily=found.is_daily,
        bounced_email=found.bounced_email if found.has_bounced else "",
    )


def keep_habits(member_id: MemberId, wanted: Habits) -> None:
    """Keep how they want to be written to. Runs inside ``writing()``."""
    start, end = wanted.calm or (None, None)
    values = {
        "zone": wanted.zone,
        "calm_from": start,
        "calm_until": end,
        "is_daily": wanted.is_daily,
    }
    dialect = sqlite if db.is_sqlite() else postgresql
    db.session().execute(
        dialect.insert(MessageHabit)
        .values(business_id=tenancy.current(), member_id=member_id, **values)
        .on_conflict_do_update(index_elements=["business_id", "member_id"], set_=values)
    )


def stop_email(member_id: MemberId, kind: str) -> None:
    """No letter of a kind any more, or of all that advertise. Inside ``writing()``."""
    stopped = _advertising() if kind == digest.ALL else [kind]
    choose(member_id, {(code, "email"): False for code in stopped})


def stop_advertising(member_id: MemberId) -> None:
    """Nothing that advertises by any way: the consent ends. Inside ``writing()``.

    News by e-mail end, too, as the consent's text says.
    """
    for person_id in persons.persons_of(member_id):
        people.withdraw_consent(person_id=person_id, purpose="mailings")
        email = persons.person(person_id).email
        if email is not None:
            subscriptions.stop_address(email=email)


def is_stopped(member_id: MemberId, kind: str) -> bool:
    """Whether letters of a kind, or of all that advertise, have been stopped."""
    stopped = _advertising() if kind == digest.ALL else [kind]
    off = set(
        db.session().scalars(
            select(MessageChoice.kind).where(
                MessageChoice.member_id == member_id,
                MessageChoice.channel == "email",
                MessageChoice.kind.in_(stopped),
                ~MessageChoice.is_on,
            )
        )
    )
    return off >= set(stopped)


def _advertising() -> list[str]:
    chosen = rules.rules()
    return [
        kind.code
        for kind in kinds.KINDS.values()
        if kind.is_switchable and advertises(kind, chosen)
    ]


def agreed(member_id: MemberId) -> bool:
    """Whether there is a consent to mailings, without which nothing advertises."""
    own: Iterable[str] = (
        each.purpose
        for person_id in persons.persons_of(member_id)[:1]
        for each in persons.consents(person_id)
    )
    return "mailings" in own
