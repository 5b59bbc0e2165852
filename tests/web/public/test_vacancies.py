"""The open vacancies of a business."""

from app.core import db, tenancy
from app.space import vacancies
from tests.page import Client
from tests.space import talk
from tests.world import World


def test_open_vacancies_are_listed_and_others_are_not(
    world: World, client: Client
) -> None:
    shop = world.coffee
    closed = talk.vacancy(shop, vacancies.VacancyWords(**vars(talk.BARISTA)))
    with tenancy.scope(shop.business_id), db.writing():
        vacancies.close_vacancy(vacancy_id=closed)
    page = client.get("/zerno/vacancies", status=200)
    assert "Вакансий сейчас нет" in page.text
    talk.vacancy(shop)
    talk.vacancy(shop, is_open=False)
    talk.vacancy(world.books)
    page = client.get("/zerno/vacancies", status=200)
    assert len(page.all("a", cls="list-link")) == 1
    assert "от 70 000 ₽" in page.click("Бариста").text
