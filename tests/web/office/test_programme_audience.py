"""For whom a card is, and which outlets take it."""

from typing import Any

import pytest

from app.core import db, tenancy
from app.core.ids import ProgrammeId
from app.programmes import audiences
from app.programmes.audiences import Audience
from tests.circles import create_group
from tests.page import Page
from tests.web.office.conftest import Office
from tests.world import World, create_outlet, create_programme


@pytest.fixture
def second(world: World) -> ProgrammeId:
    """Another card beside the one for everybody."""
    return create_programme(world.coffee.business_id, name="Student card")


def audience(office: Office, programme_id: ProgrammeId) -> Audience:
    with tenancy.scope(office.shop.business_id):
        found = audiences.audience(programme_id)
        db.session().rollback()
    return found


def choose(office: Office, programme_id: ProgrammeId, **values: Any) -> Page:
    page = office.get(f"programmes/{programme_id}/audience", status=200)
    return page.form(action="/audience").submit(values)


def test_a_card_is_for_groups_and_some_outlets(
    office: Office, world: World, second: ProgrammeId
) -> None:
    students = create_group(world.coffee.business_id, "Students")
    create_group(world.coffee.business_id, "Teachers")
    outlet = create_outlet(world.coffee.business_id, code="P2")
    page = choose(
        office,
        second,
        whom="groups",
        groups=[str(students)],
        where="outlets",
        outlets=[str(outlet)],
    )
    assert "For groups: Students" in page.text
    assert "Taken at: Outlet P2" in page.text
    found = audience(office, second)
    assert (found.group_ids, found.outlet_ids) == ({students}, {outlet})
    form = office.get(f"programmes/{second}/audience").form(action="/audience")
    assert form.values["groups"] == [str(students)]
    assert form.values["where"] == ["outlets"]


def test_for_everybody_everywhere_again(
    office: Office, world: World, second: ProgrammeId
) -> None:
    group = create_group(world.coffee.business_id)
    choose(office, second, whom="groups", groups=[str(group)])
    assert not audience(office, second).is_for_everyone
    choose(office, second, whom="everyone", groups=[str(group)])
    assert audience(office, second).is_for_everyone


def test_no_group_and_no_outlet_are_refused_in_words(
    office: Office, world: World, second: ProgrammeId
) -> None:
    create_group(world.coffee.business_id)
    page = choose(office, second, whom="groups")
    assert page.status == 422
    assert "Choose at least one group" in page.text
    assert page.form(action="/audience").values["whom"] == ["groups"]
    page = choose(office, second, where="outlets")
    assert page.status == 422
    assert "Choose at least one outlet" in page.text


def test_the_only_card_for_everybody_stays_so(office: Office, world: World) -> None:
    group = create_group(world.coffee.business_id)
    page = choose(office, world.coffee.programme_id, whom="groups", groups=[str(group)])
    assert page.status == 422
    assert "the only open card for everybody" in page.text
    assert audience(office, world.coffee.programme_id).is_for_everyone


@pytest.mark.parametrize("value", ["x", "0", "9" * 40, "\x00", "foreign"])
@pytest.mark.parametrize("name", ["groups", "outlets"])
def test_what_cannot_be_chosen_is_refused(
    office: Office, world: World, second: ProgrammeId, name: str, value: str
) -> None:
    create_group(world.coffee.business_id)
    foreign = {
        "groups": create_group(world.books.business_id, "Theirs"),
        "outlets": world.books.outlet_id,
    }
    form = office.get(f"programmes/{second}/audience").form(action="/audience")
    wanted = str(foreign[name]) if value == "foreign" else value
    data = form.values | {"whom": "groups", "where": "outlets", name: wanted}
    office.client.post(form.action, data=data, status=422)
    assert audience(office, second).is_for_everyone


def test_without_groups_the_way_to_them_is_shown(
    office: Office, second: ProgrammeId
) -> None:
    page = office.get(f"programmes/{second}/audience", status=200)
    assert page.link("Make a group") == "/zerno/office/groups"


def test_another_business_s_card_is_not_there(office: Office, world: World) -> None:
    path = f"programmes/{world.books.programme_id}"
    assert office.get(f"{path}/audience").status == 404
    assert office.post(f"{path}/audience").status == 404
    assert office.post(f"{path}/steps", do="close").status == 404
