"""What is listed, counted and drawn: the rating of outlets, pages, months."""

from datetime import date

from app.core import db, tenancy
from app.reviews import figures, moderation, queries
from app.reviews.queries import Wanted
from tests.conftest import Clock
from tests.reviews.saying import choose, guest, say
from tests.world import World, create_outlet


def test_a_rating_is_of_the_whole_and_of_an_outlet(world: World) -> None:
    shop = world.coffee
    other = create_outlet(shop.business_id, code="2")
    for stars in (5, 4, 3, 4, 4):
        say(shop, guest(shop), stars=stars)
    with tenancy.scope(shop.business_id):
        assert queries.rating().hundredths == 400
        assert queries.rating(shop.outlet_id).count == 5
        assert queries.rating(other).count == 0
        assert queries.rating(other).hundredths is None
    with tenancy.scope(world.books.business_id):
        assert queries.rating().count == 0


def test_what_is_old_weighs_half_of_what_is_new(world: World, clock: Clock) -> None:
    shop = world.coffee
    for _ in range(4):
        say(shop, guest(shop), stars=1)
    clock.advance(days=91)
    for _ in range(4):
        say(shop, guest(shop), stars=5)
    with tenancy.scope(shop.business_id):
        found = queries.rating()
    assert (found.recent_count, found.hundredths) == (4, 367)


def test_pages_follow_each_other_without_gaps(world: World, clock: Clock) -> None:
    shop = world.coffee
    said = []
    for _ in range(7):
        said.append(say(shop, guest(shop)))
        clock.advance(minutes=1)
    seen: list[int] = []
    before = None
    with tenancy.scope(shop.business_id):
        while True:
            part = queries.public(Wanted(before=before), limit=3)
            seen += [each.id for each in part.reviews]
            before = part.next_before
            if before is None:
                break
    assert seen == said[::-1]


def test_the_desk_sees_what_waits_and_what_is_unanswered(world: World) -> None:
    shop = world.coffee
    plain = say(shop, text="", stars=5)
    worded = say(shop, guest(shop), stars=2)
    linked = say(shop, guest(shop), text="www.example.org", stars=3)
    with tenancy.scope(shop.business_id):
        counts = queries.counts()
        assert (counts.to_moderate, counts.unanswered) == (1, 2)
        assert counts.oldest is not None
        assert {each.id for each in queries.waiting(10)} == {worded, linked}
        with db.writing():
            for review_id in (worded, linked):
                moderation.reply(
                    review_id=review_id, staff_id=shop.owner.staff_id, text="Учтём."
                )
                moderation.show(review_id=review_id, staff_id=shop.owner.staff_id)
        counts = queries.counts()
        assert (counts.to_moderate, counts.unanswered, counts.oldest) == (0, 0, None)
        assert queries.review(plain).state == "shown"


def test_the_desk_filters(world: World) -> None:
    shop = world.coffee
    choose(shop)
    one = say(shop, stars=1, themes=("Кофе",))
    two = say(shop, guest(shop), stars=2, text="")
    with tenancy.scope(shop.business_id), db.writing():
        moderation.hide(
            review_id=one, staff_id=shop.owner.staff_id, reason="law", words="Нет"
        )

    def found(**wanted: object) -> list[int]:
        with tenancy.scope(shop.business_id):
            listed = queries.listed(Wanted(**wanted))  # type: ignore[arg-type]
        return [each.id for each in listed.reviews]

    assert set(found()) == {one, two}
    assert found(stars=1) == [one]
    assert found(state="hidden") == [one]
    assert found(theme="Кофе") == [one]
    assert found(is_unanswered=True) == []
    assert found(outlet_id=10**9) == []


def test_months_are_those_of_the_businesss_clock(world: World, clock: Clock) -> None:
    """What is said at 00:30 in Moscow on the first belongs to the new month."""
    shop = world.coffee
    clock.set(clock.now.replace(month=1, day=31, hour=20, minute=30))
    say(shop, stars=1)
    clock.advance(hours=1)
    say(shop, guest(shop), stars=4)
    say(shop, guest(shop), stars=5)
    with tenancy.scope(shop.business_id):
        months = {each.first_day: each for each in figures.months(shop.zone)}
    assert len(months) == figures.MONTHS
    year = clock.now.year
    old, new = months[date(year, 1, 1)], months[date(year, 2, 1)]
    assert (old.count, old.hundredths, old.few_basis_points) == (1, 100, 10_000)
    assert (new.count, new.hundredths, new.few_basis_points) == (2, 450, 0)
    empty = months[date(year - 1, 12, 1)]
    assert (empty.hundredths, empty.few_basis_points) == (None, None)
