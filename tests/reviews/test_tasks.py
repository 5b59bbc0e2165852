"""Themes become tasks, and the guests who asked for it are told once."""

import pytest
from sqlalchemy import select

from app.core import db, tenancy
from app.notifications.models import Notice
from app.reviews import queries, tasks
from app.reviews.errors import TaskDone, TaskEmpty, TaskNotFound
from app.reviews.queries import Wanted
from tests.reviews import telling
from tests.reviews.saying import choose, guest, say
from tests.world import Shop, World


def begin(shop: Shop, *review_ids: int, title: str = "Вторая касса") -> int:
    with tenancy.scope(shop.business_id), db.writing():
        return tasks.begin(
            title=title,
            theme="Скорость",
            review_ids=review_ids,
            staff_id=shop.owner.staff_id,
        )


def test_a_task_goes_from_new_to_done_and_its_guests_are_told(world: World) -> None:
    shop, other = world.coffee, guest(world.coffee)
    mine = (say(shop, stars=2), say(shop, stars=1))
    theirs = say(shop, other, stars=2)
    task_id = begin(shop, *mine, theirs)
    with tenancy.scope(shop.business_id):
        assert (tasks.task(task_id).state, tasks.task(task_id).count) == ("new", 3)
        with db.writing():
            tasks.take(task_id=task_id, staff_id=shop.owner.staff_id)
        assert tasks.task(task_id).state == "working"
        with db.writing():
            tasks.finish(task_id=task_id, told="Открыли вторую кассу.")
        assert tasks.tasks(is_done=False) == []
        assert [each.told for each in tasks.tasks(is_done=True)] == [
            "Открыли вторую кассу."
        ]
    telling.deliver()
    telling.deliver()
    for holder in (shop.member, other):
        (notice,) = telling.told(shop, holder.member_id, "review_done")
        assert notice["text"] == "Открыли вторую кассу."


def test_without_words_nobody_is_told(world: World) -> None:
    shop = world.coffee
    task_id = begin(shop, say(shop))
    with tenancy.scope(shop.business_id), db.writing():
        tasks.finish(task_id=task_id, told="")
    telling.deliver()
    with tenancy.across():
        assert db.session().scalars(select(Notice.id)).all() == []


def test_a_task_answers_somebody_and_ends_once(world: World) -> None:
    shop = world.coffee
    foreign = say(world.books)
    for review_ids in ((), (10**9,), (foreign,)):
        with pytest.raises(TaskEmpty):
            begin(shop, *review_ids)
    task_id = begin(shop, say(shop))
    with tenancy.scope(shop.business_id):
        with db.writing():
            tasks.finish(task_id=task_id, told="")
        with pytest.raises(TaskDone), db.writing():
            tasks.finish(task_id=task_id, told="Ещё раз")
        with pytest.raises(TaskDone), db.writing():
            tasks.take(task_id=task_id, staff_id=shop.owner.staff_id)
    with tenancy.scope(world.books.business_id):
        with pytest.raises(TaskNotFound):
            tasks.task(task_id)
        with pytest.raises(TaskNotFound), db.writing():
            tasks.finish(task_id=task_id, told="Чужое")


def test_a_review_is_linked_once_and_knows_its_tasks(world: World) -> None:
    shop = world.coffee
    review_id = say(shop)
    task_id = begin(shop, review_id, review_id)
    with tenancy.scope(shop.business_id):
        assert [each.id for each in tasks.tasks_of(review_id)] == [task_id]
        assert [each.id for each in tasks.reviews_of(task_id)] == [review_id]


def test_themes_are_counted_with_what_went_wrong(world: World) -> None:
    shop = world.coffee
    choose(shop)
    say(shop, stars=1, themes=("Скорость",))
    say(shop, stars=5, themes=("Скорость", "Кофе"))
    with tenancy.scope(shop.business_id):
        assert queries.themes_used() == [("Скорость", 2, 1), ("Кофе", 1, 0)]
        found = queries.listed(Wanted(theme="Кофе")).reviews
        assert [each.stars for each in found] == [5]
