"""One vacancy: read by everybody, applied for with a consent, once."""

from typing import Any

import pytest
from sqlalchemy import select

from app.core import db, tenancy
from app.space import vacancies
from app.space.talk_models import GuestRequest
from tests.page import Client, Page
from tests.space import talk
from tests.world import World

GOOD = {
    "name": "Ирина",
    "phone": "8 (916) 555-00-33",
    "email": "",
    "message": "Полтора года за баром.",
    "consent": True,
}


def sent(world: World) -> list[GuestRequest]:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        return list(
            db.session().scalars(select(GuestRequest).order_by(GuestRequest.id))
        )


def apply(client: Client, vacancy_id: int, **values: Any) -> Page:
    page = client.get(f"/zerno/vacancies/{vacancy_id}", status=200)
    form = page.form(action=f"/vacancies/{vacancy_id}")
    return form.submit(GOOD | values)


def test_an_application_arrives_and_its_sender_is_told(
    world: World, client: Client
) -> None:
    vacancy_id = talk.vacancy(world.coffee)
    page = apply(client, vacancy_id, email="Irina@Example.com")
    assert page.h1 == "Отклик отправлен"
    assert "Бариста" in page.text
    (row,) = sent(world)
    assert (row.kind, row.vacancy_id) == ("application", vacancy_id)
    assert (row.phone, row.email) == ("+79165550033", "irina@example.com")
    assert row.text == "Полтора года за баром."


def test_a_landline_or_an_address_alone_is_enough(world: World, client: Client) -> None:
    vacancy_id = talk.vacancy(world.coffee)
    apply(client, vacancy_id, phone="+7 495 123-45-67")
    apply(client, vacancy_id, phone="", email="a@example.com")
    assert [(r.phone, r.email) for r in sent(world)] == [
        ("+74951234567", ""),
        ("", "a@example.com"),
    ]


def test_a_form_sent_twice_applies_once(world: World, client: Client) -> None:
    vacancy_id = talk.vacancy(world.coffee)
    form = client.get(f"/zerno/vacancies/{vacancy_id}").form(action=f"/{vacancy_id}")
    for _ in range(2):
        form.submit(GOOD, status=303)
    assert len(sent(world)) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"consent": False}, "Отметьте согласие"),
        ({"name": ""}, "Напишите имя"),
        ({"name": "x" * 81}, "Напишите имя"),
        ({"phone": "", "email": ""}, "Оставьте телефон или почту"),
        ({"phone": "12"}, "Напишите номер полностью"),
        ({"phone": "+7 916 555-00-33 доб. 1"}, "Напишите номер полностью"),
        ({"email": "a@"}, "@"),
        ({"message": "x" * 4001}, "4"),
    ],
)
def test_wrong_values_are_refused_and_kept(
    world: World, client: Client, wrong: dict[str, Any], words: str
) -> None:
    page = apply(client, talk.vacancy(world.coffee), **wrong)
    assert page.status == 422
    assert page.title.startswith("Ошибка:")
    assert words in page.one("div", role="alert")[1][0][0].text
    kept = page.forms()[0].values
    for name, value in (GOOD | wrong).items():
        if name != "consent":
            assert kept[name] == [value]
    assert sent(world) == []


def test_nothing_is_ticked_beforehand_and_the_text_is_a_click_away(
    world: World, client: Client
) -> None:
    page = client.get(f"/zerno/vacancies/{talk.vacancy(world.coffee)}")
    assert "consent" not in page.forms()[0].values
    text = page.click("Прочитать текст")
    assert "Зерно" in text.text
    assert text.path == "/zerno/consents/application"


@pytest.mark.parametrize(
    "text", ["a\0b", "\u202egnp.exe", "<script>alert(1)</script>", "x\r\nBcc: y"]
)
def test_odd_words_are_kept_harmless(world: World, client: Client, text: str) -> None:
    page = apply(client, talk.vacancy(world.coffee), name=text, message=text)
    assert page.status in {200, 422}
    for row in sent(world):
        for word in (row.name, row.text):
            assert not set(word) & {"\0", "\u202e", "\r"}
        assert "\n" not in row.name
    assert not page.all("script", src="")


def test_a_megabyte_is_refused(world: World, client: Client) -> None:
    page = apply(client, talk.vacancy(world.coffee), message="ы" * 500_000)
    assert page.status in {413, 422}
    assert sent(world) == []


def test_a_closed_one_can_be_read_but_not_applied_for(
    world: World, client: Client
) -> None:
    shop, vacancy_id = world.coffee, talk.vacancy(world.coffee)
    open_page = client.get(f"/zerno/vacancies/{vacancy_id}")
    with tenancy.scope(shop.business_id), db.writing():
        vacancies.close_vacancy(vacancy_id=vacancy_id)
    page = client.get(f"/zerno/vacancies/{vacancy_id}", status=200)
    assert "Отклики больше не принимаются" in page.text
    late = open_page.form(action=f"/{vacancy_id}").submit(GOOD, status=422)
    assert "Эта вакансия закрыта" in late.text
    assert sent(world) == []


def test_drafts_and_another_business_s_are_not_found(
    world: World, client: Client
) -> None:
    draft = talk.vacancy(world.coffee, is_open=False)
    client.get(f"/zerno/vacancies/{draft}", status=404)
    client.get(f"/zerno/vacancies/{talk.vacancy(world.books)}", status=404)


def test_a_machine_is_slowed_down(world: World, client: Client) -> None:
    vacancy_id = talk.vacancy(world.coffee)
    for _ in range(20):
        assert apply(client, vacancy_id).status == 200
    page = apply(client, vacancy_id)
    assert page.status == 429
    assert int(page.headers["Retry-After"]) > 0
    assert page.forms()[0].values["name"] == ["Ирина"]
    assert len(sent(world)) == 20
