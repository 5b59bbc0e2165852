"""Which way a notice takes: pure rules, no database, no clock.

For each channel there is either an instant at which it is due or a code of
`whys.SENTENCES`. What advertises needs the consent to mailings, keeps to quiet hours in
the member's zone and to the cap (38-FZ, article 18; row 113).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.notifications.channels.registry import MISSING
from app.notifications.kinds.kind import NoticeKind
from app.notifications.models import CHANNELS

WEEK: Final = timedelta(days=7)
DIGEST_MINUTE: Final = 10 * 60
SILENT: Final = frozenset({"not_used", "sms_off"})
"""Codes that nobody needs to be told of: no row is kept for them."""

_LATEST = timedelta(days=1)
LOUD: Final = frozenset({"push", "pass", "sms"})
"""Channels that make a sound."""

Hours = tuple[int, int]
"""From one minute of the day until another; equal ones mean never."""


@dataclass(frozen=True)
class Rules:
    """What a business has chosen; see `models.MessageRules`."""

    quiet: Hours = (21 * 60, 9 * 60)
    weekly_cap: int = 3
    expiry_is_service: bool = False
    has_sms: bool = False
    sms_monthly: int = 500
    sms_price_minor: int = 0


@dataclass(frozen=True)
class Circumstances:
    """What holds for every member: the rules, what is set up, what SMS are left."""

    rules: Rules
    zone: str
    ready: frozenset[str]
    sms_left: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a member can be written to.

    ``held`` are the channels for which they have an address or device, ``chosen`` what
    they want of the kind at hand, ``told`` the moments of advertising messages of the
    last week and of those that are planned, ``gathered`` those that are letters of a day.
    """

    member_id: int
    held: frozenset[str]
    has_consent: bool = False
    is_gone: bool = False
    has_bounced: bool = False
    zone: str = ""
    calm: Hours | None = None
    is_daily: bool = False
    chosen: Mapping[str, bool] = field(default_factory=dict)
    told: Sequence[datetime] = ()
    gathered: frozenset[datetime] = frozenset()

    @property
    def alike(self) -> tuple[Any, ...]:
        """All of it but who it is: members with equal ones are told in the same way."""
        return (
            self.held,
            self.has_consent,
            self.is_gone,
            self.has_bounced,
            self.zone,
            self.calm,
            self.is_daily,
            frozenset(self.chosen.items()),
            tuple(self.told),
            self.gathered,
        )


@dataclass(frozen=True, slots=True)
class Way:
    """A channel with the instant at which it is due, or why it is not."""

    channel: str
    due_at: datetime | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A way for every channel; ``told_at`` and ``is_gathered`` as in `models.Notice`."""

    ways: tuple[Way, ...]
    told_at: datetime | None = None
    is_gathered: bool = False


def advertises(kind: NoticeKind, rules: Rules) -> bool:
    """Whether a kind needs consent; what ends does, unless the business cleared it."""
    return kind.is_advertising or (kind.is_expiry and not rules.expiry_is_service)


def plan(kind: NoticeKind, who: Standing, what: Circumstances, now: datetime) -> Plan:
    """Every channel with its instant, or with why not."""
    is_advertising = advertises(kind, what.rules)
    refused = {
        channel: why_not(channel, kind, who, what, is_advertising=is_advertising)
        for channel in CHANNELS
    }
    begins = now + timedelta(minutes=kind.wait_minutes)
    if all(refused.values()):
        return _plan(refused, {})
    if is_advertising:
        return _advertised(refused, who, what, begins)
    zone = who.zone or what.zone
    due = {
        channel: after_quiet(begins, zone, quiet_of(channel, kind, who, what))
        for channel, why in refused.items()
        if not why
    }
    return _plan(refused, due)


def quiet_of(
    channel: str,
    kind: NoticeKind,
    who: Standing,
    what: Circumstances,
    *,
    is_advertising: bool = False,
) -> list[Hours]:
    """The hours of the member's day in which a kind does not come by a channel."""
    if not is_advertising and channel not in LOUD:
        return []
    of_business = [what.rules.quiet] if is_advertising or kind.is_timed else []
    return [*of_business, *([who.calm] if who.calm else [])]


def plans(
    kind: NoticeKind, whom: Iterable[Standing], what: Circumstances, now: datetime
) -> list[Plan]:
    """A plan for each of them, one after the other: an SMS planned is one fewer left.

    Of very many most stand alike, and are planned once.
    """
    planned: list[Plan] = []
    known: dict[tuple[Any, ...], Plan] = {}
    for who in whom:
        stands = (who.alike, what.sms_left > 0)
        found = known.get(stands)
        if found is None:
            found = known[stands] = plan(kind, who, what, now)
        planned.append(found)
        if any(way.channel == "sms" and way.due_at for way in found.ways):
            what = replace(what, sms_left=what.sms_left - 1)
    return planned


