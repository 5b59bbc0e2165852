"""The list of vacancies in the office."""

from tests.space import talk
from tests.web.office.conftest import Office
from tests.world import World


def test_an_empty_list_has_one_step(office: Office) -> None:
    page = office.get("vacancies", status=200)
    assert "Looking for people?" in page.text
    assert page.click("Write a vacancy").h1 == "New vacancy"


def test_each_line_says_its_state_and_who_waits(office: Office, world: World) -> None:
    shop = world.coffee
    talk.vacancy(shop, is_open=False)
    vacancy_id = talk.vacancy(shop)
    for _ in range(2):
        talk.application(shop, vacancy_id)
    talk.vacancy(world.books)
    page = office.get("vacancies", status=200)
    lines = ["".join(li.itertext()) for li in page.one("ul", cls="list")]
    assert len(lines) == 2
    assert "open" in lines[0]
    assert "2 applications to answer" in lines[0]
    assert "draft" in lines[1]
