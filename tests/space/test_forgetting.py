"""Who is forgotten leaves no name in conversations (R24); who is found keeps theirs."""

from sqlalchemy import select

from app.cards import erasing
from app.cards.joining import bring_together
from app.core import db, tenancy
from app.people import actions as people
from app.space import comments, newsletters
from app.space.requests import Asker
from app.space.talk_models import (
    Comment,
    CommentReport,
    GuestRequest,
    NewsLetter,
    Subscription,
)
from tests.space import talk
from tests.world import World, create_person


def count(model: type) -> int:
    with tenancy.across():
        found = len(db.session().scalars(select(model)).all())
        db.session().rollback()
    return found


def test_r24_an_erased_person_leaves_comments_without_an_author(world: World) -> None:
    shop, who = world.coffee, world.coffee.member.person_id
    post_id = talk.publish(shop)
    other = talk.comment(shop, post_id, world.stranger, is_shown=True)
    talk.comment(shop, post_id, who, "Моё", is_shown=True)
    with tenancy.scope(shop.business_id), db.writing():
        comments.report(comment_id=other, person_id=who)
    with db.writing():
        erasing.erase(person_id=who, actor="holder")
    with tenancy.scope(shop.business_id):
        rows = {
            row.text: (row.person_id, row.name)
            for row in db.session().scalars(select(Comment))
        }
        db.session().rollback()
    assert rows == {"Моё": (None, ""), "Вкусно.": (world.stranger, "Анна")}
    assert count(CommentReport) == 0


def test_r24_requests_and_subscriptions_of_the_verified_contacts_go(
    world: World,
) -> None:
    shop, who = world.coffee, world.coffee.member.person_id
    with db.writing():
        people.claim_address(person_id=who, channel="email", address="me@example.test")
    mine = Asker(name="Я", phone="+79161234567", language="ru")
    talk.call_back(shop, mine)
    talk.call_back(world.books, mine)
    talk.call_back(shop, Asker(name="Я", email="me@example.test", language="ru"))
    talk.call_back(
        shop, Asker(name="Я", phone="+74950000000", person_id=who, language="ru")
    )
    kept = talk.call_back(shop)
    talk.subscribe(shop, "me@example.test")
    talk.subscribe(world.books, "me@example.test")
    talk.subscribe(shop, "other@example.test")
    post_id = talk.publish(shop)
    with tenancy.scope(shop.business_id), db.writing():
        assert newsletters.plan(post_id) == 2
    with db.writing():
        erasing.erase(person_id=who, actor="holder")
    with tenancy.across():
        left = [row.id for row in db.session().scalars(select(GuestRequest))]
        emails = [row.email for row in db.session().scalars(select(Subscription))]
        db.session().rollback()
    assert left == [kept]
    assert emails == ["other@example.test"]
    assert count(NewsLetter) == 1


def test_r23_comments_follow_an_anonymous_guest_who_turns_out_to_be_known(
    world: World,
) -> None:
    shop, known = world.coffee, world.coffee.member.person_id
    guest = create_person()
    comment_id = talk.comment(shop, talk.publish(shop), guest)
    with db.writing():
        bring_together(source_id=guest, target_id=known)
    with tenancy.scope(shop.business_id), db.writing():
        comments.withdraw(comment_id=comment_id, person_id=known)
