"""A vacancy in the office: written, opened, changed, closed."""

from datetime import date
from typing import Any

import pytest

from app.core import db, tenancy
from app.space import vacancies
from app.space.vacancies import VacancyView
from tests.page import Page
from tests.space import talk
from tests.web.office.conftest import Enter, Office
from tests.world import World

GOOD = {
    "title": "Пекарь",
    "pay": "от 90 000 ₽",
    "conditions": "Ночные смены",
    "text": "Хлеб и круассаны.\n\nУчим сами.",
    "last_day": "2026-04-30",
}


def written(world: World) -> list[VacancyView]:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        return vacancies.vacancies()


def write(office: Office, **values: Any) -> Page:
    form = office.get("vacancies/new", status=200).form(id_="vacancy")
    return form.submit(GOOD | values)


def test_it_is_written_unseen_then_opened_then_closed(
    office: Office, world: World
) -> None:
    page = write(office, outlet=str(world.coffee.outlet_id))
    assert "Nobody sees it until you open it" in page.text
    (row,) = written(world)
    assert (row.title, row.pay, row.is_open) == ("Пекарь", "от 90 000 ₽", False)
    assert (row.outlet, row.last_day) == ("Outlet 1", date(2026, 4, 30))
    guest = office.client.another()
    guest.get(f"/zerno/vacancies/{row.id}", status=404)
    page = page.form(button="Open the vacancy").submit()
    assert "Everybody can read it and apply" in page.text
    shown = guest.get(f"/zerno/vacancies/{row.id}", status=200)
    assert "Учим сами." in shown.text
    page = page.form(button="Close the vacancy").submit()
    assert "not taken any more" in page.text
    assert not written(world)[0].is_open


def test_it_is_corrected(office: Office, world: World) -> None:
    vacancy_id = talk.vacancy(world.coffee)
    form = office.get(f"vacancies/{vacancy_id}", status=200).form(id_="vacancy")
    assert form.values["text"][0].strip() == talk.BARISTA.text
    page = form.submit(title="Старший бариста", last_day="")
    assert page.h1 == "Старший бариста"
    assert written(world)[0].title == "Старший бариста"


def test_a_form_sent_twice_writes_one(office: Office, world: World) -> None:
    form = office.get("vacancies/new").form(id_="vacancy")
    for _ in range(2):
        form.submit(GOOD, status=303)
    assert len(written(world)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * 101},
        {"pay": "x" * 101},
        {"conditions": "x" * 201},
        {"text": ""},
        {"text": "x" * 8001},
        {"last_day": "30.04.2026"},
        {"last_day": "2026-02-30"},
        {"outlet": "999999"},
    ],
)
def test_wrong_values_are_refused_and_kept(
    office: Office, world: World, wrong: dict[str, str]
) -> None:
    page = write(office, **wrong)
    assert page.status == 422
    assert page.title.startswith("Error:")
    kept = page.form(id_="vacancy").values
    for name, value in (GOOD | wrong).items():
        if name not in {"outlet", "text"}:
            assert kept[name] == [value]
    assert written(world) == []


def test_an_outlet_of_another_business_is_no_choice(
    office: Office, world: World
) -> None:
    page = write(office, outlet=str(world.books.outlet_id))
    assert page.status == 422
    assert written(world) == []


@pytest.mark.parametrize("step", ["", "/opened", "/closed"])
def test_another_business_s_vacancy_is_not_found(
    office: Office, world: World, step: str
) -> None:
    foreign = talk.vacancy(world.books)
    office.get(f"vacancies/{foreign}", status=404)
    page = office.post(f"vacancies/{foreign}{step}", idempotency_key="k", **GOOD)
    assert page.status == 404


@pytest.mark.parametrize("path", ["vacancies/new", "vacancies/1/opened"])
def test_a_cashier_changes_nothing(enter: Enter, world: World, path: str) -> None:
    talk.vacancy(world.coffee, is_open=False)
    page = enter("cashier").post(path, idempotency_key="k", **GOOD)
    assert page.status == 403
    assert [each.is_open for each in written(world)] == [False]