def why_not(
    channel: str,
    kind: NoticeKind,
    who: Standing,
    what: Circumstances,
    *,
    is_advertising: bool,
) -> str:
    """Why a member gets nothing of a kind by a channel, whatever the hour; or nothing."""
    checks = (
        (who.is_gone, "gone"),
        (not _is_wanted(channel, kind, who), _unwanted(channel, kind)),
        (channel == "sms" and not what.rules.has_sms, "sms_off"),
        (channel not in what.ready, "channel_not_set_up"),
        (is_advertising and not who.has_consent, "no_consent"),
        (channel not in who.held, MISSING[channel]),
        (channel == "email" and is_advertising and who.has_bounced, "bounced"),
        (channel == "sms" and what.sms_left <= 0, "sms_limit"),
    )
    return next((why for is_so, why in checks if is_so), "")


def _is_wanted(channel: str, kind: NoticeKind, who: Standing) -> bool:
    usual = channel in kind.channels
    if kind.is_exact and not usual:
        return False
    return who.chosen.get(channel, usual) if kind.is_switchable else usual


def _unwanted(channel: str, kind: NoticeKind) -> str:
    return "switched_off" if channel in kind.channels else "not_used"


def _advertised(
    refused: dict[str, str], who: Standing, what: Circumstances, begins: datetime
) -> Plan:
    is_gathered = who.is_daily and not refused["email"]
    if is_gathered:
        refused = {
            channel: why or ("" if channel == "email" else "in_digest")
            for channel, why in refused.items()
        }
    moment, why = _moment(who, what, begins, is_gathered=is_gathered)
    if moment is None:
        return _plan({channel: each or why for channel, each in refused.items()}, {})
    due = {channel: moment for channel, each in refused.items() if not each}
    return _plan(refused, due, told_at=moment, is_gathered=is_gathered)


def _moment(
    who: Standing, what: Circumstances, begins: datetime, *, is_gathered: bool
) -> tuple[datetime | None, str]:
    """When an advertising message may come, within a day; or why it may not."""
    zone = who.zone or what.zone
    quiet = [what.rules.quiet, *([who.calm] if who.calm else [])]
    if is_gathered:
        begins = _at_minute(begins, zone, DIGEST_MINUTE)
    moment = after_quiet(begins, zone, quiet)
    if moment is None:
        return None, "quiet_hours"
    free = sorted(each + WEEK for each in who.told)
    for later in (moment, *(each for each in free if each > moment)):
        tried = after_quiet(later, zone, quiet)
        if tried is None or tried > moment + _LATEST:
            break
        if is_gathered and tried in who.gathered:
            return tried, ""
        if _near(who.told, tried) < what.rules.weekly_cap:
            return tried, ""
    return None, "over_cap"


def _near(told: Sequence[datetime], moment: datetime) -> int:
    """Messages in any week that ``moment`` could be part of."""
    return sum(1 for each in told if moment - WEEK < each < moment + WEEK)


def _plan(
    refused: Mapping[str, str],
    due: Mapping[str, datetime | None],
    *,
    told_at: datetime | None = None,
    is_gathered: bool = False,
) -> Plan:
    ways = []
    for channel, why in refused.items():
        moment = due.get(channel)
        # Hours that leave no time of day hold back what makes a sound.
        ways.append(Way(channel, moment, "" if moment else why or "quiet_hours"))
    return Plan(tuple(ways), told_at, is_gathered)


def is_quiet(instant: datetime, zone: str, hours: Hours) -> bool:
    """Whether an instant lies within hours of the day in ``zone``."""
    start, end = hours
    local = instant.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    if start <= end:
        return start <= minute < end
    return minute >= start or minute < end


def after_quiet(
    instant: datetime, zone: str, spans: Sequence[Hours]
) -> datetime | None:
    """The first instant from ``instant`` on outside of all; None if there is none."""
    for _ in range(2 * len(spans) + 1):
        ends = [end for start, end in spans if is_quiet(instant, zone, (start, end))]
        if not ends:
            return instant
        instant = _at_minute(instant, zone, ends[0])
    return None


def _at_minute(instant: datetime, zone: str, minute: int) -> datetime:
    """The next time after ``instant`` that a clock in ``zone`` shows this minute."""
    place = ZoneInfo(zone)
    day: date = instant.astimezone(place).date()
    while True:
        wall = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=place)
        for fold in (0, 1):
            found = wall.replace(fold=fold).astimezone(UTC)
            if found > instant:
                return found
        day += timedelta(days=1)
