"""What guests, feeds and the office read about posts."""

from datetime import UTC, datetime, timedelta

import pytest

from app.businesses import pictures
from app.businesses.look import PictureRef
from app.core import db, tenancy
from app.core.errors import NotFound
from app.core.ids import PostId
from app.space import actions, queries
from app.space.queries import PostCard
from app.space.rules import State
from tests.businesses.test_pictures import painted
from tests.conftest import Clock
from tests.space.conftest import write
from tests.world import World, create_outlet

NOW = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def ids(cards: list[PostCard]) -> list[PostId]:
    """Which posts they are."""
    return [card.id for card in cards]


def test_guests_see_what_is_public_and_not_over(coffee: World, clock: Clock) -> None:
    old = write(title="old")
    clock.advance(minutes=1)
    pinned = write(title="pinned", is_pinned=True)
    clock.advance(minutes=1)
    new = write(title="new")
    write(is_public=False)
    write(at=NOW + DAY)
    withdrawn = write()
    ended = write("offer", ends_at=NOW + timedelta(hours=1))
    with db.writing():
        actions.withdraw(post_id=withdrawn)
    clock.advance(hours=2)
    assert ids(queries.latest(9)) == [pinned, new, old]
    assert ids(queries.pinned()) == [pinned]
    assert ids(queries.public_part(limit=9).posts) == [new, pinned, old]
    assert ids(queries.public_part(limit=9, is_archive=True).posts) == [ended]
    assert ids(queries.public_part(limit=9, kind="event").posts) == []
    without = queries.public_part(limit=9, without=frozenset({pinned}))
    assert ids(without.posts) == [new, old]
    assert [a.post_id for a in queries.addresses()] == [old, pinned, new, ended]
    assert [p.id for p in queries.for_feed(2)] == [ended, new]
    assert queries.counts() == {
        State.DRAFT: 1,
        State.SCHEDULED: 1,
        State.PUBLISHED: 3,
        State.ARCHIVED: 1,
        State.WITHDRAWN: 1,
    }
    for state, number in queries.counts().items():
        assert len(queries.office_part(limit=9, state=state).posts) == number


def test_a_list_goes_on_where_it_stopped(coffee: World, clock: Clock) -> None:
    """Also through posts of the very same instant."""
    written = [write() for _ in range(3)]
    clock.advance(minutes=1)
    written += [write() for _ in range(2)]
    first = queries.public_part(limit=2)
    second = queries.public_part(limit=2, after=first.more)
    third = queries.public_part(limit=2, after=second.more)
    found = ids(first.posts + second.posts + third.posts)
    assert found == list(reversed(written))
    assert third.more is None
    assert ids(queries.office_part(limit=9, kind="news").posts) == found
    with pytest.raises(NotFound):
        queries.public_part(limit=2, after=PostId(10**6))


def test_events_come_by_their_time_and_offers_by_their_end(
    coffee: World, clock: Clock
) -> None:
    later = write("event", starts_at=NOW + 9 * DAY, place="Зал")
    sooner = write("event", starts_at=NOW + DAY, place="Зал")
    endless = write("offer")
    ends = write("offer", ends_at=NOW + 5 * DAY)
    ahead = write("offer", starts_at=NOW + 2 * DAY)
    assert ids(queries.upcoming_events(9)) == [sooner, later]
    assert ids(queries.valid_offers(9)) == [ends, endless]
    assert ids(queries.upcoming_events(1)) == [sooner]
    clock.set(NOW + 3 * DAY)
    assert ids(queries.upcoming_events(9)) == [later]
    assert set(ids(queries.valid_offers(9))) == {ends, endless, ahead}


def test_neighbours_are_public_too(coffee: World, clock: Clock) -> None:
    first, second = write(), write()
    write(is_public=False)
    clock.advance(minutes=1)
    third = write()
    found = queries.neighbours(queries.public_post(second))
    assert (found.older and found.older.id) == first
    assert (found.newer and found.newer.id) == third
    assert queries.neighbours(queries.public_post(third)).newer is None


def test_a_card_knows_its_place_and_picture(coffee: World) -> None:
    outlet_id = create_outlet(
        coffee.coffee.business_id, code="ural", zone="Asia/Yekaterinburg"
    )
    with db.writing():
        picture_id = pictures.keep(pictures.read(painted()))
    post_id = write(
        "event",
        outlet_id=outlet_id,
        starts_at=NOW + DAY,
        picture_id=picture_id,
        crop="10-20-150",
        ad_label="advertising",
        ad_advertiser="ООО «Зерно»",
        ad_token="2Vtz",
    )
    (card,) = queries.latest(1)
    assert card.id == post_id
    assert (card.where, card.zone, card.home_zone) == (
        "Outlet ural",
        "Asia/Yekaterinburg",
        "Europe/Moscow",
    )
    assert card.when == "18 марта, 14:00 (Екатеринбург)"
    assert card.picture == PictureRef(pictures.digest_of(picture_id), "10-20-150")
    assert card.advertising == "Реклама. ООО «Зерно», erid: 2Vtz"
    # The day ends later in Moscow than in the Urals, where the event is.
    assert card.archives_at == datetime(2026, 3, 18, 19, 0, tzinfo=UTC)


def test_another_business_sees_nothing(world: World) -> None:
    with tenancy.scope(world.books.business_id):
        write("event", starts_at=NOW + DAY, place="Hall", is_pinned=True)
        write("offer")
    with tenancy.scope(world.coffee.business_id):
        assert queries.latest(9) == []
        assert queries.pinned() == []
        assert queries.upcoming_events(9) == []
        assert queries.valid_offers(9) == []
        assert queries.for_feed(9) == []
        assert queries.addresses() == []
        assert queries.office_part(limit=9).posts == []
        assert set(queries.counts().values()) == {0}
