"""Themes with their counts, and the tasks that came of them."""

from tests.reviews import saying
from tests.web.office.conftest import Office
from tests.world import World


def test_themes_lead_to_tasks(office: Office, world: World) -> None:
    assert "No themes yet" in office.get("themes", status=200).text
    saying.choose(world.coffee)
    saying.say(world.coffee, stars=2, text="Долго", themes=("Скорость",))
    page = office.get("themes", status=200)
    assert "Скорость" in page.text
    page = page.click("Make a task: Скорость")
    assert page.form(id_="task").values["theme"] == ["Скорость"]


def test_tasks_stand_by_their_state(office: Office, world: World) -> None:
    ids = saying.door_ids(world.coffee)
    page = office.get("themes", status=200)
    assert "Tea" in page.text
    assert "not begun" in page.text
    task = office.get(f"themes/{ids['task_id']}").form(button="Begin").submit()
    assert "in work" in task.text
    task.form(button="Finish the task").submit(told="Сделано")
    assert "done, guests are told" in office.get("themes").text
