"""The list of members: order, paging and search."""

import pytest

from tests.conftest import Clock
from tests.page import Page
from tests.web.office.conftest import Office
from tests.world import World, create_person, issue_card, sell


def names(page: Page) -> list[str]:
    """The members of a page, as called there."""
    return ["".join(th.itertext()) for th in page.all("th", scope="row")]


def found(office: Office, search: str) -> list[str]:
    """Whom a search finds."""
    form = office.get("members").form(action="/members")
    return names(form.submit(q=search, status=200))


@pytest.fixture
def anna(world: World) -> int:
    """Anna, with a phone; her card's id."""
    shop = world.coffee
    person_id = create_person(name="Анна Ковалёва", phone="+79265550042")
    return issue_card(shop.business_id, shop.programme_id, person_id=person_id)


def test_a_line_says_who_and_how_much(office: Office, world: World) -> None:
    sell(world.coffee, world.coffee.member, amount_minor=1000_00)
    words = office.get("members", status=200).text
    assert "1 member has a card" in words
    assert "50 балл" in words or "50 points" in words
    assert "+7 ··· 67" in words
    assert "9161234567" not in words


@pytest.mark.parametrize("search", ["0042", "555-00-42", "Ковал", "анна", "КОВАЛЁВА"])
def test_members_are_found(office: Office, anna: object, search: str) -> None:
    assert found(office, search) == ["Анна Ковалёва"]


def test_a_card_number_finds_its_member(office: Office, anna: object) -> None:
    number = anna.number  # type: ignore[attr-defined]
    for search in (number, f"{number[:3]} {number[3:]}", f"T{number}", number[-4:]):
        assert "Анна Ковалёва" in found(office, search), search


@pytest.mark.parametrize(
    "search", ["0", "42", "%", "_", "\\", "'; --", "x" * 5000, "٤٢٤٢", "a\0b", "🎁"]
)
def test_odd_searches_find_nobody(office: Office, anna: object, search: str) -> None:
    assert found(office, search) == []


def test_an_empty_search_shows_everybody(office: Office, anna: object) -> None:
    assert len(found(office, "  ")) == 2


def test_pages_follow_each_other_without_gap(
    office: Office, world: World, clock: Clock
) -> None:
    shop = world.coffee
    for number in range(30):
        # Two in one instant: the id decides between them.
        clock.advance(seconds=number % 2)
        person_id = create_person(name=f"Guest {number:02}")
        issue_card(shop.business_id, shop.programme_id, person_id=person_id)
    first = office.get("members", status=200)
    second = first.click("Next members")
    everybody = names(first) + names(second)
    assert len(names(first)) == 25
    assert everybody[:30] == [f"Guest {n:02}" for n in reversed(range(30))]
    assert len(everybody) == 31
    assert second.link("To the beginning") == "/zerno/office/members"


@pytest.mark.parametrize("place", ["x", "-1-1", "1", "1-", "9" * 40 + "-1", "٣-٣"])
def test_a_place_that_is_none_is_not_found(office: Office, place: str) -> None:
    assert office.get(f"members?after={place}").status == 404


def test_a_place_after_the_end_offers_the_beginning(office: Office) -> None:
    assert "The list ends here" in office.get("members?after=1-1", status=200).text


def test_members_of_another_business_are_not_found(
    office: Office, world: World
) -> None:
    assert found(office, world.books.member.number) == []
    assert found(office, "0123") == []
