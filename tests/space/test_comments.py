"""Comments: threads, moderation, what each reader sees, what nobody may do."""

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import db, tenancy
from app.core.errors import TooMany
from app.core.ids import PersonId
from app.space import comments, talk_rules, threads
from app.space.talk_errors import (
    CommentGone,
    CommentNotFound,
    CommentsClosed,
    NameOfBusiness,
    PostNotFound,
    TooManyLinks,
)
from app.space.talk_models import Comment, CommentReport
from app.space.talk_rules import Rules
from app.space.threads import CommentView
from tests.conftest import NOW, Clock
from tests.space import talk
from tests.world import Shop, World, create_person


def read(shop: Shop, post_id: int, reader: PersonId | None = None) -> list[CommentView]:
    with tenancy.scope(shop.business_id):
        found = threads.page(post_id, reader).comments
        db.session().rollback()
    return found


def said(views: list[CommentView]) -> list[str]:
    return [view.text for view in views]


def test_a_comment_waits_until_staff_have_read_it(world: World) -> None:
    shop, author = world.coffee, world.coffee.member.person_id
    post_id = talk.publish(shop)
    comment_id = talk.comment(shop, post_id, author)
    assert said(read(shop, post_id)) == []
    (mine,) = read(shop, post_id, author)
    assert (mine.state, mine.is_mine) == ("waiting", True)
    with tenancy.scope(shop.business_id), db.writing():
        comments.show(comment_id=comment_id, staff_id=shop.owner.staff_id)
    assert said(read(shop, post_id)) == ["Вкусно."]


def test_a_business_may_read_afterwards(world: World) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        talk_rules.change(rules=Rules(is_premoderated=False))
    post_id = talk.publish(shop)
    talk.comment(shop, post_id, world.stranger)
    assert said(read(shop, post_id)) == ["Вкусно."]


def test_answers_stand_under_what_they_answer_and_go_no_deeper_than_two(
    world: World,
) -> None:
    shop, author = world.coffee, world.stranger
    post_id = talk.publish(shop)
    above = None
    for words in ("a", "b", "c", "d"):
        above = talk.comment(
            shop, post_id, author, words, parent_id=above, is_shown=True
        )
    talk.comment(shop, post_id, author, "e", is_shown=True)
    views = read(shop, post_id)
    assert [(v.text, v.depth) for v in views] == [
        ("a", 0),
        ("b", 1),
        ("c", 2),
        ("d", 2),
        ("e", 0),
    ]


def test_staff_answer_in_the_business_s_name_and_let_it_through(world: World) -> None:
    shop = world.coffee
    post_id = talk.publish(shop)
    comment_id = talk.comment(shop, post_id, world.stranger)
    with tenancy.scope(shop.business_id), db.writing():
        comments.answer(
            comment_id=comment_id, staff_id=shop.owner.staff_id, text="Спасибо."
        )
    asked, answer = read(shop, post_id)
    assert (asked.state, answer.is_staff, answer.depth) == ("shown", True, 1)


def test_a_hidden_comment_is_its_author_s_with_the_reason(world: World) -> None:
    shop, author = world.coffee, world.coffee.member.person_id
    post_id = talk.publish(shop)
    comment_id = talk.comment(shop, post_id, author, "Грубость", is_shown=True)
    with tenancy.scope(shop.business_id), db.writing():
        comments.hide(
            comment_id=comment_id, staff_id=shop.owner.staff_id, reason="Грубо."
        )
    assert read(shop, post_id) == []
    (mine,) = read(shop, post_id, author)
    assert (mine.text, mine.reason) == ("Грубость", "Грубо.")
    assert read(shop, post_id, world.stranger) == []


def test_what_is_taken_back_leaves_its_place_to_answers(world: World) -> None:
    shop, author = world.coffee, world.coffee.member.person_id
    post_id = talk.publish(shop)
    first = talk.comment(shop, post_id, author, "Секрет", is_shown=True)
    talk.comment(shop, post_id, world.stranger, "Ответ", parent_id=first, is_shown=True)
    with tenancy.scope(shop.business_id), db.writing():
        comments.withdraw(comment_id=first, person_id=author)
    views = read(shop, post_id, author)
    assert [(v.text, v.name) for v in views] == [("", ""), ("Ответ", "Анна")]
    with tenancy.scope(shop.business_id):
        # Staff still see what was said: nothing is deleted without a trace.
        assert threads.moderated(first).text == "Секрет"
        with pytest.raises(CommentGone), db.writing():
            comments.show(comment_id=first, staff_id=shop.owner.staff_id)


