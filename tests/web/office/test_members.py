"""The list of members: order, paging and search."""

import pytest

from app.core import audit, locales, tenancy
from app.web.office import members as screen
from tests.conftest import Clock
from tests.exchange.test_tables import read_csv, read_xlsx
from tests.page import Page
from tests.web.office.conftest import Enter, Office
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


# --- The list as a file -----------------------------------------------------------------


def file_of(office: Office, ending: str = "csv", search: str = "") -> list[list[str]]:
    """The rows of the file."""
    answer = office.get(f"members.{ending}", query_string={"q": search}, status=200)
    assert f"zerno-members-2026-03-17.{ending}" in answer.headers["Content-Disposition"]
    with locales.speaking("en"):
        rows = {"csv": read_csv, "xlsx": read_xlsx}[ending](answer.data)
    return [[str(cell) for cell in row] for row in rows]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_file_shows_what_the_list_shows(
    office: Office, world: World, anna: object, ending: str
) -> None:
    sell(world.coffee, world.coffee.member, amount_minor=1000_00)
    rows = file_of(office, ending)
    assert rows[0] == ["Member", "Card", "Contact", "Available", "Joined"]
    assert rows[1][0] == "Анна Ковалёва"
    assert rows[1][2].removeprefix("'") == "+7\u00a0···\u00a042"
    assert rows[2][3] == "50"
    assert rows[2][4].startswith("2026-03-17 12:00")
    assert "9265550042" not in str(rows)


def test_the_file_follows_the_search(office: Office, anna: object) -> None:
    page = office.get("members", status=200).form(action="/members").submit(q="Анна")
    answer = office.client.get(page.link("Download as CSV"), status=200)
    assert len(answer.data.decode().splitlines()) == 2
    assert file_of(office, search="nobody at all") == [
        ["Member", "Card", "Contact", "Available", "Joined"]
    ]


def test_the_file_goes_on_over_batches(
    office: Office, world: World, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(screen, "BATCH", 3)
    shop = world.coffee
    for number in range(7):
        clock.advance(seconds=number % 2)
        person_id = create_person(name=f"Guest {number}")
        issue_card(shop.business_id, shop.programme_id, person_id=person_id)
    names_of = [row[0] for row in file_of(office)[1:]]
    assert names_of[:7] == [f"Guest {n}" for n in reversed(range(7))]
    assert len(names_of) == 8


def test_a_name_is_no_formula(office: Office, world: World) -> None:
    shop = world.coffee
    person_id = create_person(name='=HYPERLINK("http://x")')
    issue_card(shop.business_id, shop.programme_id, person_id=person_id)
    assert file_of(office)[1][0].startswith("'=HYPERLINK")


def test_who_took_the_list_is_kept(enter: Enter, world: World) -> None:
    moderator = enter("moderator")
    file_of(moderator, search="Анна")
    with tenancy.scope(world.coffee.business_id):
        (entry,) = audit.lines(kind="members")
    assert (entry.act, entry.actor) == (
        "members.exported",
        f"staff:{moderator.staff_id}",
    )
    assert "Анна" not in str(entry.details)
    assert enter("cashier").get("members.csv").status == 403


def test_nobody_of_another_business_is_in_the_file(
    office: Office, world: World
) -> None:
    numbers = [row[1].replace(" ", "") for row in file_of(office)[1:]]
    assert world.books.member.number not in numbers
    assert len(numbers) == 1
