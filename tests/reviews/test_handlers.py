"""Who is forgotten, joined or parted: what becomes of their reviews (R23, R24, E37)."""

import pytest
from sqlalchemy import func, select

from app.cards import erasing, merging
from app.cards.merging import undo
from app.core import db, tenancy
from app.people.photo_models import Photo
from app.reviews import actions, handlers, moderation, queries
from app.reviews.models import Review, ReviewPhoto, ReviewReport
from tests.reviews import saying
from tests.world import Shop, World, create_person, issue_card


def row(shop: Shop, review_id: int) -> Review:
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        found = db.session().get_one(Review, review_id)
        db.session().expunge(found)
        return found


def reply(shop: Shop, review_id: int, text: str) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        moderation.reply(review_id=review_id, staff_id=shop.owner.staff_id, text=text)


def count(shop: Shop, model: type) -> int:
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        return int(db.session().scalar(select(func.count(model.id))) or 0)  # type: ignore[attr-defined]


@pytest.fixture
def said(world: World) -> int:
    """A review with a photo and a reply, by a member with a name."""
    review_id = saying.door_ids(world.coffee)["feedback_id"]
    reply(world.coffee, review_id, "Спасибо за добрые слова.")
    return review_id


def test_e37_words_and_photos_go_and_stars_stay(world: World, said: int) -> None:
    shop, who = world.coffee, world.coffee.member.person_id
    draft = saying.say(shop, is_draft=True)
    with tenancy.scope(shop.business_id):
        before = queries.rating()
    with db.writing():
        erasing.erase(person_id=who, actor="holder")
    found = row(shop, said)
    assert (found.text, found.name, found.reply, found.member_id) == ("", "", "", None)
    assert found.stars == 5
    assert count(shop, Photo) == count(shop, ReviewPhoto) == 0
    with tenancy.scope(shop.business_id):
        assert queries.rating() == before
        assert db.session().get(Review, draft) is None


def test_e37_by_choice_the_words_stay_under_nobodys_name(
    world: World, said: int
) -> None:
    shop, who = world.coffee, world.coffee.member.person_id
    with db.writing():
        assert handlers.keep_words(who) == 1
        erasing.erase(person_id=who, actor="holder")
    found = row(shop, said)
    assert (found.text, found.name, found.member_id) == ("Вкусно.", "", None)
    assert found.reply == "Спасибо за добрые слова."
    assert count(shop, Photo) == 0


def test_e37_a_reply_that_names_its_guest_goes_with_the_name(world: World) -> None:
    shop, who = world.coffee, world.coffee.member.person_id
    review_id = saying.say(shop, name="Анна Белова")
    reply(shop, review_id, "Анна, ждём вас снова.")
    with db.writing():
        handlers.keep_words(who)
        erasing.erase(person_id=who, actor="holder")
    found = row(shop, review_id)
    assert (found.text, found.reply, found.replied_at) == ("Вкусно.", "", None)


def test_r24_their_reports_go_and_other_peoples_reviews_stay(world: World) -> None:
    shop, other = world.coffee, saying.guest(world.coffee)
    review_id = saying.say(shop, other)
    with tenancy.scope(shop.business_id), db.writing():
        actions.report(review_id=review_id, person_id=shop.member.person_id)
    with db.writing():
        erasing.erase(person_id=shop.member.person_id, actor="holder")
    assert count(shop, ReviewReport) == 0
    assert row(shop, review_id).member_id == other.member_id


def test_r23_reviews_go_with_the_membership_and_come_back(world: World) -> None:
    shop = world.coffee
    twin = issue_card(shop.business_id, shop.programme_id, phone="+79165550199")
    review_id = saying.say(shop, twin)
    with tenancy.scope(shop.business_id):
        with db.writing():
            merge_id = merging.merge(
                source_id=twin.member_id,
                target_id=shop.member.member_id,
                proof="manager",
                actor=shop.owner.actor,
            )
        assert [each.id for each in queries.of_member(shop.member.member_id)] == [
            review_id
        ]
        with db.writing():
            undo(merge_id=merge_id, actor=shop.owner.actor, with_debt=False)
    assert row(shop, review_id).member_id == twin.member_id


def test_who_said_nothing_has_nothing_to_choose(world: World) -> None:
    shop = world.coffee
    assert not handlers.has_said(shop.member.person_id)
    saying.say(shop, is_draft=True)
    assert not handlers.has_said(shop.member.person_id)
    saying.say(shop)
    db.session().rollback()
    assert handlers.has_said(shop.member.person_id)
    assert not handlers.has_said(create_person())