def test_only_the_author_takes_back(world: World) -> None:
    shop = world.coffee
    comment_id = talk.comment(shop, talk.publish(shop), shop.member.person_id)
    with (
        tenancy.scope(shop.business_id),
        pytest.raises(CommentNotFound),
        db.writing(),
    ):
        comments.withdraw(comment_id=comment_id, person_id=world.stranger)


def test_a_report_counts_once_and_a_decision_answers_it(world: World) -> None:
    shop = world.coffee
    post_id = talk.publish(shop)
    comment_id = talk.comment(shop, post_id, shop.member.person_id, is_shown=True)
    with tenancy.scope(shop.business_id):
        for _ in range(2):
            with db.writing():
                comments.report(comment_id=comment_id, person_id=world.stranger)
        assert threads.moderated(comment_id).reports == 1
        with db.writing():
            comments.show(comment_id=comment_id, staff_id=shop.owner.staff_id)
        assert threads.moderated(comment_id).reports == 0
        db.session().rollback()


def test_reports_at_once_count_every_person(world: World, app: Flask) -> None:
    shop = world.coffee
    comment_id = talk.comment(
        shop, talk.publish(shop), shop.member.person_id, is_shown=True
    )
    people = [create_person() for _ in range(4)]

    def report(person_id: PersonId) -> None:
        with (
            app.app_context(),
            tenancy.scope(shop.business_id),
            db.writing(),
        ):
            comments.report(comment_id=comment_id, person_id=person_id)

    crowd = [threading.Thread(target=report, args=(who,)) for who in people * 2]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join(20)
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        assert threads.moderated(comment_id).reports == len(people)
        assert db.session().scalar(select(func.count(CommentReport.id))) == len(people)


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("Анна", "https://a.test http://b.test www.c.test", TooManyLinks),
        ("зерно", "Мы закрываемся.", NameOfBusiness),
        ("З е р н о.", "Мы закрываемся.", NameOfBusiness),
    ],
)
def test_refusals(world: World, name: str, text: str, error: type[Exception]) -> None:
    shop = world.coffee
    post_id = talk.publish(shop)
    with tenancy.scope(shop.business_id), pytest.raises(error), db.writing():
        comments.write(
            post_id=post_id,
            parent_id=None,
            person_id=world.stranger,
            name=name,
            text=text,
        )


def test_nobody_comments_where_it_is_closed_hidden_or_another_s(world: World) -> None:
    shop = world.coffee
    closed = talk.publish(shop, has_comments=False)
    with pytest.raises(CommentsClosed):
        talk.comment(shop, closed, world.stranger)
    gone = talk.publish(shop)
    talk.withdraw_post(shop, gone)
    with pytest.raises(PostNotFound):
        talk.comment(shop, gone, world.stranger)
    with pytest.raises(PostNotFound):
        talk.comment(shop, talk.publish(world.books), world.stranger)


def test_an_answer_belongs_to_the_same_post_and_to_what_is_shown(world: World) -> None:
    shop = world.coffee
    here, there = talk.publish(shop), talk.publish(shop)
    elsewhere = talk.comment(shop, there, world.stranger, is_shown=True)
    with pytest.raises(CommentNotFound):
        talk.comment(shop, here, world.stranger, parent_id=elsewhere)
    waiting = talk.comment(shop, here, world.stranger)
    with pytest.raises(CommentGone):
        talk.comment(shop, here, shop.member.person_id, parent_id=waiting)


def test_a_flood_of_one_person_is_stopped(world: World, clock: Clock) -> None:
    shop = world.coffee
    post_id = talk.publish(shop)
    for number in range(comments.PER_HOUR.count):
        talk.comment(shop, post_id, world.stranger, f"{number}")
    with pytest.raises(TooMany):
        talk.comment(shop, post_id, world.stranger)
    talk.comment(shop, post_id, shop.member.person_id)
    clock.advance(hours=1)
    talk.comment(shop, post_id, world.stranger)


def test_long_threads_come_in_pages(world: World) -> None:
    shop = world.coffee
    post_id = talk.publish(shop)
    with tenancy.scope(shop.business_id), db.writing():
        for number in range(threads.ROOTS + 3):
            db.session().add(
                Comment(
                    business_id=shop.business_id,
                    post_id=post_id,
                    depth=0,
                    name="",
                    text=f"{number}",
                    state="shown",
                    created_at=NOW,
                )
            )
    with tenancy.scope(shop.business_id):
        first = threads.page(post_id, None)
        rest = threads.page(post_id, None, first.next_after or 0)
        db.session().rollback()
    assert first.count == threads.ROOTS + 3
    assert len(first.comments) == threads.ROOTS
    assert [v.text for v in rest.comments] == ["20", "21", "22"]
    assert rest.next_after is None
