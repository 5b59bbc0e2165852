"""What is owed in points, and what part of the sales waits for them (E38)."""

import pytest

from tests.conftest import Clock
from tests.exchange.test_tables import read_csv, read_xlsx
from tests.page import Page
from tests.web.office.conftest import Enter, Office
from tests.world import World, sell


def facts(page: Page) -> dict[str, str]:
    """Terms and values of the first card."""
    (first, *_) = page.all("dl", cls="facts")
    return {
        " ".join(" ".join(pair[0].itertext()).split()): " ".join(
            "".join(pair[1].itertext()).split()
        )
        for pair in first
    }


@pytest.fixture
def sold(world: World) -> World:
    """10,000 in money, 500 points for it, 250 of them spent."""
    member = world.coffee.member
    sell(world.coffee, member, amount_minor=10_000_00)
    sell(world.coffee, member, amount_minor=250_00, points=250)
    return world


def test_e38_in_the_office(office: Office, sold: World) -> None:
    page = office.get("liability?expected=80", status=200)
    seen = facts(page)
    assert seen["Sales of the period"] == "₽10,000"
    assert seen["Given with them"] == "₽500"
    assert seen["Of it spent"] == "₽250"
    assert seen["Set aside for points"] == "₽384.62"
    assert seen["Revenue at once"] == "₽9,615.38"
    assert seen["Released by now"] == "₽240.38"
    assert seen["Still set aside"] == "₽144.24"
    assert "expected=80" in page.link("28 days")


def test_without_experience_all_points_are_expected(
    office: Office, sold: World
) -> None:
    seen = facts(office.get("liability", status=200))
    assert seen["Share expected to be spent all of them, until some have ended"] == (
        "100%"
    )
    assert seen["Set aside for points"] == "₽476.19"


def test_its_own_experience_counts_once_points_are_over(
    enter: Enter, sold: World, clock: Clock
) -> None:
    sell(sold.coffee, sold.coffee.member, amount_minor=250_00, points=250)
    clock.advance(days=45)
    sell(sold.coffee, sold.coffee.member, amount_minor=1_000_00)
    seen = facts(enter("owner").get("liability", status=200))
    assert seen["Sales of the period"] == "₽1,000"
    assert seen["Share expected to be spent"] == "100%"


def test_the_files_say_the_same(office: Office, sold: World) -> None:
    address = "liability.{}?expected=80"
    csv = read_csv(office.get(address.format("csv"), status=200).data)
    xlsx = read_xlsx(office.get(address.format("xlsx"), status=200).data)
    assert len(csv) == len(xlsx) == 2
    assert "384.62" in csv[1][0]


@pytest.mark.parametrize("typed", ["101", "-1", "x", "1e1", "٥", "\x00"])
def test_a_share_that_is_none_is_refused(office: Office, typed: str) -> None:
    page = office.client.get(
        office.url("liability"), query_string={"expected": typed}, status=422
    )
    assert page.one("input", name="expected").get("value") == typed.replace("\x00", "")
    office.client.get(
        office.url("liability.csv"), query_string={"expected": typed}, status=422
    )


@pytest.mark.parametrize(
    ("role", "status"), [("moderator", 403), ("administrator", 200)]
)
def test_who_may_look(enter: Enter, role: str, status: int) -> None:
    enter(role).get("liability", status=status)


def test_a_business_that_gives_no_points_owes_none(enter: Enter, world: World) -> None:
    page = enter("owner").get("liability?since=2024-01-01&until=2024-01-31", status=200)
    assert facts(page)["Still set aside"] == "₽0"
