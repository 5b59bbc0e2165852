"""Recipients written down part by part: each told once, nobody missed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.businesses import queries as businesses
from app.campaigns import actions, broadcast, queries
from app.campaigns.audience import Audience
from app.campaigns.content import Wording
from app.campaigns.errors import MailingNotUnderWay, MailingUnderWay
from app.core import clock, db, locales, tenancy
from app.core.errors import Conflict
from app.notifications import centre, queue, reading, sending
from app.notifications.models import Notice
from app.offers import queries as offers
from app.people.models import Member
from app.rewards import gifts
from app.rewards import queries as rewards
from app.rewards.gifts import Present
from tests.campaigns import mailing
from tests.conftest import Clock
from tests.offers.giving import promote
from tests.world import Holder, Shop, World


@pytest.fixture
def shop(world: World, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """The coffee shop, on a site that can send letters; parts are small."""
    config = app.extensions["tessera_config"]
    smtp = replace(config, smtp_url="smtp://127.0.0.1:9")
    monkeypatch.setitem(app.extensions, "tessera_config", smtp)
    for name in ("PART", "SMALL_PART", "GIVING_PART"):
        monkeypatch.setattr(broadcast, name, 3)
    return world.coffee


@pytest.fixture
def crowd(shop: Shop) -> list[Holder]:
    return mailing.crowd(shop, 10)


def view(shop: Shop, mailing_id: int) -> queries.MailingView:
    with tenancy.scope(shop.business_id):
        return queries.mailing(mailing_id)


def test_everybody_is_told_once(shop: Shop, crowd: list[Holder], world: World) -> None:
    mailing_id = mailing.send(shop)
    assert mailing.told(shop) == sorted([shop.member.member_id, *mailing.ids(crowd)])
    assert mailing.ways(shop) == [
        ("email", "due", "", 10),
        ("email", "skipped", "no_consent", 1),
    ]
    found = view(shop, mailing_id)
    assert (found.state, found.recipients, found.expected) == ("sending", 11, 11)
    assert mailing.told(world.books) == []
    assert mailing.write_all() == 0


def test_unread_grows_by_one_for_each(shop: Shop, crowd: list[Holder]) -> None:
    mailing.send(shop)
    with tenancy.scope(shop.business_id):
        counted = select(Member.unread_notices, func.count()).group_by(
            Member.unread_notices
        )
        rows = {row[0]: row[1] for row in db.session().execute(counted)}
    assert rows == {1: 11}


@pytest.mark.parametrize("fails_at", range(1, 5))
def test_killed_in_the_middle_goes_on_there(
    shop: Shop,
    crowd: list[Holder],
    fails_at: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The part in hand is lost as a whole, and made as a whole by the next worker."""
    mailing_id = mailing.draft(shop)
    mailing.start(shop, mailing_id)
    real, calls = centre.tell_many, iter(range(1, 100))

    def dies(**values: object) -> object:
        told = real(**values)  # type: ignore[arg-type]
        if next(calls) == fails_at:
            raise KeyboardInterrupt
        return told

    monkeypatch.setattr(centre, "tell_many", dies)
    with pytest.raises(KeyboardInterrupt):
        mailing.write_all()
    before = mailing.told(shop)
    assert len(before) == 3 * (fails_at - 1)
    mailing.write_all()
    assert mailing.told(shop) == sorted([shop.member.member_id, *mailing.ids(crowd)])
    assert view(shop, mailing_id).recipients == 11


def test_a_slow_part_makes_the_next_one_smaller() -> None:
    pace = broadcast.Pace()
    assert pace.next(1000) == 1000
    pace.took(1000, broadcast.PART_SECONDS * 4)
    assert pace.next(1000) == 250
    pace.took(250, 0.0)
    assert pace.next(1000) == 500
    pace.took(500, broadcast.PART_SECONDS)
    assert pace.next(1000) == 500
    assert pace.next(100) == 100
    pace.took(1, 1000.0)
    assert pace.next(1000) == 10


def test_who_joins_meanwhile_is_not_told(shop: Shop, crowd: list[Holder]) -> None:
    mailing_id = mailing.draft(shop)
    mailing.start(shop, mailing_id)
    broadcast.send(db.settings())
    late = mailing.reader(shop, "late@example.com")
    mailing.write_all()
    assert late.member_id not in mailing.told(shop)


def test_a_schedule_waits_for_its_time(
    shop: Shop, crowd: list[Holder], clock: Clock
) -> None:
    mailing_id = mailing.draft(shop)
    mailing.start(shop, mailing_id, clock.now + timedelta(hours=2))
    assert mailing.write_all() == 0
    assert view(shop, mailing_id).state == "scheduled"
    clock.advance(hours=2)
    mailing.write_all()
    assert len(mailing.told(shop)) == 11


