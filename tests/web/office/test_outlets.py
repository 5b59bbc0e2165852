"""Outlets: a list and one more."""

from typing import Any

import pytest

from app.businesses import queries as businesses
from app.businesses.queries import OutletView
from app.core import db, tenancy
from tests.page import Page
from tests.web.office.conftest import Office
from tests.world import World

GOOD = {"name": "Покровка", "code": "P2", "address": "ул. Покровка, 17"}


def outlets(world: World) -> list[OutletView]:
    with tenancy.scope(world.coffee.business_id):
        found = businesses.outlets()
        db.session().rollback()
    return found


def add(office: Office, **values: Any) -> Page:
    form = office.get("outlets", status=200).form(action="/outlets")
    return form.submit({**GOOD, **values})


def test_an_outlet_is_added(office: Office, world: World) -> None:
    assert "Покровка" in add(office, zone="Asia/Vladivostok").text
    (new,) = [each for each in outlets(world) if each.code == "P2"]
    assert (new.name, new.zone) == ("Покровка", "Asia/Vladivostok")
    assert new.address == "ул. Покровка, 17"


def test_the_business_s_own_zone_is_chosen_beforehand(office: Office) -> None:
    form = office.get("outlets", status=200).form(action="/outlets")
    assert form.values["zone"] == ["Europe/Moscow"]


def test_a_form_sent_twice_adds_one(office: Office, world: World) -> None:
    form = office.get("outlets", status=200).form(action="/outlets")
    for _ in range(2):
        form.submit(GOOD, status=303)
    assert len(outlets(world)) == 2


def test_a_code_is_used_once(office: Office, world: World) -> None:
    add(office)
    page = add(office, name="Another")
    assert page.status == 422
    assert "Another outlet has this code" in page.text
    again = page.form(action="/outlets")
    assert again.values["name"] == ["Another"]
    again.submit(code="P3", status=303)
    assert len(outlets(world)) == 3


def test_another_business_may_use_the_same_code(office: Office, world: World) -> None:
    assert add(office, code="X1").status == 200
    with tenancy.scope(world.books.business_id):
        assert "X1" not in {each.code for each in businesses.outlets()}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 61},
        {"code": ""},
        {"code": "a b"},
        {"code": "Ж1"},
        {"code": "x" * 21},
        {"address": "x" * 201},
        {"zone": "Mars/Olympus"},
        {"zone": "../../etc/passwd"},
        {"zone": ""},
    ],
)
def test_wrong_values_are_refused_and_kept(
    office: Office, world: World, wrong: dict[str, str]
) -> None:
    page = add(office, **wrong)
    assert page.status == 422
    assert page.title.startswith("Error:")
    kept = page.form(action="/outlets").values
    for name, value in {**GOOD, **wrong}.items():
        if name != "zone":
            assert kept[name] == [value]
    assert len(outlets(world)) == 1
