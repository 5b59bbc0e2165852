"""Whom a choice of members finds: each condition, on both databases (rows 64, 65)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.campaigns import hours, matching
from app.campaigns.audience import Audience, Hours
from app.cards import erasing
from app.core import clock, db, tenancy
from app.core.ids import MemberId
from app.people import actions as people
from tests.campaigns import mailing
from tests.people.groups import create_group
from tests.world import Holder, World, create_outlet, issue_card, sell


def found(world: World, within: tuple[int, ...] = (), **chosen: Any) -> set[MemberId]:
    """The members of the coffee shop who fit."""
    with tenancy.scope(world.coffee.business_id):
        wanted = matching.members(Audience(**chosen), clock.now(), within)
        return {MemberId(each) for each in db.session().scalars(wanted)}


@pytest.fixture
def guest(world: World) -> Holder:
    """A second member, who has bought nothing yet."""
    return issue_card(world.coffee.business_id, world.coffee.programme_id)


def buy(
    world: World, holder: Holder, at: datetime, amount_minor: int = 1000_00
) -> None:
    with clock.at(at):
        sell(world.coffee, holder, amount_minor=amount_minor)


def days_ago(count: int) -> datetime:
    return clock.now() - timedelta(days=count)


def test_everybody_but_the_members_of_others(world: World, guest: Holder) -> None:
    assert found(world) == {world.coffee.member.member_id, guest.member_id}


def test_groups_and_the_groups_that_bind_an_author(world: World, guest: Holder) -> None:
    shop = world.coffee
    mine = create_group(shop.business_id, "Mine", shop.member.member_id)
    other = create_group(shop.business_id, "Other", guest.member_id)
    assert found(world, group_ids=(mine,)) == {shop.member.member_id}
    assert found(world, not_group_ids=(mine,)) == {guest.member_id}
    assert found(world, within=(other,)) == {guest.member_id}
    assert found(world, within=(other,), group_ids=(mine,)) == set()


def test_last_visit_count_and_money(world: World, guest: Holder) -> None:
    member = world.coffee.member
    buy(world, member, days_ago(60), 300_00)
    buy(world, member, days_ago(50), 200_00)
    buy(world, guest, days_ago(2))
    assert found(world, silent_days=45) == {member.member_id}
    assert found(world, silent_days=51) == set()
    assert found(world, recent_days=45) == {guest.member_id}
    assert found(world, visits_least=2) == {member.member_id}
    assert found(world, visits_least=2, period_days=55) == set()
    assert found(world, visits_most=1) == {guest.member_id}
    assert found(world, spent_minor=500_00) == {member.member_id, guest.member_id}
    assert found(world, spent_minor=500_01) == {guest.member_id}


def test_who_never_bought_does_not_stay_away(world: World, guest: Holder) -> None:
    assert found(world, silent_days=1) == set()
    assert guest.member_id in found(world, visits_most=0)


def test_evenings_but_never_tuesday_afternoons(world: World, guest: Holder) -> None:
    """Row 64. It is Tuesday, noon in Moscow; the outlet's clocks are three hours ahead."""
    member = world.coffee.member
    evening = datetime(2026, 3, 13, 16, 30, tzinfo=UTC)
    buy(world, member, evening)
    buy(world, guest, evening)
    # Last Tuesday at 15:59 by the outlet's clocks, and at 16:00.
    buy(world, guest, datetime(2026, 3, 10, 12, 59, 59, tzinfo=UTC))
    buy(world, member, datetime(2026, 3, 10, 13, 0, tzinfo=UTC))
    chosen = {
        "comes": Hours(since=18, until=23),
        "never": Hours(weekdays=(2,), since=12, until=16),
    }
    assert found(world, **chosen) == {member.member_id}
    assert found(world, comes=chosen["comes"]) == {member.member_id, guest.member_id}
    assert found(world, comes=Hours(weekdays=(6,), since=18, until=23)) == set()


def test_hours_are_those_of_each_outlet_also_across_a_change_of_clocks(
    world: World, guest: Holder
) -> None:
    shop = world.coffee
    far = create_outlet(shop.business_id, code="2", zone="Europe/London")
    with tenancy.scope(shop.business_id):
        assert far != shop.outlet_id
    offsets = list(
        hours.offsets(
            "Europe/London",
            datetime(2026, 3, 1, tzinfo=UTC),
            datetime(2026, 4, 1, tzinfo=UTC),
        )
    )
    assert offsets == [
        (datetime(2026, 3, 1, tzinfo=UTC), 0),
        (datetime(2026, 3, 29, 1, tzinfo=UTC), 3600),
    ]
    buy(world, guest, datetime(2026, 3, 16, 6, 30, tzinfo=UTC))
    assert found(world, comes=Hours(weekdays=(1,), since=9, until=10)) == {
        guest.member_id
    }


def test_points_and_cards(world: World, guest: Holder) -> None:
    member = world.coffee.member
    sell(world.coffee, member, amount_minor=1000_00)
    assert found(world, points=50) == {member.member_id}
    assert found(world, points=51) == set()
    assert found(world, programme_id=world.coffee.programme_id, level="") == {
        member.member_id,
        guest.member_id,
    }
    assert found(world, programme_id=world.coffee.programme_id, level="Gold") == set()


def test_people_contacts_birthdays_and_languages(world: World, guest: Holder) -> None:
    reader = mailing.reader(world.coffee, "anna@example.com")
    with db.writing():
        people.keep_birthday(
            person_id=guest.person_id, born_on=datetime(1990, 7, 2, tzinfo=UTC).date()
        )
        people.speak(person_id=guest.person_id, language="en")
    assert found(world, has=("email",)) == {reader.member_id}
    assert found(world, has=("phone",)) == {world.coffee.member.member_id}
    assert found(world, lacks=("email", "phone")) == {guest.member_id}
    assert found(world, has=("pass",)) == set()
    assert found(world, birthday_month=7) == {guest.member_id}
    assert found(world, birthday_month=8) == set()
    assert found(world, language="en") == {guest.member_id}
    assert found(world, source="poster") == set()


def test_an_erased_member_is_nobody(world: World, guest: Holder, app: Flask) -> None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        erasing.erase(person_id=guest.person_id, actor="system")
    assert found(world) == {world.coffee.member.member_id}


def test_the_lost_rule(world: World, guest: Holder) -> None:
    """Days 0, 12, 25, 36: median 12, at risk after 24, lost after 36, floor 45."""
    member = world.coffee.member
    for day in (0, 12, 25, 36):
        buy(world, member, days_ago(36 + 46 - day))
    assert found(world, standing="lost") == {member.member_id}
    assert found(world, standing="at_risk") == set()
    # Nothing is said of who never bought.
    assert guest.member_id not in found(world, standing="lost")


def test_the_floor_and_a_slower_rhythm(world: World) -> None:
    member = world.coffee.member
    for day in (0, 12, 25, 36):
        buy(world, member, days_ago(36 + 44 - day))
    assert found(world, standing="lost") == set()


def test_at_risk_between_twice_and_three_times(world: World) -> None:
    member = world.coffee.member
    for day in (0, 30, 60):
        buy(world, member, days_ago(60 + 70 - day))
    assert found(world, standing="at_risk") == {member.member_id}
    assert found(world, standing="lost") == set()
