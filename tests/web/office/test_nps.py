"""The figure by quarters, words with and without names, and the same as a file."""

import csv
import io

import pytest

from tests.surveys import answering
from tests.web.office.conftest import Enter, Office
from tests.world import World, create_person, issue_card


def test_few_answers_have_no_figure(office: Office, world: World) -> None:
    assert "No answers yet" in office.get("nps", status=200).text
    answering.crowd(world.coffee, 10, 0)
    page = office.get("satisfaction", status=200).click("Recommendations")
    assert "few answers" in page.text
    assert "2 of the 20 that a figure needs" in page.text


def test_the_figure_its_range_and_the_chart(office: Office, world: World) -> None:
    answering.crowd(world.coffee, *[9] * 12, *[8] * 5, *[6] * 3)
    page = office.get("nps", status=200)
    assert "+45" in page.text
    assert "from +8 to +70" in page.text
    assert len(page.all("svg", cls="chart")) == 1
    assert len(page.all("tr")) == 2


def test_it_is_taken_along_as_a_file(office: Office, world: World) -> None:
    shop = world.coffee
    assert office.get("nps.csv", status=200).data.count(b"\n") == 1
    answering.crowd(shop, *[0] * 20)
    rows = list(csv.reader(io.StringIO(office.get("nps.csv").data.decode("utf-8-sig"))))
    assert rows[0][1:5] == [
        "Answers",
        "9–10, recommend",
        "7–8, neutral",
        "0–6, do not recommend",
    ]
    first = answering.quarter(shop).isoformat()
    assert rows[1:] == [[first, "20", "0", "0", "20", "-100", "-100", "-69"]]
    assert office.get("nps.xlsx", status=200).data.startswith(b"PK")


@pytest.mark.parametrize(
    ("role", "sees"),
    [("owner", True), ("administrator", True), ("moderator", False)],
)
def test_moderators_read_words_without_names(
    enter: Enter, world: World, role: str, *, sees: bool
) -> None:
    shop = world.coffee
    person_id = create_person(name="Zinaida", phone="+79260004321")
    guest = issue_card(shop.business_id, shop.programme_id, person_id=person_id)
    answering.answer(shop, answering.regular(shop, guest), 3, "<b>Долго</b>")
    page = enter(role).get("nps", status=200)
    assert "<b>Долго</b>" in page.text
    assert ("Zinaida" in page.text) == sees
    assert (f"members/{guest.member_id}" in page.markup) == sees


def test_words_by_group_and_page_by_page(office: Office, world: World) -> None:
    answering.crowd(world.coffee, *[9] * 21, text="Хорошо")
    answering.crowd(world.coffee, 2, text="Плохо")
    page = office.get("nps", status=200)
    assert page.text.count("Хорошо") == 19
    assert office.get("nps?group=detractors").text.count("Хорошо") == 0
    later = page.click("Earlier words")
    assert later.text.count("Хорошо") == 2
    for nonsense in ("x", "2026-99-99-1", "%00", "2026-01-01-" + "9" * 30):
        assert office.get(f"nps?before={nonsense}&group=x", status=200)


def test_another_business_sees_nothing(office: Office, world: World) -> None:
    answering.crowd(world.books, 10, text="Тихо")
    page = office.get("nps", status=200)
    assert "No answers yet" in page.text
    assert "Тихо" not in page.text


def test_cashiers_are_kept_out(enter: Enter) -> None:
    for path in ("nps", "nps.csv"):
        assert enter("cashier").get(path).status == 403
