"""A task is made of reviews of a theme."""

import pytest

from app.core import db, tenancy
from app.reviews import tasks
from tests.reviews import saying
from tests.web.office.conftest import Office
from tests.world import World


def test_it_answers_what_is_ticked(office: Office, world: World) -> None:
    shop = world.coffee
    saying.choose(shop)
    first = saying.say(shop, stars=2, text="Долго", themes=("Скорость",))
    saying.say(shop, saying.guest(shop), stars=1, text="Час", themes=("Скорость",))
    page = office.get("themes/new?theme=Скорость", status=200)
    page = page.form(id_="task").submit(title="Касса", reviews=[first])
    assert page.h1 == "Касса"
    with tenancy.scope(shop.business_id):
        (task,) = tasks.tasks()
        assert [each.id for each in tasks.reviews_of(task.id)] == [first]


@pytest.mark.parametrize(
    ("title", "is_ticked"), [("", True), ("x" * 81, True), ("Касса", False)]
)
def test_wrong_values_are_refused_and_kept(
    office: Office, world: World, title: str, *, is_ticked: bool
) -> None:
    review_id = saying.say(world.coffee)
    page = office.get("themes/new", status=200)
    page = page.form(id_="task").submit(
        title=title, reviews=[review_id] if is_ticked else False
    )
    assert page.status == 422
    form = page.form(id_="task")
    assert form.values["title"] == [title]
    assert form.values.get("reviews", []) == ([str(review_id)] if is_ticked else [])
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        assert tasks.tasks() == []


def test_foreign_reviews_cannot_be_named(office: Office, world: World) -> None:
    saying.say(world.coffee)
    foreign = saying.say(world.books)
    assert office.get(f"themes/new?review={foreign}").status == 404
    assert office.get("themes/new?review=x").status == 404
    key = office.get("themes/new").form(id_="task").values["idempotency_key"][0]
    page = office.post(
        "themes/new", title="x", theme="", reviews=str(foreign), idempotency_key=key
    )
    assert page.status == 422
