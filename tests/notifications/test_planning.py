"""Every channel ends in an instant or in a reason; advertising keeps to its bounds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notifications import planning, whys
from app.notifications.kinds import care, points, reviews
from app.notifications.kinds.kind import NoticeKind, Words
from app.notifications.models import CHANNELS
from app.notifications.planning import Circumstances, Plan, Rules, Standing, advertises

NOON = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
ALL = frozenset(CHANNELS)
MOSCOW = "Europe/Moscow"
ZONES = ("Europe/Moscow", "America/New_York", "Asia/Vladivostok", "Europe/London", "")


def _words(*_: Any) -> Words:
    return Words("subject", ("text",), "/card", "Open")


NEWS = NoticeKind("news", "News", _words, is_advertising=True)
ANSWER = NoticeKind("answer", "Answer", _words)
OWED = NoticeKind("owed", "Owed", _words, is_switchable=False)
ENDING = NoticeKind("ending", "Ending", _words, is_expiry=True)
WANTED = Standing(member_id=1, held=ALL, has_consent=True)
USUAL = Circumstances(Rules(), MOSCOW, ALL)


def by_channel(plan: Plan) -> dict[str, str | datetime]:
    return {way.channel: way.due_at or way.why for way in plan.ways}


def local(hour: int, minute: int = 0, *, day: int = 17) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo(MOSCOW)).astimezone(UTC)


hours = st.tuples(st.integers(0, 1439), st.integers(0, 1439))
instants = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
standings = st.builds(
    Standing,
    member_id=st.just(1),
    held=st.frozensets(st.sampled_from(CHANNELS)),
    has_consent=st.booleans(),
    is_gone=st.booleans(),
    has_bounced=st.booleans(),
    zone=st.sampled_from(ZONES),
    calm=st.none() | hours,
    is_daily=st.booleans(),
    chosen=st.dictionaries(st.sampled_from(CHANNELS), st.booleans()),
)
circumstances = st.builds(
    Circumstances,
    rules=st.builds(
        Rules,
        quiet=hours,
        weekly_cap=st.integers(0, 4),
        expiry_is_service=st.booleans(),
        has_sms=st.booleans(),
    ),
    zone=st.just(MOSCOW),
    ready=st.frozensets(st.sampled_from(CHANNELS)),
    sms_left=st.integers(0, 2),
)
kinds = st.builds(
    NoticeKind,
    code=st.just("kind"),
    title=st.just("Kind"),
    words=st.just(_words),
    channels=st.frozensets(st.sampled_from(CHANNELS)).map(tuple),
    is_advertising=st.booleans(),
    is_expiry=st.booleans(),
    is_switchable=st.booleans(),
    wait_minutes=st.integers(0, 3),
)


@given(kind=kinds, who=standings, what=circumstances, now=instants)
def test_each_channel_has_an_instant_or_a_reason(
    kind: NoticeKind, who: Standing, what: Circumstances, now: datetime
) -> None:
    plan = planning.plan(kind, who, what, now)

    assert [way.channel for way in plan.ways] == list(CHANNELS)
    for way in plan.ways:
        assert (way.due_at is None) == (way.why != "")
        assert way.due_at is None or way.due_at >= now
        assert way.why in {"", *whys.SENTENCES}
        assert way.due_at is None or way.channel in who.held & what.ready


@given(
    kind=kinds,
    whom=st.lists(standings | st.just(WANTED), max_size=12),
    told=st.lists(instants, max_size=3),
    what=circumstances,
    now=instants,
)
def test_many_are_planned_as_each_of_them_alone(
    kind: NoticeKind,
    whom: list[Standing],
    told: list[datetime],
    what: Circumstances,
    now: datetime,
) -> None:
    """Also where SMS run out in the middle of them."""
    crowd = [
        replace(who, member_id=number, told=told[: number % 4])
        for number, who in enumerate(whom)
    ]

    together = planning.plans(kind, crowd, what, now)

    left = what.sms_left
    for who, planned in zip(crowd, together, strict=True):
        alone = planning.plan(kind, who, replace(what, sms_left=left), now)
        assert planned == alone
        left -= "sms" in by_channel(alone) and alone.ways[-1].due_at is not None


@given(kind=kinds, who=standings, what=circumstances, now=instants)
def test_advertising_needs_consent_and_keeps_quiet(
    kind: NoticeKind, who: Standing, what: Circumstances, now: datetime
) -> None:
    plan = planning.plan(kind, who, what, now)

    zone = who.zone or what.zone
    for way in plan.ways:
        if way.due_at is None or not planning.advertises(kind, what.rules):
            continue
        assert who.has_consent
        assert not planning.is_quiet(way.due_at, zone, what.rules.quiet)
        assert who.calm is None or not planning.is_quiet(way.due_at, zone, who.calm)
        assert way.due_at == plan.told_at


@given(
    who=standings,
    what=circumstances,
    steps=st.lists(st.integers(0, 60 * 24 * 3), max_size=30),
    start=instants,
)
def test_no_week_has_more_advertising_than_the_cap(
    who: Standing, what: Circumstances, steps: list[int], start: datetime
) -> None:
    who = replace(who, has_consent=True, chosen={})
    told: list[datetime] = []
    gathered: set[datetime] = set()
    now = start
    for minutes in steps:
        now += timedelta(minutes=minutes)
        known = sorted(each for each in told if each > now - planning.WEEK)
        plan = planning.plan(
            NEWS, replace(who, told=known, gathered=frozenset(gathered)), what, now
        )
        if plan.told_at is None:
            continue
        if not (plan.is_gathered and plan.told_at in gathered):
            told.append(plan.told_at)
        if plan.is_gathered:
            gathered.add(plan.told_at)
    for first in told:
        week = [each for each in told if first <= each < first + planning.WEEK]
        assert len(week) <= what.rules.weekly_cap


@given(instant=instants, zone=st.sampled_from(ZONES[:-1]), span=hours)
def test_the_end_of_quiet_hours_is_outside_of_them(
    instant: datetime, zone: str, span: planning.Hours
) -> None:
    found = planning.after_quiet(instant, zone, [span])

    assert found is not None
    assert found - instant <= timedelta(days=2)
    assert not planning.is_quiet(found, zone, span)


def test_a_message_of_the_evening_comes_in_the_morning() -> None:
    plan = planning.plan(NEWS, WANTED, USUAL, local(21, 0))

    assert by_channel(plan)["email"] == local(9, day=18)
    assert planning.plan(NEWS, WANTED, USUAL, local(20, 59)).told_at == local(20, 59)


def test_hours_are_those_of_the_member() -> None:
    far = replace(WANTED, zone="Asia/Vladivostok")

    plan = planning.plan(NEWS, far, USUAL, local(15))

    # It is 22:00 there; nine in the morning comes at 02:00 in Moscow.
    assert plan.told_at == local(2, day=18)


def test_what_is_no_advertising_comes_at_once() -> None:
    plan = planning.plan(ANSWER, WANTED, USUAL, local(23))

    assert by_channel(plan) == {
        "email": local(23),
        "push": local(23),
        "pass": local(23),
        "sms": "not_used",
    }


def test_hours_of_rest_hold_back_what_makes_a_sound() -> None:
    resting = replace(WANTED, calm=(22 * 60, 8 * 60))

    plan = planning.plan(OWED, resting, USUAL, local(23))

    assert by_channel(plan)["email"] == local(23)
    assert by_channel(plan)["push"] == local(8, day=18)


@pytest.mark.parametrize(
    "kind", [care.BIRTHDAY, care.LEVEL, points.EXTENDED, reviews.REVIEW_ASK]
)
def test_what_a_clock_of_ours_sends_makes_no_sound_at_night(kind: NoticeKind) -> None:
    plan = planning.plan(kind, WANTED, USUAL, local(0, 23))

    assert by_channel(plan)["email"] == local(0, 23)
    assert by_channel(plan)["push"] == by_channel(plan)["pass"] == local(9)


def test_hours_without_an_end_leave_no_time() -> None:
    resting = replace(WANTED, calm=(9 * 60, 21 * 60))

    plan = planning.plan(NEWS, resting, USUAL, local(12))

    assert set(by_channel(plan).values()) == {"quiet_hours", "not_used"}


def test_the_cap_counts_messages_and_frees_the_next_day() -> None:
    days = [local(12, day=day) for day in (11, 12, 13)]

    soon = planning.plan(NEWS, replace(WANTED, told=days), USUAL, local(18))
    never = planning.plan(
        NEWS,
        replace(WANTED, told=[local(12, day=day) for day in (14, 15, 16)]),
        USUAL,
        NOON,
    )

    assert soon.told_at == local(12, day=18)
    assert never.told_at is None
    assert by_channel(never)["push"] == "over_cap"


def test_the_letter_of_the_day_holds_all_that_advertises() -> None:
    daily = replace(WANTED, is_daily=True)

    first = planning.plan(NEWS, daily, USUAL, local(11))
    assert first.told_at == local(10, day=18)
    assert by_channel(first)["push"] == "in_digest"
    assert first.is_gathered

    moment = first.told_at
    full = replace(
        daily,
        told=[local(12, day=15), local(12, day=16), moment],
        gathered=frozenset({moment}),
    )
    assert planning.plan(NEWS, full, USUAL, local(15)).told_at == moment


def test_who_gets_a_letter_a_day_without_an_address_gets_the_rest_at_once() -> None:
    daily = replace(WANTED, is_daily=True, held=frozenset({"push"}))

    assert by_channel(planning.plan(NEWS, daily, USUAL, NOON))["push"] == NOON


@pytest.mark.parametrize(
    ("who", "what", "channel", "why"),
    [
        ({"has_consent": False}, {}, "email", "no_consent"),
        ({"held": frozenset()}, {}, "email", "no_address"),
        ({"held": frozenset()}, {}, "push", "no_device"),
        ({"held": frozenset()}, {}, "pass", "no_pass"),
        ({"has_bounced": True}, {}, "email", "bounced"),
        ({"is_gone": True}, {}, "push", "gone"),
        ({"chosen": {"push": False}}, {}, "push", "switched_off"),
        ({}, {"ready": frozenset({"push"})}, "email", "channel_not_set_up"),
        ({"chosen": {"sms": True}}, {}, "sms", "sms_off"),
        ({"chosen": {"sms": True}}, {"rules": Rules(has_sms=True)}, "sms", "sms_limit"),
    ],
)
def test_why_not(
    who: dict[str, Any], what: dict[str, Any], channel: str, why: str
) -> None:
    plan = planning.plan(NEWS, replace(WANTED, **who), replace(USUAL, **what), NOON)

    assert by_channel(plan)[channel] == why


def test_sms_is_for_who_asks_for_it() -> None:
    asked = replace(WANTED, chosen={"sms": True})
    what = replace(USUAL, rules=Rules(has_sms=True), sms_left=1)

    assert by_channel(planning.plan(ANSWER, asked, what, NOON))["sms"] == NOON


def test_what_is_owed_cannot_be_switched_off() -> None:
    silent = replace(WANTED, chosen=dict.fromkeys(CHANNELS, False), has_consent=False)

    assert by_channel(planning.plan(OWED, silent, USUAL, NOON))["email"] == NOON
    assert by_channel(planning.plan(ANSWER, silent, USUAL, NOON))["email"] == (
        "switched_off"
    )


def test_what_ends_advertises_unless_the_business_cleared_it() -> None:
    without = replace(WANTED, has_consent=False)
    cleared = replace(USUAL, rules=Rules(expiry_is_service=True))

    assert by_channel(planning.plan(ENDING, without, USUAL, NOON))["email"] == (
        "no_consent"
    )
    assert by_channel(planning.plan(ENDING, without, cleared, NOON))["email"] == NOON


def test_a_warning_of_an_end_advertises_unless_the_business_cleared_it() -> None:
    assert advertises(points.EXPIRY, Rules())
    assert not advertises(points.EXPIRY, Rules(expiry_is_service=True))
    assert not advertises(points.EXTENDED, Rules())
