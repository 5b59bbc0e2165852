"""What a member is told stands in their cabinet, once for each occurrence."""

import random

import pytest
from sqlalchemy import event, select

from app.core import clock, db, live, tenancy
from app.core.ids import MemberId, PersonId
from app.notifications import centre, rules, standings
from app.notifications.kinds import talk
from app.notifications.kinds.kind import NoticeKind, Words
from app.notifications.models import (
    Delivery,
    MessageChoice,
    MessageHabit,
    Notice,
)
from app.notifications.planning import SILENT, Rules, plan
from app.people import actions as people
from app.people import unread
from app.people.models import Member
from tests.conftest import Clock, MakeApp
from tests.world import Shop, World, create_member

pytestmark = pytest.mark.database


def _tell(world: World, occurrence: str) -> int | None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        return centre.tell(
            member_id=world.coffee.member.member_id,
            kind=talk.CHAT_REPLY,
            occurrence=occurrence,
            payload={"text": "Мы открыты до 22:00"},
        )


def test_an_occurrence_is_told_once(world: World) -> None:
    first, again, other = _tell(world, "1"), _tell(world, "1"), _tell(world, "2")

    assert first is not None
    assert other not in {None, first}
    assert again is None
    with tenancy.scope(world.coffee.business_id):
        told = db.session().scalars(select(Notice.occurrence).order_by(Notice.id)).all()
        waiting = db.session().scalar(
            select(Member.unread_notices).where(
                Member.id == world.coffee.member.member_id
            )
        )
    assert told == ["1", "2"]
    assert waiting == 2


def test_what_was_read_counts_no_more(world: World) -> None:
    _tell(world, "1")

    with tenancy.scope(world.coffee.business_id), db.writing():
        unread.read_notices(world.coffee.member.member_id)

    with tenancy.scope(world.coffee.business_id):
        left = db.session().scalar(
            select(Member.unread_notices).where(
                Member.id == world.coffee.member.member_id
            )
        )
    assert left == 0


NEWS = NoticeKind(
    "news", "News", lambda *_: Words("s", (), "/card", "b"), is_advertising=True
)


def protected(shop: Shop, email: str, *, is_agreed: bool = True) -> MemberId:
    """A member with an e-mail address, who has agreed to mailings or not."""
    person_id, member_id = create_member(shop.business_id)
    with tenancy.scope(shop.business_id), db.writing():
        people.claim_address(person_id=person_id, channel="email", address=email)
        if is_agreed:
            agree(person_id)
    return member_id


def agree(person_id: PersonId) -> None:
    people.give_consent(person_id=person_id, purpose="mailings", language="ru")


def tell_news(shop: Shop, members: list[MemberId], occurrence: str) -> centre.Told:
    with tenancy.scope(shop.business_id), db.writing():
        return centre.tell_many(
            member_ids=members, kind=NEWS, occurrence=occurrence, payload={}
        )


def ways(shop: Shop, notice_id: int) -> dict[str, tuple[str, str]]:
    with tenancy.scope(shop.business_id):
        rows = db.session().execute(
            select(Delivery.channel, Delivery.state, Delivery.why).where(
                Delivery.notice_id == notice_id
            )
        )
        return {row.channel: (row.state, row.why) for row in rows}


def test_ways_are_planned_with_the_notice(world: World) -> None:
    shop = world.coffee
    anna = protected(shop, "anna@example.test")
    deaf = protected(shop, "deaf@example.test", is_agreed=False)

    told = tell_news(shop, [anna, deaf], "1")

    assert ways(shop, told.notices[anna])["email"] == ("due", "")
    assert ways(shop, told.notices[deaf])["email"] == ("skipped", "no_consent")
    assert told.rows == 2 + sum(len(ways(shop, each)) for each in told.notices.values())


def test_many_are_told_once_and_strangers_never(world: World) -> None:
    shop = world.coffee
    anna, boris = (protected(shop, f"{name}@example.test") for name in "ab")
    tell_news(shop, [anna], "1")

    told = tell_news(shop, [anna, boris, boris, world.books.member.member_id], "1")

    assert list(told.notices) == [boris]


def test_open_pages_learn_of_it(world: World) -> None:
    before = live.count(f"member:{world.coffee.member.member_id}")

    _tell(world, "1")
    _tell(world, "1")

    assert live.count(f"member:{world.coffee.member.member_id}") == before + 1


def test_the_cap_holds_over_messages_and_frees_after_a_week(
    world: World, clock: Clock
) -> None:
    shop = world.coffee
    anna = protected(shop, "anna@example.test")
    told = [tell_news(shop, [anna], str(number)).notices[anna] for number in range(4)]

    assert [ways(shop, each)["email"] for each in told] == [
        *([("due", "")] * 3),
        ("skipped", "over_cap"),
    ]
    clock.advance(days=7)
    later = tell_news(shop, [anna], "later").notices[anna]
    assert ways(shop, later)["email"] == ("due", "")


def test_sms_end_with_the_month_s_limit(world: World, make_app: MakeApp) -> None:
    shop = world.coffee
    members = [shop.member.member_id]
    for number in range(2):
        _, member_id = create_member(shop.business_id, phone=f"+7916000000{number}")
        members.append(member_id)
    with (
        make_app(sms_url="http://127.0.0.1:1/{phone}/{text}").app_context(),
        tenancy.scope(shop.business_id),
        db.writing(),
    ):
        rules.change(Rules(has_sms=True, sms_monthly=2))
        for member_id in members:
            choice = MessageChoice(
                member_id=member_id, kind="chat_reply", channel="sms"
            )
            choice.is_on, choice.changed_at = True, clock.now()
            db.session().add(choice)
        db.session().flush()
        told = [
            centre.tell_many(
                member_ids=some,
                kind=talk.CHAT_REPLY,
                occurrence="1",
                payload={"text": "Да"},
            )
            for some in (members[:1], members[1:])
        ]

    notices = [notice_id for each in told for notice_id in each.notices.values()]
    found = sorted(ways(shop, notice_id)["sms"] for notice_id in notices)
    assert found == [("due", ""), ("due", ""), ("skipped", "sms_limit")]