def test_put_back_before_its_time(
    shop: Shop, crowd: list[Holder], clock: Clock
) -> None:
    mailing_id = mailing.draft(shop)
    mailing.start(shop, mailing_id, clock.now + timedelta(hours=2))
    with tenancy.scope(shop.business_id), db.writing():
        actions.put_back(mailing_id=mailing_id)
    clock.advance(hours=3)
    assert mailing.write_all() == 0
    assert view(shop, mailing_id).is_draft


def test_stopped_in_the_middle_tells_nobody_more(
    shop: Shop, crowd: list[Holder]
) -> None:
    mailing_id = mailing.draft(shop)
    mailing.start(shop, mailing_id)
    for _ in range(3):
        broadcast.send(db.settings())
    with tenancy.scope(shop.business_id), db.writing():
        held_back = actions.stop(mailing_id=mailing_id)
    told = mailing.told(shop)
    assert len(told) == 6
    assert mailing.write_all() == 0
    assert mailing.told(shop) == told
    assert ("email", "skipped", "stopped", held_back) in mailing.ways(shop)
    assert view(shop, mailing_id).state == "stopped"
    with (
        tenancy.scope(shop.business_id),
        pytest.raises(MailingNotUnderWay),
        db.writing(),
    ):
        actions.stop(mailing_id=mailing_id)


def test_what_leaves_while_it_is_stopped_is_not_tried_again(
    shop: Shop, crowd: list[Holder]
) -> None:
    mailing_id = mailing.send(shop)
    config = replace(db.settings(), smtp_url="smtp://127.0.0.1:1")
    with db.writing():
        (claimed,) = queue.claim(1, frozenset({"email"}))
        queue.mark([claimed.id])
    with tenancy.scope(shop.business_id), db.writing():
        held_back = actions.stop(mailing_id=mailing_id)
    with db.writing():
        queue.settle([claimed.id], queue.put_off(clock.now()))

    assert sending.send(config) == 1

    assert ("email", "skipped", "stopped", held_back + 1) in mailing.ways(shop)


def test_the_second_start_is_refused(shop: Shop, crowd: list[Holder]) -> None:
    mailing_id = mailing.draft(shop)
    mailing.start(shop, mailing_id)
    with pytest.raises(MailingUnderWay):
        mailing.start(shop, mailing_id)
    with tenancy.scope(shop.business_id), pytest.raises(Conflict), db.writing():
        actions.discard(mailing_id=mailing_id)


def test_the_cap_counts_over_all_mailings(shop: Shop, crowd: list[Holder]) -> None:
    for _ in range(4):
        mailing.send(shop)
    assert mailing.ways(shop) == [
        ("email", "due", "", 30),
        ("email", "skipped", "no_consent", 4),
        ("email", "skipped", "over_cap", 10),
    ]


def test_only_the_chosen_channels_are_taken(shop: Shop, crowd: list[Holder]) -> None:
    """Also of a member who has chosen others for such messages."""
    mailing.send(shop, channels=("push",))
    assert all(way[0] != "email" for way in mailing.ways(shop))


def test_a_gift_and_an_offer_come_with_it(shop: Shop, crowd: list[Holder]) -> None:
    """Row 7: a gift to a segment, announced."""
    promotion_id = promote(shop.business_id, "personal", name="For you")
    with tenancy.scope(shop.business_id), db.writing():
        gift_id = gifts.make(
            present=Present(name="Coffee"), audience="joiners", actor="system"
        )
    mailing.send(
        shop,
        gift_id=gift_id,
        promotion_id=promotion_id,
        audience=Audience(has=("email",)),
    )
    with tenancy.scope(shop.business_id):
        for holder in crowd:
            assert [each.name for each in rewards.open_of(holder.member_id)] == [
                "Coffee"
            ]
            assert [each.name for each in offers.offers_of(holder.member_id)] == [
                "For you"
            ]
        assert rewards.open_of(shop.member.member_id) == []


def test_a_notice_says_what_its_mailing_says_in_the_readers_language(
    shop: Shop, crowd: list[Holder]
) -> None:
    words = {
        "ru": Wording(subject="Новинка", text="Пришла **новинка**.\n\nЗаходите."),
        "en": Wording(subject="Something new", text="It is **here**.", button="See"),
    }
    mailing_id = mailing.send(
        shop, words=words, ad_label="social", ad_advertiser="Зерно"
    )
    with tenancy.scope(shop.business_id):
        payload = db.session().scalars(select(Notice.payload).limit(1)).one()
        business = businesses.by_id(shop.business_id)
        with locales.speaking("en"):
            read = reading.words_of(business, "mailing", payload)
        with locales.speaking("ru"):
            other = reading.words_of(business, "mailing", payload)
        source = queries.mailing(mailing_id).source_code
    assert read is not None
    assert other is not None
    assert (read.subject, read.button) == ("Something new", "See")
    assert other.paragraphs == (
        "Пришла новинка.",
        "Заходите.",
        "Социальная реклама. Зерно",
    )
    assert "<strong>here</strong>" in str(read.rich)
    assert read.path == f"/card?s={source}"
    assert source.startswith("mail-")
