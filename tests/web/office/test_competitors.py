"""Competitors: a list of the owner's own, seen beside the rules only."""

import pytest

from tests.page import Form, Page
from tests.web.office.conftest import Enter, Office
from tests.world import World


def added(office: Office, status: int = 303, **values: str) -> Page:
    form = office.get("programmes/competitors", status=200).form(button="Add")
    sent = {"name": "Бобы", "back": "7", "mechanics": "каждый шестой кофе"}
    page: Page = form.submit(sent | values, status=status)
    return page


def rules(office: Office) -> Form:
    return office.get(f"programmes/{office.shop.programme_id}").form(id_="rules")


def test_rows_36_and_37_competitors_stand_beside_the_rules(office: Office) -> None:
    page = added(office)
    assert "Бобы" in page.text
    shown = office.get(f"programmes/{office.shop.programme_id}", status=200).text
    assert "каждый шестой кофе" in shown
    assert "₽70" in shown


def test_a_competitor_is_removed(office: Office) -> None:
    page = added(office)
    page = page.form(button="Remove").submit(status=303)
    assert "Бобы" not in page.text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Write a name"),
        ({"name": "x" * 61}, "Write a name"),
        ({"back": "101"}, "Write a percentage"),
        ({"back": ""}, "Write a percentage"),
        ({"mechanics": "x" * 201}, "too long"),
    ],
)
def test_wrong_ones_are_refused_and_kept(
    office: Office, wrong: dict[str, str], words: str
) -> None:
    page = added(office, 422, **wrong)
    assert words in page.text
    for name, value in wrong.items():
        assert page.form(button="Add").values[name] == [value]


def test_a_name_twice_is_refused(office: Office) -> None:
    added(office)
    assert "in the list already" in added(office, 422, name="БОБЫ").text


def test_nobody_sees_those_of_another_business(office: Office, world: World) -> None:
    added(office)
    other = office.client.another(language="en")
    other.sign_in(world.books.owner.person_id)
    page = other.get(f"/{world.books.slug}/office/programmes/competitors", status=200)
    assert "Бобы" not in page.text


def test_a_cashier_keeps_no_list(enter: Enter) -> None:
    enter("cashier").get("programmes/competitors", status=403)