def test_each_message_to_a_member_counts_for_the_months_limit(
    world: World, make_app: MakeApp
) -> None:
    shop = world.coffee
    who = shop.member.member_id
    with (
        make_app(sms_url="http://127.0.0.1:1/{phone}/{text}").app_context(),
        tenancy.scope(shop.business_id),
        db.writing(),
    ):
        rules.change(Rules(has_sms=True, sms_monthly=2))
        choice = MessageChoice(member_id=who, kind="chat_reply", channel="sms")
        choice.is_on, choice.changed_at = True, clock.now()
        db.session().add(choice)
        db.session().flush()
        messages = [centre.Message(who, each, {"text": each}) for each in "123"]
        told = centre.tell_each(kind=talk.CHAT_REPLY, messages=messages)

    found = sorted(ways(shop, notice_id)["sms"] for notice_id in told.values())
    assert found == [("due", ""), ("due", ""), ("skipped", "sms_limit")]
    with tenancy.scope(shop.business_id):
        said = db.session().scalars(select(Notice.payload).order_by(Notice.id)).all()
    assert said == [{"text": each} for each in "123"]


def test_counting_an_audience_agrees_with_planning(world: World) -> None:
    shop = world.coffee
    anna = protected(shop, "anna@example.test")
    protected(shop, "deaf@example.test", is_agreed=False)
    bounced = protected(shop, "gone@example.test")
    create_member(shop.business_id)
    with tenancy.scope(shop.business_id), db.writing():
        db.session().add(
            MessageHabit(
                member_id=bounced, bounced_email="gone@example.test", bounces=2
            )
        )
        db.session().flush()

    with tenancy.scope(shop.business_id):
        everybody = list(db.session().scalars(select(Member.id)))
        counted = set(
            db.session().scalars(standings.reachable("email", is_advertising=True))
        )
        anyway = set(
            db.session().scalars(standings.reachable("email", is_advertising=False))
        )
    told = tell_news(shop, everybody, "1")

    assert counted == {anna}
    assert len(anyway) == 3
    due = {
        member_id
        for member_id, notice_id in told.notices.items()
        if ways(shop, notice_id).get("email") == ("due", "")
    }
    assert due == counted


def crowd(shop: Shop, count: int) -> list[MemberId]:
    """Members who differ in all that planning asks about."""
    chance, members = random.Random(count), []
    for number in range(count):
        email = f"guest{number}@example.test"
        is_agreed = chance.random() < 0.8
        member_id = protected(shop, email, is_agreed=is_agreed)
        members.append(member_id)
        with tenancy.scope(shop.business_id), db.writing():
            habit = MessageHabit(member_id=member_id, is_daily=chance.random() < 0.3)
            habit.zone = chance.choice(("", "Asia/Vladivostok", "America/New_York"))
            if chance.random() < 0.5:
                habit.calm_from, habit.calm_until = chance.sample(range(1440), 2)
            if chance.random() < 0.2:
                habit.bounced_email, habit.bounces = email, 2
            db.session().add(habit)
            if chance.random() < 0.3:
                choice = MessageChoice(member_id=member_id, kind="news")
                choice.channel, choice.is_on = "email", chance.random() < 0.5
                choice.changed_at = clock.now()
                db.session().add(choice)
            db.session().flush()
    for number in range(5):
        tell_news(shop, chance.sample(members, count // 2), f"before {number}")
    return members


def test_a_crowd_is_written_down_as_each_is_planned(world: World) -> None:
    shop = world.coffee
    members = crowd(shop, 40)
    with tenancy.scope(shop.business_id):
        what = rules.circumstances(db.settings())
        planned = {
            who.member_id: plan(NEWS, who, what, clock.now())
            for who in standings.standings(members, NEWS)
        }

    told = tell_news(shop, members, "now")

    assert set(told.notices) == set(members)
    with tenancy.scope(shop.business_id):
        for member_id, each in planned.items():
            notice = db.session().get_one(Notice, told.notices[member_id])
            assert notice.member_id == member_id
            assert (notice.told_at, notice.is_gathered) == (
                each.told_at,
                each.is_gathered,
            )
            found = db.session().scalars(
                select(Delivery).where(Delivery.notice_id == notice.id)
            )
            assert {(way.channel, way.due_at, way.why, way.state) for way in found} == {
                (way.channel, way.due_at, way.why, "due" if way.due_at else "skipped")
                for way in each.ways
                if way.due_at or way.why not in SILENT
            }
    assert len({each.told_at for each in planned.values()}) > 3
    assert {way.why for each in planned.values() for way in each.ways} >= {
        "",
        "over_cap",
        "no_consent",
        "bounced",
        "switched_off",
    }


def test_a_crowd_takes_as_many_statements_as_one_member(world: World) -> None:
    shop = world.coffee
    members = crowd(shop, 12)
    with tenancy.scope(shop.business_id):
        assert statements(shop, members[:1], "a") == statements(shop, members, "b")


def statements(shop: Shop, members: list[MemberId], occurrence: str) -> int:
    ran: list[object] = []

    def count(*_: object) -> None:
        ran.append(1)

    event.listen(db.db.engine, "before_cursor_execute", count)
    try:
        tell_news(shop, members, occurrence)
    finally:
        event.remove(db.db.engine, "before_cursor_execute", count)
    return len(ran)
