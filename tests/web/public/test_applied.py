"""After applying: shown to the browser that did."""

from tests.page import Client
from tests.space import talk
from tests.world import World


def test_others_are_led_to_the_vacancy(world: World, client: Client) -> None:
    vacancy_id = talk.vacancy(world.coffee)
    talk.application(world.coffee, vacancy_id)
    page = client.get(f"/zerno/vacancies/{vacancy_id}/sent", status=303)
    assert page.location == f"/zerno/vacancies/{vacancy_id}"


def test_it_says_when_an_answer_comes_and_how_long_it_is_kept(
    world: World, client: Client
) -> None:
    vacancy_id = talk.vacancy(world.coffee)
    form = client.get(f"/zerno/vacancies/{vacancy_id}").form(action=f"/{vacancy_id}")
    page = form.submit(name="Ирина", phone="+79165550033", consent=True)
    assert "22 марта" in page.text
    assert "90 дней" in page.text
    other = talk.vacancy(world.coffee)
    client.get(f"/zerno/vacancies/{other}/sent", status=303)
