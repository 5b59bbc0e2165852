"""One task: begun, done, its guests told."""

from app.core import db, tenancy
from app.reviews import tasks
from tests.reviews import saying, telling
from tests.web.office.conftest import Enter, Office
from tests.world import World


def test_done_with_words_tells_its_guests(office: Office, world: World) -> None:
    shop = world.coffee
    task_id = saying.door_ids(shop)["task_id"]
    page = office.get(f"themes/{task_id}", status=200)
    assert "1 guest is told this" in page.text
    page = page.form(button="Finish the task").submit(told="Заварка теперь крепче.")
    assert "done, guests are told" in page.text
    assert not [each for each in page.forms() if each.has_button("Finish the task")]
    telling.deliver()
    (notice,) = telling.told(shop, shop.member.member_id, "review_done")
    assert notice["text"] == "Заварка теперь крепче."


def test_too_many_words_are_refused_and_kept(office: Office, world: World) -> None:
    task_id = saying.door_ids(world.coffee)["task_id"]
    page = office.get(f"themes/{task_id}")
    page = page.form(button="Finish the task").submit(told="x" * 601)
    assert page.status == 422
    assert page.form(button="Finish the task").values["told"] == ["x" * 601]


def test_a_second_window_is_too_late(office: Office, world: World) -> None:
    task_id = saying.door_ids(world.coffee)["task_id"]
    page = office.get(f"themes/{task_id}")
    with tenancy.scope(world.coffee.business_id), db.writing():
        tasks.finish(task_id=task_id, told="Сделано")
    answer = page.form(button="Finish the task").submit(told="Другое")
    assert answer.status == 422
    with tenancy.scope(world.coffee.business_id):
        assert tasks.task(task_id).told == "Сделано"


def test_foreign_tasks_are_not_found(office: Office, world: World) -> None:
    foreign = saying.door_ids(world.books)["task_id"]
    assert office.get(f"themes/{foreign}").status == 404
    for step in ("taken", "done"):
        assert office.post(f"themes/{foreign}/{step}", told="x").status == 404


def test_cashiers_are_kept_out(enter: Enter, world: World) -> None:
    task_id = saying.door_ids(world.coffee)["task_id"]
    assert enter("cashier").get(f"themes/{task_id}").status == 403
